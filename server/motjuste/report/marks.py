"""The words behind the failures: where they stand, why, and the cases that failed on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.report.run import SEED
from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from motjuste.optimize.events import Mark
    from motjuste.report.cases import Row
    from motjuste.report.run import Run

_AROUND = 60
"""Code points of the line shown on either side of a mark."""
_MOST = 20
"""Marks of the prompt on the page, and as many of candidates."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mark stands in the prompt file."""

    line: int
    """From 1."""
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Failing:
    """A case behind a mark."""

    id: str
    name: str
    """What people call it; its id where the run told no more."""
    input: str = ""
    expected: str | None = None
    answer: str | None = None
    """Of the prompt that is marked."""
    on_page: bool = False
    """Whether it is a row of the page."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One mark."""

    words: str
    reason: str
    place: Place | None
    """None where the text is not at hand: in a candidate, or in a run file of an earlier version."""
    cases: tuple[Failing, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """All marks of a run."""

    causes: tuple[str, ...]
    """Why the prompt fails, in the optimizer model's words."""
    in_file: tuple[Marked, ...]
    """In the prompt as it was."""
    in_candidates: tuple[tuple[int, Marked], ...]
    """In prompts of the search, each with its number."""
    left_out: int


def marks(run: Run, rows: Iterable[Row]) -> Marks:
    """The marks of a run, those of the prompt file in the order of its text."""
    on_page = {row.id for row in rows}
    outcomes, text = run.outcomes, run.seed_text

    def failing(case: str, candidate: int) -> Failing:
        told = outcomes.get(case, {}).get(candidate)
        if told is None:
            return Failing(case, case, on_page=case in on_page)
        return Failing(case, told.label or case, told.input, told.expected, told.output, case in on_page)

    def marked(mark: Mark, candidate: int) -> Marked:
        place = _place(mark, text) if candidate == SEED and text is not None else None
        return Marked(mark.text, mark.reason, place, tuple(failing(case, candidate) for case in mark.cases))

    seeds = [found for found in run.marks if found.candidate == SEED]
    places = {(mark.start, mark.end): mark for found in seeds for mark in found.marks}
    in_file = [marked(places[place], SEED) for place in sorted(places)]
    in_candidates = [
        (found.candidate, marked(mark, found.candidate))
        for found in run.marks
        if found.candidate != SEED
        for mark in found.marks
    ]
    return Marks(
        causes=tuple(dict.fromkeys(cause for found in seeds for cause in found.gradient)),
        in_file=tuple(in_file[:_MOST]),
        in_candidates=tuple(in_candidates[:_MOST]),
        left_out=len(in_file[_MOST:]) + len(in_candidates[_MOST:]),
    )


def _place(mark: Mark, text: str) -> Place | None:
    """The mark with its line around it; None where the text is too short to hold it."""
    if not 0 <= mark.start < mark.end <= len(text):
        return None
    line, column = LineIndex(text).row_column(mark.start)
    before = text[mark.start - column + 1 : mark.start]
    after = (text[mark.end :].splitlines() or [""])[0]
    return Place(
        line=line,
        before=before if len(before) <= _AROUND else f"…{before[-_AROUND:]}",
        words=text[mark.start : mark.end],
        after=after if len(after) <= _AROUND else f"{after[:_AROUND]}…",
    )
