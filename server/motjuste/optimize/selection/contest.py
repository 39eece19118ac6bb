"""One contest on dev: who takes part, what they scored, and what may still be spent. Strategies run it."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING, Protocol

from motjuste.optimize.events import Progress, RaceBlock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import AnyEvent, Totals
    from motjuste.optimize.scoreboard import Scoreboard


class Selection(Protocol):
    """A way to find the best of some candidates on dev. It saves calls and claims nothing (method.md 2.3 and 6.2)."""

    @property
    def name(self) -> str:
        """Its name on the command line."""

    @property
    def share(self) -> float:
        """About which share it spends of what all candidates on all cases would cost."""

    def run(self, contest: Contest) -> AsyncIterator[AnyEvent]:
        """Run candidates until it is known whose full scores count; at the end the incumbent has its own.

        No candidate runs a case twice. Which candidates run which cases depends on their scores alone.

        Raises:
            motjuste.llm.errors.ModelError: The task model's endpoint failed.
        """


@dataclass(slots=True)
class Contest:
    """Candidates against an incumbent, on the same cases in the same order.

    Args:
        board: Where scores are kept; what it already knows costs nothing.
        cases: The dev cases, in the run's order.
        incumbent: The prompt to beat; it is never left out.
        entrants: Who takes part; the incumbent may be among them.
        beam: How many candidates are wanted in the end.
        step: The search step, from 1.
        affordable: Whether so many more calls may be made.
        totals: What has been spent so far.
    """

    board: Scoreboard
    cases: Sequence[Case]
    incumbent: Candidate
    entrants: Sequence[Candidate]
    beam: int
    step: int
    affordable: Callable[[int], bool]
    totals: Callable[[], Totals]
    out_of_budget: bool = False
    """Not even the incumbent and its best rival could be paid to the end."""
    _left: set[int] = field(default_factory=set)

    @property
    def rivals(self) -> list[Candidate]:
        """All who take part but the incumbent."""
        return [one for one in self.entrants if one.id != self.incumbent.id]

    @property
    def newcomers(self) -> list[Candidate]:
        """Rivals that have not run all cases yet."""
        return [one for one in self.rivals if not self.finished(one)]

    @property
    def finishers(self) -> list[Candidate]:
        """Those who have run all cases and were not left behind, the incumbent first."""
        everyone = [self.incumbent, *self.rivals]
        return [one for one in everyone if one.id not in self._left and self.finished(one)]

    def finished(self, candidate: Candidate) -> bool:
        """Whether a candidate has run all cases."""
        return not self.board.missing([candidate], self.cases)

    async def play(self, candidates: Sequence[Candidate], end: int) -> None:
        """Have candidates run the first `end` cases."""
        await self.board.run(candidates, self.cases[:end])

    def payable(
        self, alive: Sequence[Candidate], start: int, end: int, favourite: Candidate | None = None
    ) -> list[Candidate]:
        """Which rivals may go on: all if the favourite can then be paid to its last case, else only the favourite.

        Not even that one: nobody may, and the contest is out of budget.

        Args:
            alive: Rivals still in the contest; each has run the first `start` cases.
            start: Cases run.
            end: Cases to have run next.
            favourite: Who comes first where not all can be paid; the best of those alive if None.
        """
        block, rest, missing = self.cases[:end], self.cases[end:], self.board.missing
        best = favourite or max(alive, key=lambda rival: self.total(rival, start), default=self.incumbent)
        pair = [self.incumbent, best] if alive else [self.incumbent]
        if self.affordable(missing([self.incumbent, *alive], block) + missing(pair, rest)):
            return list(alive)
        self.out_of_budget = not self.affordable(missing(pair, block))
        return [] if self.out_of_budget else pair[1:]

    def total(self, candidate: Candidate, cases: int) -> float:
        """The scores on the first `cases` cases, added up."""
        return sum(self.board.vector(candidate, self.cases[:cases]))

    def told(self, ran: Sequence[Candidate], cases: int, dropped: Sequence[Candidate] = ()) -> list[AnyEvent]:
        """The events after a block; who is dropped is out of the contest for good.

        Args:
            ran: Who has run the first `cases` cases.
            cases: How many.
            dropped: Who leaves the contest.
        """
        self._left.update(one.id for one in dropped)
        means = {str(one.id): fmean(self.board.vector(one, self.cases[:cases])) for one in ran}
        left = tuple(sorted(one.id for one in dropped))
        return [
            RaceBlock(totals=self.totals(), step=self.step, cases=cases, means=means, dropped=left),
            Progress(
                totals=self.totals(),
                phase="race",
                step=self.step,
                done=cases,
                total=len(self.cases),
                best=max((means[str(one.id)] for one in ran if one.id not in self._left), default=None),
            ),
        ]
