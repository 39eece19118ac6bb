"""Pruning: after a passed gate, edits without evidence of their own are taken back (method.md 6.7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from motjuste.optimize.candidate import without
from motjuste.optimize.events import EditPruned
from motjuste.optimize.gate import Paired, gate_p
from motjuste.stats.anytime import anytime_p
from motjuste.stats.many import holm
from motjuste.stats.paired import mcnemar_p

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import AnyEvent, PlannedEdit, Totals
    from motjuste.optimize.guard import Guard
    from motjuste.optimize.scoreboard import Scoreboard


@dataclass(slots=True)
class Pruning:
    """Leave-one-edit-out on the gate cases already seen, Holm over the edits.

    An edit goes when its p-value is above alpha and the prompt without it scores at least as well and would have passed
    the same gate itself; so what is offered has always been measured as a whole.

    Args:
        board: Where scores are kept.
        cases: The gate cases that were seen.
        total: Cases in the whole gate.
        alpha: Error rate.
        guard: What no candidate may do.
        affordable: Whether so many more calls may be made.
        totals: What has been spent so far.
        next_id: The first free candidate id.
        by_evidence: Judge by evidence, as the gate did, not by counts of wins and losses.
    """

    board: Scoreboard
    cases: Sequence[Case]
    total: int
    alpha: float
    guard: Guard
    affordable: Callable[[int], bool]
    totals: Callable[[], Totals]
    next_id: int
    by_evidence: bool = False
    kept: Candidate | None = field(default=None)

    async def run(self, seed: Candidate, champion: Candidate) -> AsyncIterator[AnyEvent]:
        """Prune until every edit left carries evidence; `kept` is the result."""
        self.kept = champion
        while len(self.kept.edits) > 1:
            reduced = self._reduced(seed, self.kept)
            if not self.affordable(self.board.missing(reduced.values(), self.cases)):
                return
            await self.board.run(reduced.values(), self.cases)
            found = self._superfluous(seed, self.kept, reduced)
            if found is None:
                return
            edit, p = found
            self.kept = reduced[edit]
            yield EditPruned(totals=self.totals(), edit=edit, p=p)

    def _reduced(self, seed: Candidate, champion: Candidate) -> dict[PlannedEdit, Candidate]:
        """The champion without each of its edits, those left out that break the prompt."""
        made: dict[PlannedEdit, Candidate] = {}
        for edit in champion.edits:
            candidate = without(seed.document, champion, edit, self.next_id)
            self.next_id += 1
            if self.guard.fault(candidate) is None:
                made[edit] = candidate
        return made

    def _superfluous(
        self, seed: Candidate, champion: Candidate, reduced: dict[PlannedEdit, Candidate]
    ) -> tuple[PlannedEdit, float] | None:
        """The edit with the least evidence that can be spared, and its adjusted p-value."""
        edits = list(reduced)
        base, best = self._vector(seed), self._vector(champion)
        values = [self._vector(reduced[edit]) for edit in edits]
        adjusted = holm([self._p(Paired(value, best)) for value in values])
        spare = [
            (p, sum(value), number)
            for number, (p, value) in enumerate(zip(adjusted, values, strict=True))
            if p > self.alpha
            and sum(value) >= sum(best)
            and gate_p(Paired(base, value), self.total, self.alpha, by_evidence=self.by_evidence) is not None
        ]
        if not spare:
            return None
        p, _, number = max(spare, key=lambda row: (row[0], row[1], -row[2]))
        return edits[number], p

    def _vector(self, candidate: Candidate) -> tuple[float, ...]:
        return tuple(self.board.vector(candidate, self.cases))

    def _p(self, paired: Paired) -> float:
        """p-value of what an edit adds to the prompt without it."""
        if self.by_evidence or paired.graded:
            return anytime_p(paired.differences)
        return mcnemar_p(paired.wins, paired.losses)
