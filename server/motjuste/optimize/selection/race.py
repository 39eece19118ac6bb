"""The race: everyone runs the same cases block by block, and the hopeless leave early (method.md 6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.optimize.portions import BLOCK
from motjuste.stats.race import drops

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import AnyEvent
    from motjuste.optimize.selection.contest import Contest

CROWDED_AFTER = 3
"""Blocks that every candidate may run unless it is beaten."""


@dataclass(frozen=True, slots=True)
class Race:
    """Leaves out who is beaten by enough others, or has hardly a chance against the incumbent."""

    name: str = "race"
    share: float = 0.6

    async def run(self, contest: Contest) -> AsyncIterator[AnyEvent]:
        """See `Selection.run`."""
        alive, cases = contest.rivals, len(contest.cases)
        for start in range(0, cases, BLOCK):
            end = min(start + BLOCK, cases)
            alive = contest.payable(alive, start, end)
            if contest.out_of_budget:
                return
            running = [contest.incumbent, *alive]
            await contest.play(running, end)
            dropped = _dropped(contest, alive, end)
            alive = [candidate for candidate in alive if candidate not in dropped]
            for event in contest.told(running, end, dropped):
                yield event


def _dropped(contest: Contest, alive: list[Candidate], end: int) -> list[Candidate]:
    """Who leaves the race after these cases; nobody when there are none left to save.

    After three blocks only twice the beam goes on, since ties would keep the field crowded: the best by mean, and
    among equals those that change fewer words.
    """
    if end == len(contest.cases):
        return []
    seen = contest.cases[:end]
    scores = {one.id: contest.board.vector(one, seen) for one in (contest.incumbent, *alive)}
    beaten = set(drops(scores, contest.incumbent.id, contest.beam))
    if end >= CROWDED_AFTER * BLOCK:
        rivals = [one for one in alive if one.id not in beaten]
        rivals.sort(key=lambda rival: (-sum(scores[rival.id]), rival.changed_words, rival.id))
        beaten |= {rival.id for rival in rivals[2 * contest.beam :]}
    return [one for one in alive if one.id in beaten]
