"""What a method is: it turns a parent prompt and its failures into one proposal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.document.model import Document
    from motjuste.llm.chat import ChatMessage, ChatModel
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
    max_share: float = 0.5
    """At most this share of the prompt's words may be marked at once (0..1)."""
    scope: Scope = "local"
    spans: tuple[Span, ...] = ()
    """Spans already chosen, by the user or at random; then only they are reworded."""
    edit_words: int | None = None
    """Most words that a whole prompt may change; None for no limit."""
    anchors: bool = False
    """Whether a new sentence may be put in where one ends."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an optimizer model proposes for a parent prompt."""

    causes: tuple[str, ...]
    """Why the failures happened, in its words: the textual gradient."""
    marks: tuple[Mark, ...]
    edits: tuple[Edit, ...]
    """Against the parent's text, each inside a mark (anywhere in global scope)."""
    repairs: tuple[str, ...] = ()
    """What it took to read the reply; see `events.SourceYield.repairs`."""
    fault: str | None = None
    """Why there are no edits, where the reply could not be used; see `events.ProposalRejected.reason`."""
    whole: bool = False
    """Whether the reply was a whole prompt, which may have changed words outside its marks."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a method's own dialogue, in which prompts are read and written whole."""

    prompt: str
    """The meta-prompt's name."""
    temperature: float


@dataclass(frozen=True, slots=True)
class Turns:
    """A method's dialogue as its authors have it: what `--protocol paper` follows (method.md 2 and 3)."""

    reason: Turn | None
    """Asks for the reasons of failures; None where the method sees none."""
    propose: Turn
    """Asks for the new prompt, whole."""
    identify: str
    """The meta-prompt that asks for marks in a chat of its own."""
    one_chat: bool
    """Whether the proposal is a turn of the chat that the reasons stand in."""
    sampled: bool = False
    """Whether a parent's proposals are samples of one question, so that its marks are asked for once."""

    @property
    def identify_temperature(self) -> float:
        """That of the turn before, or the method's only one: an identify turn has none of its own in the paper."""
        return (self.reason or self.propose).temperature


@dataclass(frozen=True, slots=True)
class Question:
    """A method's question for marks and replacements in one structured reply, in each of its forms."""

    local: str
    """The meta-prompt for numbered words."""
    pieces: str
    """The meta-prompt for spans that are chosen already."""
    whole: str
    """The meta-prompt for the whole prompt: the global scope."""
    temperature: float
    causes: bool
    """Whether the reply tells the reasons as well."""


class Method(Protocol):
    """A base method of prompt optimization with LPO's restriction built in."""

    @property
    def name(self) -> str:
        """`apo`."""

    @property
    def meta_prompts(self) -> Mapping[str, frozenset[str]]:
        """The meta-prompts it fills and the variables of each; checked before a run's first call."""

    @property
    def calls(self) -> int:
        """Optimizer calls that one proposal takes, repairs not counted."""

    @property
    def turns(self) -> Turns:
        """Its dialogue in the paper's protocol."""

    @property
    def question(self) -> Question:
        """How it asks for marks and replacements at once."""

    async def propose(self, brief: Brief, before: tuple[ChatMessage, ...] = ()) -> Proposal:
        """One proposal, by structured replies.

        Args:
            brief: What it is based on.
            before: A chat that has given the reasons already; then only the proposal is asked for.

        Raises:
            motjuste.llm.errors.ReplyInvalid: The optimizer broke the reply's schema twice.
            motjuste.llm.errors.ModelError: The optimizer's endpoint failed.
        """
