"""The words behind the failures: where they stand, why, and the cases that failed on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.report.run import SEED
from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
class Marked:
    """One mark."""

    words: str
    reason: str
    place: Place | None
    """None where the text is not at hand: in a candidate, or in a run file of an earlier version."""
    cases: tuple[Row, ...]
    """The failing cases that are rows of the page."""
    others: tuple[str, ...]
    """Ids of those that are not."""


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
    known = {row.id: row for row in rows}
    text = run.seed_text
    seeds = [found for found in run.marks if found.candidate == SEED]
    places = {(mark.start, mark.end): mark for found in seeds for mark in found.marks}
    in_file = [_marked(places[place], text, known) for place in sorted(places)]
    in_candidates = [
        (found.candidate, _marked(mark, None, known))
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


def _marked(mark: Mark, text: str | None, known: Mapping[str, Row]) -> Marked:
    return Marked(
        words=mark.text,
        reason=mark.reason,
        place=_place(mark, text) if text is not None else None,
        cases=tuple(known[case] for case in mark.cases if case in known),
        others=tuple(case for case in mark.cases if case not in known),
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
