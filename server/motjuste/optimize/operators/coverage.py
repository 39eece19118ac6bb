"""Which cases stand for many: chosen one by one so that every case has a like one among them."""

from __future__ import annotations

import re
from math import log2
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from motjuste.evals.case import Case

RUNS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+|\s+|.", re.DOTALL)
LONGEST_OUTLINE = 24
"""Runs of an answer that its outline tells apart."""
FOURFOLD = 2
"""An input four times as long as another (in powers of two) is as unlike it as can be."""


def representatives(cases: Sequence[Case], count: int, kind: Callable[[str], str]) -> list[Case]:
    """The cases that between them are most like all others, in the order of their use (greedy k-medoids).

    Two cases are unlike by the kind of their answers and by the length of their inputs.

    Args:
        cases: Those to choose from; each has an expected answer.
        count: How many, at most.
        kind: What of an expected answer is compared: the label, or the answer's `outline`.

    Returns:
        At most `count` cases. Equal choices go to the shorter input, then to the smaller id.
    """
    told = [(case, kind(case.expected or ""), input_length(case)) for case in cases]
    nearest = [float(FOURFOLD)] * len(told)
    chosen: list[Case] = []

    def unlike(one: int, other: int) -> float:
        (_, first, short), (_, second, long) = told[one], told[other]
        return (first != second) + min(1.0, abs(log2((1 + short) / (1 + long))) / FOURFOLD)

    while len(chosen) < min(count, len(told)):
        left = [place for place, (case, _, _) in enumerate(told) if case not in chosen]
        costs = {
            place: sum(min(known, unlike(place, other)) for other, known in enumerate(nearest))
            for place in left
        }
        best = min(left, key=lambda place: (costs[place], told[place][2], told[place][0].id))
        nearest = [min(known, unlike(best, other)) for other, known in enumerate(nearest)]
        chosen.append(told[best][0])
    return chosen


def outline(answer: str) -> str:
    """The form of an answer without its words: `A` for capitals, `a` for small letters, `9` for digits, signs as they are."""
    parts = [_sort(run) for run in RUNS.findall(answer.strip())]
    kept = [part for place, part in enumerate(parts) if not place or part != parts[place - 1] or part == "9"]
    return "".join(kept[:LONGEST_OUTLINE])


def input_length(case: Case) -> int:
    """Code points of all that a case puts into a prompt."""
    return sum(len(value) for value in case.inputs.values())


def _sort(run: str) -> str:
    if run.isdigit():
        return "9"
    if run.isalpha():
        return "A" if run.isupper() else "Aa" if run[0].isupper() else "a"
    return " " if run.isspace() else run
