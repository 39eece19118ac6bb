"""The optimizer model as a search may ask it: never with calls that the gate will take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.llm.errors import ReplyInvalid
from motjuste.llm.wrapped import Wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from motjuste.llm.chat import ChatModel, ChatReply, ChatRequest


class Sparing(Wrapped):
    """Wraps the optimizer model. How many questions a proposal takes is known only when it is made: each is weighed.

    Args:
        model: Who is asked.
        affordable: Whether so many more calls leave enough for the gate.
    """

    def __init__(self, model: ChatModel, affordable: Callable[[int], bool]) -> None:
        super().__init__(model)
        self._affordable = affordable
        self.out_of_budget = False
        """Whether a question was not asked."""

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Answer one request.

        Raises:
            ReplyInvalid: It was not asked: what is left of the budget is kept for the gate.
            ModelError: The provider failed for good.
        """
        if not self._affordable(1):
            self.out_of_budget = True
            raise ReplyInvalid(
                "What is left of the call budget is kept for the gate", remedy="Raise --max-calls"
            )
        return await self._model.complete(request)
