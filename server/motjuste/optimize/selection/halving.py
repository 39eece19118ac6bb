"""Successive halving: four tenths of the full cost, the better half goes on after each round (method.md 2.3 and 6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.stats.halving import rounds

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from motjuste.optimize.events import AnyEvent
    from motjuste.optimize.selection.contest import Contest


@dataclass(frozen=True, slots=True)
class Halving:
    """Cheaper than the race and a little less sure; in the end one newcomer has full scores, seldom two."""

    name: str = "halving"
    share: float = 0.4

    async def run(self, contest: Contest) -> AsyncIterator[AnyEvent]:
        """See `Selection.run`."""
        alive, seen = contest.newcomers, 0
        for one in rounds(len(alive), len(contest.cases), self.share):
            alive = contest.payable(alive, seen, one.cases)
            if contest.out_of_budget:
                return
            running = [contest.incumbent, *alive]
            await contest.play(running, one.cases)
            seen = one.cases
            totals = {rival.id: contest.total(rival, seen) for rival in alive}
            alive.sort(key=lambda rival: (-totals[rival.id], rival.changed_words, rival.id))
            dropped = [rival for rival in alive[one.keep :] if not contest.finished(rival)]
            alive = alive[: one.keep]
            for event in contest.told(running, seen, dropped):
                yield event
