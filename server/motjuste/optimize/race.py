"""The race on dev: candidates run the same cases in the same order, and the hopeless leave early (method.md 6.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING

from motjuste.optimize.cost import BLOCK
from motjuste.optimize.events import Progress, RaceBlock
from motjuste.stats.race import drops

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import AnyEvent, Totals
    from motjuste.optimize.scoreboard import Scoreboard

CROWDED_AFTER = 3
"""Blocks that every candidate may run unless it is beaten."""


@dataclass(slots=True)
class Race:
    """One race. After `run`, `finishers` have been scored on all cases.

    Args:
        board: Where scores are kept; what it already knows costs nothing.
        cases: The dev cases, in the run's order.
        incumbent: The prompt to beat; it never leaves the race.
        beam: How many better candidates make one superfluous.
        affordable: Whether so many more calls may be made.
        totals: What has been spent so far.
    """

    board: Scoreboard
    cases: Sequence[Case]
    incumbent: Candidate
    beam: int
    affordable: Callable[[int], bool]
    totals: Callable[[], Totals]
    finishers: list[Candidate] = field(default_factory=list)
    out_of_budget: bool = False

    async def run(self, entrants: Sequence[Candidate], step: int) -> AsyncIterator[AnyEvent]:
        """Run the race, block by block."""
        alive = [self.incumbent, *(entrant for entrant in entrants if entrant.id != self.incumbent.id)]
        for start in range(0, len(self.cases), BLOCK):
            block = self.cases[start : start + BLOCK]
            alive = self._payable(alive, start)
            if not alive:
                self.out_of_budget = True
                break
            await self.board.run(alive, block)
            seen = self.cases[: start + len(block)]
            means = {str(candidate.id): fmean(self.board.vector(candidate, seen)) for candidate in alive}
            dropped = self._dropped(alive, seen)
            alive = [candidate for candidate in alive if candidate.id not in dropped]
            yield RaceBlock(
                totals=self.totals(), step=step, cases=len(seen), means=means, dropped=tuple(sorted(dropped))
            )
            yield Progress(
                totals=self.totals(),
                phase="race",
                step=step,
                done=len(seen),
                total=len(self.cases),
                best=max(means[str(candidate.id)] for candidate in alive),
            )
        self.finishers = alive

    def _dropped(self, alive: list[Candidate], seen: Sequence[Case]) -> set[int]:
        """Who leaves the race after these cases; nobody when there are none left to save.

        After three blocks only twice the beam goes on, since ties would keep the field crowded: the best by mean, and
        among equals those that change fewer words.
        """
        if len(seen) == len(self.cases):
            return set()
        scores = {candidate.id: self.board.vector(candidate, seen) for candidate in alive}
        dropped = set(drops(scores, self.incumbent.id, self.beam))
        if len(seen) >= CROWDED_AFTER * BLOCK:
            rivals = [one for one in alive if one.id not in dropped and one.id != self.incumbent.id]
            rivals.sort(key=lambda rival: (-sum(scores[rival.id]), rival.changed_words, rival.id))
            dropped |= {rival.id for rival in rivals[2 * self.beam :]}
        return dropped

    def _payable(self, alive: list[Candidate], start: int) -> list[Candidate]:
        """Who may run the next block: all, if the favourite can still be paid to the end; else only it and the incumbent.

        Empty when not even these two can run the block.
        """
        seen, block = self.cases[:start], self.cases[start : start + BLOCK]
        rest = self.cases[start + BLOCK :]
        rivals = [candidate for candidate in alive if candidate.id != self.incumbent.id]
        favourite = max(rivals, key=lambda rival: sum(self.board.vector(rival, seen)), default=self.incumbent)
        pair = [self.incumbent, favourite] if rivals else [self.incumbent]
        if self.affordable(self.board.missing(alive, block) + self.board.missing(pair, rest)):
            return alive
        return pair if self.affordable(self.board.missing(pair, block)) else []
