"""Upper confidence bounds: calls go where the best may still be (method.md 2.3, as APE and APO meant it)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.stats.bandit import highest_bound

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import AnyEvent
    from motjuste.optimize.selection.contest import Contest

PULL = 5
"""Cases that a candidate runs at a time."""


@dataclass(frozen=True, slots=True)
class Ucb:
    """Plays everyone once, then whoever has the highest bound; who was played most, then best, runs all cases.

    Gains over the incumbent on the same cases are compared, not scores: a case that is easy for all is no news.
    """

    name: str = "ucb"
    share: float = 0.4

    async def run(self, contest: Contest) -> AsyncIterator[AnyEvent]:
        """See `Selection.run`."""
        arms, cases = contest.newcomers, len(contest.cases)
        seen = dict.fromkeys([arm.id for arm in arms], 0)
        playing = arms
        while playing:
            start = seen[playing[0].id]
            end = min(cases, start + PULL)
            paid = contest.payable(playing, start, end, _leader(contest, arms, seen) if start else None)
            if contest.out_of_budget:
                return
            if start and paid != playing:
                break
            await contest.play([contest.incumbent, *paid], end)
            seen.update(dict.fromkeys([arm.id for arm in paid], end))
            for event in contest.told(paid, end):
                yield event
            spent = sum(seen.values()) >= self.share * len(arms) * cases
            playing = [] if spent or paid != playing else _next(contest, arms, seen)
        async for event in self._finish(contest, arms, seen):
            yield event

    async def _finish(
        self, contest: Contest, arms: Sequence[Candidate], seen: dict[int, int]
    ) -> AsyncIterator[AnyEvent]:
        """The winner and the incumbent run to the end."""
        cases = len(contest.cases)
        best = [_leader(contest, arms, seen)] if arms else []
        paid = contest.payable(best, seen[best[0].id] if best else 0, cases)
        if contest.out_of_budget:
            return
        await contest.play([contest.incumbent, *paid], cases)
        finished = [one for one in arms if contest.finished(one)]
        left = [arm for arm in arms if arm not in finished]
        for event in contest.told([contest.incumbent, *finished], cases, left):
            yield event


def _leader(contest: Contest, arms: Sequence[Candidate], seen: dict[int, int]) -> Candidate:
    """Who was played most, then gained most, then changes least."""
    gained = {arm.id: sum(_gains(contest, arm, seen)) for arm in arms}
    return min(arms, key=lambda arm: (-seen[arm.id], -gained[arm.id], arm.changed_words, arm.id))


def _next(contest: Contest, arms: Sequence[Candidate], seen: dict[int, int]) -> list[Candidate]:
    """The arm to play next, of those that have cases left."""
    open_arms = [arm for arm in arms if seen[arm.id] < len(contest.cases)]
    if not open_arms:
        return []
    chosen = highest_bound([_gains(contest, arm, seen) for arm in open_arms], sum(seen.values()))
    return [open_arms[chosen]]


def _gains(contest: Contest, arm: Candidate, seen: dict[int, int]) -> list[float]:
    """An arm's gains over the incumbent, case by case."""
    cases, vector = contest.cases[: seen[arm.id]], contest.board.vector
    return [new - old for new, old in zip(vector(arm, cases), vector(contest.incumbent, cases), strict=True)]
