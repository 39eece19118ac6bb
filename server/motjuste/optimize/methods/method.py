"""What a method is: it turns a parent prompt and its failures into one proposal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.llm.chat import ChatModel
    from motjuste.optimize.events import Mark, Scope
    from motjuste.optimize.evidence import Evidence
    from motjuste.text.edit import Edit
    from motjuste.text.span import Span


@dataclass(frozen=True, slots=True)
class Brief:
    """What a method is given for one proposal."""

    document: Document
    """The parent prompt."""
    evidence: Evidence
    optimizer: ChatModel
    sample: int
    """Which of the parent's proposals this is: equal briefs with other samples give other proposals."""
    max_words: int = 5
    """Longest span a mark may cover."""
    max_spans: int = 3
    scope: Scope = "local"
    spans: tuple[Span, ...] = ()
    """Spans already chosen, by the user or at random; then only they are reworded."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an optimizer model proposes for a parent prompt."""

    causes: tuple[str, ...]
    """Why the failures happened, in its words: the textual gradient."""
    marks: tuple[Mark, ...]
    edits: tuple[Edit, ...]
    """Against the parent's text, each inside a mark (anywhere in global scope)."""


class Method(Protocol):
    """A base method of prompt optimization with LPO's restriction built in."""

    @property
    def name(self) -> str:
        """`apo`."""

    async def propose(self, brief: Brief) -> Proposal:
        """One proposal.

        Raises:
            motjuste.llm.errors.ReplyInvalid: The optimizer broke the reply's schema twice.
            motjuste.llm.errors.ModelError: The optimizer's endpoint failed.
        """
