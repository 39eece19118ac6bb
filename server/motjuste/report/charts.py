"""The page's charts: scores step by step, gains with their intervals, the looks of the gate."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

from motjuste.report.figures import gain, many, points
from motjuste.report.svg import Scale, element, label, line, picture, polyline, tooltip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.optimize.events import GateLook
    from motjuste.report.curves import Gain, Gains, Point

WIDTH = 440.0
_TALL, _SHORT = 400.0, 230.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 38.0, 18.0, 16.0, 40.0
_LABELS = 116.0
"""Room for what is written behind the ends of lines, also where a phone's letters are large."""
_APART = 9.0
"""How far dev and gate stand apart where both have a point, so that both whiskers are seen."""


def scores(dev: Sequence[Point], gate: Sequence[Point]) -> str:
    """Scores of the best prompt after each step; empty with fewer than two points."""
    known = [*dev, *gate]
    last = max((point.step for point in known), default=0)
    if len(known) < 2 or not last:
        return ""
    x = Scale(0, last, _LEFT + 52, WIDTH - _RIGHT - 50)
    y = _share_scale([point.low for point in known], [point.high for point in known])
    parts = [*_grid(y, 100), *_steps(x, last)]
    for name, curve, shift in (("dev", dev, -_APART / 2), ("gate", gate, _APART / 2)):
        parts += _curve(curve, x, y, name, shift if dev and gate else 0.0)
    told = "; ".join(
        f"{name}: " + ", ".join(f"{_step(point.step)} {points(point.mean)}" for point in curve)
        for name, curve in (("dev", dev), ("gate", gate))
        if curve
    )
    return picture(WIDTH, _TALL, "Scores step by step", told, *parts)


def _share_scale(lows: Sequence[float], highs: Sequence[float]) -> Scale:
    """From the ten below the lowest to the ten above the highest."""
    low, high = floor(min(lows) * 10 - 1e-9) / 10, ceil(max(highs) * 10 + 1e-9) / 10
    return Scale(max(0.0, low), min(1.0, high), _TALL - _BOTTOM, _TOP)


def _grid(y: Scale, unit: float) -> Iterator[str]:
    step = 0.1 if y.high - y.low <= 0.5 else 0.2
    for value in y.ticks(step):
        yield line(_LEFT, y(value), WIDTH - _RIGHT, y(value), "grid")
        yield label(_LEFT - 7, y(value) + 4, f"{unit * value:.0f}", class_="tick end")


def _steps(x: Scale, last: int) -> Iterator[str]:
    for step in range(last + 1):
        yield label(x(step), _TALL - _BOTTOM + 20, _step(step), class_="tick middle")


def _step(step: int) -> str:
    return f"step {step}" if step else "as it was"


def _curve(curve: Sequence[Point], x: Scale, y: Scale, name: str, shift: float) -> Iterator[str]:
    if not curve:
        return
    yield polyline([(x(point.step) + shift, y(point.mean)) for point in curve], f"curve {name}")
    for point in curve:
        place = x(point.step) + shift
        yield from _whisker(place, y(point.low), y(point.high), name)
        tip = (
            f"{name}, {_step(point.step)}: {points(point.mean)} ({points(point.low)} to {points(point.high)})"
        )
        yield element("circle", tooltip(tip), cx=place, cy=y(point.mean), r=5, class_=f"dot {name}")
        side = -1 if shift < 0 else 1
        yield label(
            place + side * 9,
            y(point.mean) - 6,
            points(point.mean),
            class_=f"value {name} {'end' if side < 0 else 'start'}",
        )


def _whisker(place: float, low: float, high: float, name: str) -> Iterator[str]:
    yield line(place, low, place, high, f"whisker {name}")
    for end in (low, high):
        yield line(place - 4, end, place + 4, end, f"whisker {name}")


def forest(told: Gains) -> str:
    """The gains on dev and at the gate with their intervals, and the gap between them."""
    rows = (
        ("dev", "gain on dev", told.dev),
        ("gate", "gain at the gate", told.gate),
        ("gap", "gap", told.gap),
    )
    x = _gain_scale([one for _, _, one in rows])
    height = 44.0 * len(rows) + 34
    parts = [*_gain_axis(x, height - 30)]
    for number, (name, words, one) in enumerate(rows):
        parts += _forest_row(name, words, one, x, 44.0 * number + 34)
    said = ", ".join(f"{words} {gain(one.mean)}" for _, words, one in rows)
    return picture(WIDTH, height, "Gains with their 95 % intervals, in points", said, *parts)


def _gain_scale(gains: Sequence[Gain]) -> Scale:
    """A scale that has all intervals, and the zero, in view."""
    ends = [end for one in gains for end in (one.mean, one.low, one.high) if end is not None]
    low, high = min(0.0, *ends), max(0.0, *ends)
    return Scale(max(-1.0, floor(low * 10) / 10), min(1.0, max(0.1, ceil(high * 10) / 10)), 16, WIDTH - 16)


def _gain_axis(x: Scale, bottom: float) -> Iterator[str]:
    step = 0.1 if x.high - x.low <= 0.7 else 0.2
    for value in x.ticks(step):
        yield line(x(value), 8, x(value), bottom, "zero" if abs(value) < 1e-9 else "grid")
        yield label(x(value), bottom + 18, gain(value).removesuffix(".0"), class_="tick middle")


def _forest_row(name: str, words: str, one: Gain, x: Scale, y: float) -> Iterator[str]:
    ends = (
        "" if one.low is None or one.high is None else f" (95 % interval {gain(one.low)} to {gain(one.high)})"
    )
    yield label(16, y - 9, f"{words} {gain(one.mean)}", class_=f"value {name}")
    if one.low is not None and one.high is not None:
        yield line(x(one.low), y, x(one.high), y, f"whisker wide {name}")
        for end in (one.low, one.high):
            yield line(x(end), y - 5, x(end), y + 5, f"whisker {name}")
    tip = tooltip(f"{words}: {gain(one.mean)}{ends}")
    yield element("circle", tip, cx=x(one.mean), cy=y, r=6, class_=f"dot {name}")


def strip(mean: float, low: float, high: float, tone: str) -> str:
    """One gain on a line of its own, zero in view: the picture of a verdict."""
    x = _strip_scale(low, high)
    said = f"{gain(mean)} points, 95 % interval {gain(low)} to {gain(high)}"
    return picture(
        WIDTH,
        64,
        "The gain at the gate",
        said,
        *_gain_axis(x, 40),
        line(x(low), 24, x(high), 24, f"band {tone}"),
        element("circle", tooltip(said), cx=x(mean), cy=24, r=8, class_=f"dot {tone}"),
        class_="strip",
    )


def _strip_scale(low: float, high: float) -> Scale:
    reach = max(abs(low), abs(high), 0.1)
    return Scale(
        max(-1.0, floor(min(low, -0.2 * reach) * 10) / 10),
        min(1.0, ceil(max(high, 0.2 * reach) * 10) / 10),
        20,
        WIDTH - 20,
    )


def looks(told: Sequence[GateLook], planned: int) -> str:
    """Wins and losses as the gate's cases came in, and the wins that were needed at each look."""
    if not told:
        return ""
    most = max(max(look.wins, look.losses, look.boundary or 0) for look in told)
    top = max(4, ceil(most * 1.15))
    x = Scale(0, max(planned, told[-1].cases), _LEFT, WIDTH - _LABELS)
    y = Scale(0, top, _SHORT - _BOTTOM, _TOP)
    parts = list(_count_axes(x, y, told))
    needed = [(x(look.cases), y(look.boundary)) for look in told if look.boundary is not None]
    if needed:
        parts.append(polyline(needed, "curve needed"))
        parts += [element("circle", cx=cx, cy=cy, r=4, class_="dot needed") for cx, cy in needed]
    ends = {}
    for name, counts in (("won", [look.wins for look in told]), ("lost", [look.losses for look in told])):
        places = [
            (x(0), y(0)),
            *((x(look.cases), y(count)) for look, count in zip(told, counts, strict=True)),
        ]
        parts.append(polyline(places, f"curve {name}"))
        parts += [element("circle", cx=cx, cy=cy, r=4, class_=f"dot {name}") for cx, cy in places[1:]]
        ends[name] = (places[-1], f"{counts[-1]} {name}")
    if needed and told[-1].boundary is not None:
        ends["needed"] = (needed[-1], f"{told[-1].boundary} needed")
    parts += _spread_labels(ends)
    said = "; ".join(
        f"after {many(look.cases, 'case')} {many(look.wins, 'win')} and {many(look.losses, 'loss')}, {_needed(look)}"
        for look in told
    )
    return picture(WIDTH, _SHORT, "The gate, look by look", said, *parts)


def _needed(look: GateLook) -> str:
    if look.evidence is not None:
        return f"evidence {look.evidence:.3g}"
    return f"{look.boundary} wins needed" if look.boundary is not None else "no number of wins was enough"


def _count_axes(x: Scale, y: Scale, told: Sequence[GateLook]) -> Iterator[str]:
    step = next(size for size in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**6) if y.high / size <= 6)
    for value in y.ticks(step):
        yield line(_LEFT, y(value), WIDTH - _LABELS, y(value), "grid")
        yield label(_LEFT - 7, y(value) + 4, f"{value:.0f}", class_="tick end")
    for look in told:
        yield label(x(look.cases), _SHORT - _BOTTOM + 20, f"{look.cases}", class_="tick middle")
    yield label(_LEFT, _SHORT - 4, "gate cases seen", class_="tick")


def _spread_labels(ends: dict[str, tuple[tuple[float, float], str]]) -> Iterator[str]:
    """Labels at the lines' ends, moved apart where lines end close together."""
    lowest = _SHORT
    for name, ((x, y), words) in sorted(ends.items(), key=lambda item: -item[1][0][1]):
        lowest = min(y + 4, lowest - 15)
        yield label(x + 9, lowest, words, class_=f"value {name}")
