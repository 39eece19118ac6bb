"""Whether the search fits its dev cases: one half of dev chooses, the other half watches (method.md 7, signature 1).

A step's candidates have run all dev cases by its end, so both halves cost nothing more. They change parts each step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING

from motjuste.optimize.events import OverfitMeasured
from motjuste.stats.bootstrap import gap_interval
from motjuste.stats.paired import gain_p

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import Totals
    from motjuste.optimize.scoreboard import Scoreboard

FEWEST = 15
"""Cases in a half before its gap is taken for anything."""
LIKELY = 0.2
"""A gain on the watching half that luck brings less often than this holds beyond the half that chose the prompt."""
MOST_GAP = 0.05
"""The search stops when the lower end of the gap's 80 % interval is above this."""


@dataclass(slots=True)
class OverfitWatch:
    """Measures the gap step by step, and remembers which prompts showed none.

    Args:
        board: Where scores are kept.
        dev: The dev cases in the run's order.
        seed: The prompt all gains are measured against.
        random_seed: Of the bootstrap.
        totals: What has been spent so far.
    """

    board: Scoreboard
    dev: Sequence[Case]
    seed: Candidate
    random_seed: int
    totals: Callable[[], Totals]
    measured: list[OverfitMeasured] = field(default_factory=list)

    def measure(self, step: int, finishers: Iterable[Candidate]) -> OverfitMeasured | None:
        """The gap after a step: what its half's choice gains on that half, and how much of that on the other.

        Args:
            step: From 1; odd steps choose on the first, third, … dev case, even ones on the others.
            finishers: Prompts that ran all dev cases; the seed is taken for one.

        Returns:
            None where dev is too small to be halved, or the seed or all others have not run all of it.
        """
        known = {one.id: one for one in (self.seed, *finishers)}
        ran = [one for one in known.values() if not self.board.missing([one], self.dev)]
        if len(self.dev) < 2 * FEWEST or len(ran) < 2 or ran[0].id != self.seed.id:
            return None
        chosen = self._halves(step)[0]
        told = self._gap(max(ran, key=lambda one: self._rank(one, chosen)), step)
        self.measured.append(told)
        return told

    def too_wide(self, step: int) -> OverfitMeasured | None:
        """The gap of a step, if it is such that the search should end."""
        told = self.measured[-1] if self.measured else None
        return told if told and told.step == step and told.interval[0] > MOST_GAP else None

    def sound(self, finishers: Iterable[Candidate]) -> Candidate:
        """The prompt to go back to: the latest step's choice whose gap may be 0.

        Where no step has one, the last choice all the same, if it gains on the half that watched: that gain was chosen
        by nobody, and the gate will say what it is worth. Else the best on dev of those that show no gap on the last
        step's halves; the seed never does.
        """
        known = {one.id: one for one in (self.seed, *finishers)}
        for told in reversed(self.measured):
            if _holds_zero(told) and told.candidate in known:
                return known[told.candidate]
        step = self.measured[-1].step if self.measured else 1
        last = known.get(self.measured[-1].candidate, self.seed) if self.measured else self.seed
        if last.id != self.seed.id and gain_p(self._gains(last, self._halves(step)[1])) <= LIKELY:
            return last
        ran = [one for one in known.values() if not self.board.missing([one], self.dev)]
        flat = [one for one in ran if _holds_zero(self._gap(one, step))]
        return max(flat, key=lambda one: self._rank(one, self.dev), default=self.seed)

    def _gap(self, candidate: Candidate, step: int) -> OverfitMeasured:
        chosen, watched = (self._gains(candidate, half) for half in self._halves(step))
        return OverfitMeasured(
            totals=self.totals(),
            step=step,
            candidate=candidate.id,
            chosen=fmean(chosen),
            watched=fmean(watched),
            gap=fmean(chosen) - fmean(watched),
            interval=gap_interval(chosen, watched, self.random_seed),
            cases=(len(chosen), len(watched)),
        )

    def _halves(self, step: int) -> tuple[Sequence[Case], Sequence[Case]]:
        """The half that chooses and the half that watches; the run's order is random, so each is a random half."""
        halves = self.dev[::2], self.dev[1::2]
        return halves if step % 2 else (halves[1], halves[0])

    def _gains(self, candidate: Candidate, cases: Sequence[Case]) -> list[float]:
        new, old = (self.board.vector(one, cases) for one in (candidate, self.seed))
        return [after - before for after, before in zip(new, old, strict=True)]

    def _rank(self, candidate: Candidate, cases: Sequence[Case]) -> tuple[float, int, int, int]:
        """By score; ties go to fewer changed words, then to the shorter text, then to the one that came first."""
        score = self.board.mean(candidate, cases) or 0.0
        return score, -candidate.changed_words, -len(candidate.text), -candidate.id


def _holds_zero(told: OverfitMeasured) -> bool:
    low, high = told.interval
    return low <= 0 <= high


def stop_message(told: OverfitMeasured) -> str:
    """Why the search ends, in words."""
    return (
        f"The prompt that one half of the dev cases chose gains {100 * told.chosen:+.1f} points on that half and "
        f"{100 * told.watched:+.1f} on the other: the search fits its dev cases, so it goes back to the latest prompt "
        "that shows no such gap."
    )
