"""Zero-shot reasoning in two calls: the task model thinks, then says its answer alone (method.md 2.1)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from motjuste import prompts
from motjuste.llm.chat import ChatMessage, ChatReply, Usage
from motjuste.llm.wrapped import Wrapped

if TYPE_CHECKING:
    from motjuste.llm.chat import ChatRequest

LONGEST_REASONING = 400
LONGEST_ANSWER = 100
"""Tokens. PE2 allows 10, and 100 where the answer is a list of words."""


class TwoStage(Wrapped):
    """A task model that is asked twice a case; what it answers is what it says in the second call.

    Args:
        model: Who is asked.
    """

    @property
    def identity(self) -> str:
        """Endpoint and model, and that it is asked twice."""
        return f"{super().identity} two-stage"

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Answer one request, in two calls.

        Raises:
            motjuste.llm.errors.ModelError: The provider failed for good.
        """
        thinking = replace(request, max_tokens=request.max_tokens or LONGEST_REASONING)
        thought = await self._model.complete(thinking)
        asked = (
            *request.messages,
            ChatMessage("assistant", thought.text),
            *prompts.load("answer_alone").fill(),
        )
        answer = await self._model.complete(replace(request, messages=asked, max_tokens=LONGEST_ANSWER))
        return replace(
            answer,
            usage=Usage(
                thought.usage.prompt_tokens + answer.usage.prompt_tokens,
                thought.usage.completion_tokens + answer.usage.completion_tokens,
            ),
            cached=thought.cached and answer.cached,
        )
