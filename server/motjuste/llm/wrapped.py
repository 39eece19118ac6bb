"""A chat model round another one, which is the same model to whoever asks what answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.llm.cache import identity_of

if TYPE_CHECKING:
    from motjuste.llm.chat import ChatModel


class Wrapped:
    """What wrappers have in common; how a question is answered is their own.

    Args:
        model: What answers.
    """

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    @property
    def name(self) -> str:
        """The model's name, as the endpoint knows it."""
        return self._model.name

    @property
    def identity(self) -> str:
        """Endpoint and model."""
        return identity_of(self._model)
