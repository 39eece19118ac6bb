"""What an ablation's searches add up to: a row an arm over its seeds, and the contrasts that answer its questions."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from motjuste.stats.bootstrap import two_way_interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.optimize.ablation import Arm, ArmResult


@dataclass(frozen=True, slots=True)
class Row:
    """One arm over all its seeds; gains and shares from 0 to 1, the rest are means."""

    arm: str
    seeds: int
    gate_gain: float
    interval: tuple[float, float]
    """95 %, seeds and gate cases drawn anew."""
    calls: float
    calls_to_near: float | None
    edit_size: float
    lost: float | None
    """ACR: of what the prompt got right, what is wrong now."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """The gain at the gate of one arm over another, paired by seed and case."""

    name: str
    difference: float
    interval: tuple[float, float]


def rows(arms: Sequence[Arm], results: Sequence[ArmResult]) -> tuple[Row, ...]:
    """The table, in the order of the arms; arms without a result are left out."""
    return tuple(_row(own) for arm in arms if (own := [one for one in results if one.arm == arm.name]))


def contrasts(arms: Sequence[Arm], results: Sequence[ArmResult]) -> tuple[Contrast, ...]:
    """Marked words against random ones under each cap, then the marks of five words against whole prompts."""
    return tuple(
        told for one, other in _questions(arms) if (told := _contrast(one, other, results)) is not None
    )


def _questions(arms: Sequence[Arm]) -> Iterator[tuple[str, str]]:
    for cap in dict.fromkeys(arm.cap for arm in arms if arm.cap):
        marked, random = (
            next(arm.name for arm in arms if arm.cap == cap and arm.options.tags == tags)
            for tags in ("identified", "random")
        )
        yield marked, random
    five = next((arm.name for arm in arms if arm.cap == "5" and arm.options.tags == "identified"), None)
    if five is not None:
        yield from ((five, arm.name) for arm in arms if not arm.cap)


def _row(results: Sequence[ArmResult]) -> Row:
    near = [one.calls_to_near for one in results if one.calls_to_near is not None]
    lost = [one.lost for one in results if one.lost is not None]
    return Row(
        arm=results[0].arm,
        seeds=len(results),
        gate_gain=fmean(one.gate_gain for one in results),
        interval=_interval([one.gains for one in results]),
        calls=fmean(one.calls for one in results),
        calls_to_near=fmean(near) if near else None,
        edit_size=fmean(one.edit_size for one in results),
        lost=fmean(lost) if lost else None,
    )


def _contrast(one: str, other: str, results: Sequence[ArmResult]) -> Contrast | None:
    """None without a seed that both were run with."""
    known = {(result.arm, result.seed): result.gains for result in results}
    seeds = [seed for arm, seed in known if arm == one and (other, seed) in known]
    gains = [
        tuple(here - there for here, there in zip(known[one, seed], known[other, seed], strict=True))
        for seed in seeds
    ]
    if not gains:
        return None
    mean = fmean(gain for row in gains for gain in row)
    return Contrast(f"{one} \u2212 {other}", mean, _interval(gains))


def _interval(gains: Sequence[Sequence[float]]) -> tuple[float, float]:
    return two_way_interval(gains, list(range(len(gains))), seed=0)
