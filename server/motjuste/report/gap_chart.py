"""The chart of the overfit gap: what one half of dev promised beyond the other, step by step."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

from motjuste.optimize.overfit import MOST_GAP
from motjuste.report.charts import WIDTH
from motjuste.report.figures import gain
from motjuste.report.svg import Scale, element, label, line, picture, polyline, tooltip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.optimize.events import OverfitMeasured

_TALL, _LEFT, _RIGHT, _TOP, _BOTTOM = 240.0, 44.0, 18.0, 16.0, 40.0


def gap_chart(told: Sequence[OverfitMeasured]) -> str:
    """One point a step with its 80 % interval, the zero, and the line beyond which the search stops; empty without any."""
    if not told:
        return ""
    x = Scale(0, len(told) + 1, _LEFT, WIDTH - _RIGHT)
    y = _scale(told)
    parts = [*_grid(y), polyline([(x(place), y(one.gap)) for place, one in enumerate(told, 1)], "curve gap")]
    for place, one in enumerate(told, 1):
        parts += _point(x(place), y, one)
    said = "; ".join(
        f"step {one.step}: {gain(one.gap)}, 80 % interval {gain(one.interval[0])} to {gain(one.interval[1])}"
        for one in told
    )
    return picture(WIDTH, _TALL, "Overfit gap step by step, in points", said, *parts)


def _scale(told: Sequence[OverfitMeasured]) -> Scale:
    ends = [end for one in told for end in (*one.interval, one.gap)]
    low, high = min(-0.1, *ends), max(0.1, *ends)
    return Scale(floor(low * 10 + 1e-9) / 10, ceil(high * 10 - 1e-9) / 10, _TALL - _BOTTOM, _TOP)


def _grid(y: Scale) -> Iterator[str]:
    for value in y.ticks(0.1 if y.high - y.low <= 0.6 else 0.2):
        zero = abs(value) < 1e-9
        yield line(_LEFT, y(value), WIDTH - _RIGHT, y(value), "zero" if zero else "grid")
        yield label(_LEFT - 7, y(value) + 4, gain(value).removesuffix(".0"), class_="tick end")
    yield polyline([(_LEFT, y(MOST_GAP)), (WIDTH - _RIGHT, y(MOST_GAP))], "curve needed")


def _point(place: float, y: Scale, one: OverfitMeasured) -> Iterator[str]:
    low, high = one.interval
    yield line(place, y(low), place, y(high), "whisker gap")
    for end in (low, high):
        yield line(place - 4, y(end), place + 4, y(end), "whisker gap")
    tip = tooltip(f"step {one.step}: {gain(one.gap)} (80 % interval {gain(low)} to {gain(high)})")
    yield element("circle", tip, cx=place, cy=y(one.gap), r=5, class_="dot gap")
    yield label(place + 9, y(one.gap) - 6, gain(one.gap), class_="value gap start")
    yield label(place, _TALL - _BOTTOM + 20, f"step {one.step}", class_="tick middle")
