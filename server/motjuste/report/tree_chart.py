"""The tree of candidates as a picture: who came from whom, and what each scored on dev."""

from __future__ import annotations

from itertools import groupby
from math import ceil, floor
from typing import TYPE_CHECKING

from motjuste.report.figures import many, points
from motjuste.report.svg import Scale, element, label, line, picture, tooltip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from motjuste.report.candidates import Node

_HEIGHT = 320.0
_LEFT, _TOP, _BOTTOM = 40.0, 18.0, 40.0
_SLOT = 27.0
"""Room for one prompt in its step's column."""
_NARROWEST = 84.0
_MOST = 150
"""Prompts drawn; more would be a smear."""

Places = dict[int, tuple[float, float]]


def tree_chart(nodes: Sequence[Node]) -> str:
    """All prompts that raced, by step and dev score; empty when there is nothing to compare."""
    drawn = sorted((node for node in nodes if node.mean is not None), key=lambda node: (node.step, node.id))
    if not 2 <= len(drawn) <= _MOST:
        return ""
    means = [node.mean for node in drawn if node.mean is not None]
    low, high = floor(min(means) * 10 - 1e-9) / 10, ceil(max(means) * 10 + 1e-9) / 10
    y = Scale(max(0.0, low), min(1.0, high), _HEIGHT - _BOTTOM, _TOP)
    columns = {step: list(group) for step, group in groupby(drawn, key=lambda node: node.step)}
    places, heads, width = _layout(columns, y)
    parts = [
        *_axis(y, width),
        *heads,
        *_edges(drawn, places),
        *(_dot(node, places[node.id]) for node in drawn),
    ]
    best = next((node for node in drawn if node.best), drawn[0])
    told = f"{many(len(drawn), 'prompt')}; the best is #{best.id} with {points(best.mean)} on {many(best.cases, 'dev case')}"
    return picture(width, _HEIGHT, "The tree of candidates", told, *parts, class_="tree")


def _layout(columns: Mapping[int, Sequence[Node]], y: Scale) -> tuple[Places, list[str], float]:
    """Where each prompt stands, the columns' names, and the width of it all."""
    places: Places = {}
    heads, x = [], _LEFT + 12
    for step, nodes in columns.items():
        room = max(_NARROWEST, _SLOT * len(nodes) + 24)
        name = f"step {step}" if step else "as it was"
        heads.append(label(x + room / 2, _HEIGHT - _BOTTOM + 22, name, class_="tick middle"))
        first = x + room / 2 - _SLOT * (len(nodes) - 1) / 2
        for number, node in enumerate(nodes):
            places[node.id] = (first + _SLOT * number, y(node.mean or 0.0))
        x += room
    return places, heads, x + 8


def _axis(y: Scale, width: float) -> Iterator[str]:
    step = 0.1 if y.high - y.low <= 0.5 else 0.2
    for value in y.ticks(step):
        yield line(_LEFT, y(value), width, y(value), "grid")
        yield label(_LEFT - 7, y(value) + 4, f"{100 * value:.0f}", class_="tick end")


def _edges(nodes: Sequence[Node], places: Places) -> Iterator[str]:
    """From parents to children; the best prompt's own line is drawn last, above the others."""
    for node in sorted(nodes, key=lambda node: node.line):
        if node.parent is None or node.parent not in places:
            continue
        (x1, y1), (x2, y2) = places[node.parent], places[node.id]
        middle = (x1 + x2) / 2
        path = f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        yield element("path", d=path, class_="edge line" if node.line else "edge")


def _dot(node: Node, place: tuple[float, float]) -> str:
    state = (
        "best" if node.best else "seed" if node.parent is None else "out" if node.out_in is not None else "in"
    )
    x, y = place
    tip = f"#{node.id}, {node.origin}: {points(node.mean)} on {many(node.cases, 'dev case')}"
    return element(
        "g",
        tooltip(tip),
        element("circle", cx=x, cy=y, r=11),
        label(x, y + 3.8, str(node.id), class_="middle"),
        class_=f"node {state}",
    )
