"""What a step says of the level it stood on, read off its events and scores, and where that leads (method.md 7.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from motjuste.optimize.events import CandidateProposed, MarksFound, ProposalRejected
from motjuste.optimize.ladder import StepSigns
from motjuste.optimize.stability import jaccard
from motjuste.optimize.worth import likely_better
from motjuste.text.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import AnyEvent, LevelChanged, Mark, Totals
    from motjuste.optimize.ladder import Ladder
    from motjuste.optimize.scoreboard import Scoreboard

WASTED = frozenset({"duplicate", "no-op"})
MISSING = "missing:"
"""How a cause begins that says that an instruction is not there at all; the meta-prompts ask for it."""


@dataclass(slots=True)
class LevelJudge:
    """Moves a run's ladder after each step.

    Args:
        board: Where scores are kept.
        dev: The dev cases.
        ladder: What is moved.
    """

    board: Scoreboard
    dev: Sequence[Case]
    ladder: Ladder
    _events: list[AnyEvent] = field(default_factory=list)
    """What the step's proposals came to so far."""
    _marked: frozenset[int] | None = None
    """The words that the step before marked."""

    def take(self, events: Sequence[AnyEvent]) -> None:
        """Add what proposals of the step came to."""
        self._events += events

    def move(
        self,
        step: int,
        before: Candidate,
        children: Sequence[Candidate],
        candidates: Mapping[int, Candidate],
        totals: Totals,
        *,
        accepted: bool,
        luck: bool,
        errors: int,
    ) -> LevelChanged | None:
        """Close a step, and let the next one change more words, or fewer, if this one says so.

        Args:
            step: The step that ends.
            before: The best prompt before it.
            children: The candidates it brought.
            candidates: All candidates by number, the seed among them.
            totals: What has been spent so far.
            accepted: Whether a new best prompt came of it.
            luck: Whether the screen takes the best candidate for luck; then none gives hope, since with many candidates
                some look likely to be better by chance alone (method.md 6.3: stop, or let the scope grow).
            errors: Failures of the best prompt on dev.
        """
        events, earlier = self._events, self._marked
        self._marked, self._events = marked_at_home(events, candidates), []
        signs = StepSigns(
            accepted=accepted,
            hopeful=not luck and any(likely_better(self.board, one, before, self.dev) for one in children),
            errors=errors,
            agreement=agreement(self._marked, earlier),
            wasted=wasted(events),
            missing=says_missing(events),
        )
        return self.ladder.move(step, signs, totals)


def wasted(events: Sequence[AnyEvent]) -> float:
    """The share (0..1) of the model's proposals that were duplicates or changed nothing; 0 without proposals."""
    refused = [one for one in events if isinstance(one, ProposalRejected) and one.source != "operator"]
    tried = [one for one in events if isinstance(one, CandidateProposed) and one.source != "operator"]
    useless = sum(one.reason in WASTED for one in refused)
    return useless / (len(refused) + len(tried)) if refused or tried else 0.0


def says_missing(events: Sequence[AnyEvent]) -> bool:
    """Whether the optimizer model named an instruction that is missing among the causes."""
    causes = [cause for one in events if isinstance(one, MarksFound) for cause in one.gradient]
    return any(cause.strip().casefold().startswith(MISSING) for cause in causes)


def marked_at_home(events: Sequence[AnyEvent], candidates: Mapping[int, Candidate]) -> frozenset[int]:
    """The words that a step's marks cover, each by where it stands in the seed's text.

    Words of a candidate's own edits stand where the edit does, so that marks of different parents can be compared.
    """
    return frozenset(
        _home(candidates[found.candidate], mark, offset)
        for found in events
        if isinstance(found, MarksFound) and found.candidate in candidates
        for mark in found.marks
        for offset in (word.start for word in words(mark.text))
    )


def agreement(now: frozenset[int], before: frozenset[int] | None) -> float | None:
    """How far two steps marked the same words (0..1); None when one of them marked none."""
    return jaccard(now, before) if now and before else None


def _home(candidate: Candidate, mark: Mark, offset: int) -> int:
    """Where an offset within a mark stands in the seed's text."""
    at, shift = mark.start + offset, 0
    for edit in candidate.edits:
        start = edit.start + shift
        if at < start:
            break
        if at < start + len(edit.new):
            return edit.start
        shift += len(edit.new) - len(edit.old)
    return at - shift
