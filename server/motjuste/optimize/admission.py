"""Turns proposals into numbered candidates, or says why not: before any of them costs a task call."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from unicodedata import normalize

from motjuste.optimize.candidate import derive
from motjuste.optimize.events import CandidateProposed, MarksFound, ProposalRejected
from motjuste.optimize.identify import merge
from motjuste.optimize.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from motjuste.document.model import Document
    from motjuste.optimize.candidate import Candidate, Origin
    from motjuste.optimize.events import AnyEvent, Totals
    from motjuste.optimize.guard import Guard
    from motjuste.optimize.methods.method import Proposal


@dataclass(slots=True)
class Admission:
    """Gives sound new candidates their numbers, and keeps out what was tried before.

    Args:
        seed: The prompt the run began with.
        guard: What a candidate must not do.
        totals: What has been spent so far.
        exact: Take texts for the same only when they are, blanks and capitals included, as the paper does.
    """

    seed: Document
    guard: Guard
    totals: Callable[[], Totals]
    exact: bool = False
    tally: Tally = field(default_factory=Tally)
    children: list[Candidate] = field(default_factory=list)
    """Every candidate made so far, over all steps."""
    origins: dict[int, Origin] = field(default_factory=dict)
    """Who proposed each."""
    _texts: set[str] = field(default_factory=set)

    def admit(self, parent: Candidate, proposal: Proposal | None, origin: Origin, step: int) -> AnyEvent:
        """A numbered candidate, or the reason why there is none.

        Args:
            parent: The prompt the proposal is about.
            proposal: None when the model's reply was broken.
            origin: Who proposed it.
            step: The search step, from 1.
        """
        candidate, reason = self._examined(parent, proposal, origin)
        self.tally.count(origin.source, proposal, reason, origin.operator)
        totals = self.totals()
        if candidate is None:
            return ProposalRejected(
                totals=totals, step=step, source=origin.source, operator=origin.operator, reason=reason or ""
            )
        self.children.append(candidate)
        self.origins[candidate.id] = origin
        return CandidateProposed(
            totals=totals,
            step=step,
            candidate=candidate.id,
            parent=parent.id,
            source=origin.source,
            operator=origin.operator,
            edits=candidate.edits,
            level=origin.level,
        )

    def marks(self, parent: Candidate, proposals: Sequence[Proposal], step: int) -> list[MarksFound]:
        """What proposals for one parent say of its words and its failures; nothing when they say nothing."""
        merged = merge(mark for proposal in proposals for mark in proposal.marks)
        gradient = tuple(dict.fromkeys(cause for proposal in proposals for cause in proposal.causes))
        if not merged and not gradient:
            return []
        return [
            MarksFound(totals=self.totals(), step=step, candidate=parent.id, gradient=gradient, marks=merged)
        ]

    def _examined(
        self, parent: Candidate, proposal: Proposal | None, origin: Origin
    ) -> tuple[Candidate | None, str | None]:
        if proposal is None:
            return None, "broken-reply"
        if proposal.fault is not None:
            return None, proposal.fault
        if not proposal.edits:
            return None, "no-op"
        candidate = derive(self.seed, parent, proposal.edits, origin, len(self.children) + 1)
        if (fault := self.guard.fault(candidate)) is not None:
            return None, fault
        text = self._folded(candidate.text)
        if text in self._texts or text == self._folded(self.seed.text):
            return None, "duplicate"
        self._texts.add(text)
        return candidate, None

    def _folded(self, text: str) -> str:
        return text if self.exact else " ".join(normalize("NFC", text).casefold().split())
