"""Scores step by step on dev and at the gate, and how much of the dev gain the gate did not confirm."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

from motjuste.report.candidates import best_candidate
from motjuste.report.run import SEED
from motjuste.stats.interval import newcombe_paired, wilson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.report.run import Run


@dataclass(frozen=True, slots=True)
class Point:
    """A score after a step, with its 95 % interval; all from 0 to 1."""

    step: int
    """0 is the prompt as it was."""
    mean: float
    low: float
    high: float
    candidate: int


@dataclass(frozen=True, slots=True)
class Gain:
    """A gain of -1..1, with its 95 % interval where it is known."""

    mean: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Gains:
    """What dev promised, what the gate showed, and the difference: the overfit gap."""

    dev: Gain
    gate: Gain
    gap: Gain


def dev_curve(run: Run) -> tuple[Point, ...]:
    """The best prompt's dev score at the start and after each step that has one."""
    return tuple(_points(run))


def _points(run: Run) -> Iterator[Point]:
    cases = run.cases("dev")
    if not cases:
        return
    seed = _seed_dev(run)
    if seed is not None:
        yield _point(0, seed, cases, SEED)
    for screen in run.screens:
        yield _point(screen.step, screen.dev, cases, screen.best)


def _seed_dev(run: Run) -> float | None:
    """The seed's score on all dev cases."""
    if run.verdict is not None and run.verdict.seed_dev is not None:
        return run.verdict.seed_dev
    whole = (block.means.get(str(SEED)) for block in run.races if block.cases == run.cases("dev"))
    return next((mean for mean in whole if mean is not None), None)


def gate_curve(run: Run) -> tuple[Point, ...]:
    """The gate is opened once: the prompt as it was, and the one the search ended with."""
    told = run.verdict
    if told is None or not told.n or told.seed_gate is None or told.best_gate is None:
        return ()
    step = run.screens[-1].step if run.screens else 1
    best = best_candidate(run) if told.candidate is None else told.candidate
    return _point(0, told.seed_gate, told.n, SEED), _point(step, told.best_gate, told.n, best)


def gains(run: Run) -> Gains | None:
    """The overfit gap; None when the gate stayed closed or something is not known.

    Dev's promise is that of the prompt the gate was opened for, also where pruning took some of its edits back. The
    gap's interval joins those of two independent gains (Zou and Donner, Statistics in Medicine 27, 2008).
    """
    told, curve, gate = run.verdict, dev_curve(run), gate_curve(run)
    if told is None or not gate or len(curve) < 2 or curve[0].step:
        return None
    promised = Gain(curve[-1].mean - curve[0].mean, *_dev_interval(run))
    shown = Gain(gate[1].mean - gate[0].mean, *(told.interval or (None, None)))
    return Gains(promised, shown, _difference(promised, shown))


def _dev_interval(run: Run) -> tuple[float | None, float | None]:
    """Of the gain on dev, where all its cases are told and each is right or wrong."""
    best = best_candidate(run)
    pairs = [
        (told[SEED].score, told[best].score)
        for told in run.outcomes.values()
        if SEED in told and best in told and told[SEED].split == "dev"
    ]
    if len(pairs) != run.cases("dev") or any(score not in (0, 1) for pair in pairs for score in pair):
        return None, None
    kinds = Counter(pairs)
    return newcombe_paired(*(kinds[kind] for kind in ((1, 1), (0, 1), (1, 0), (0, 0))))


def _difference(one: Gain, other: Gain) -> Gain:
    mean = one.mean - other.mean
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return Gain(mean)
    return Gain(
        mean,
        mean - hypot(one.mean - one.low, other.high - other.mean),
        mean + hypot(one.high - one.mean, other.mean - other.low),
    )


def _point(step: int, mean: float, cases: int, candidate: int) -> Point:
    low, high = wilson(mean, cases)
    return Point(step, mean, low, high, candidate)
