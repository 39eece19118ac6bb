"""What a chat model is: a request in, a reply out. Everything else in this folder wraps that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

Purpose = Literal["task", "optimizer"]


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Schema:
    """A JSON schema a reply must obey, with the name the OpenAI API wants for it."""

    name: str
    definition: Mapping[str, object]
    extras: bool = False
    """Ask for it by the fields of vLLM and llama.cpp, where an endpoint refuses the OpenAI API's own."""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One question to a model. Two equal requests are the same question and share one cached reply."""

    messages: tuple[ChatMessage, ...]
    temperature: float = 0.0
    max_tokens: int | None = None
    schema: Schema | None = None
    sample: int = 0
    """Which of several independent samples of the same question this is."""
    purpose: Purpose = "task"
    """Only for accounting; not part of the question."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a reply cost."""

    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def tokens(self) -> int:
        """All tokens, both ways."""
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, slots=True)
class ChatReply:
    """A model's answer."""

    text: str
    usage: Usage = field(default_factory=Usage)
    cached: bool = False
    """True when no call was made for it."""
    truncated: bool = False
    """The model stopped at max_tokens."""


class ChatModel(Protocol):
    """Anything that answers chats: an endpoint, or a wrapper round one."""

    @property
    def name(self) -> str:
        """The model's name, as the endpoint knows it."""

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Answer one request.

        Raises:
            motjuste.llm.errors.ModelError: The provider failed for good; the message says what to do.
        """
