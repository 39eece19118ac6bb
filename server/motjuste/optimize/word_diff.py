"""A prompt's edits word by word: the lines they stand in, old words struck out, new ones behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.optimize.events import PlannedEdit

Kind = Literal["same", "old", "new", "gap"]

_AROUND = 1
"""Lines shown before and after an edit."""
_LONGEST = 160
"""Code points of unchanged text shown between edits of one line; more is cut to its ends."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a line."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the diff."""

    number: int | None
    """In the old text, from 1; None for lines that only the new text has, and for gaps."""
    parts: tuple[Part, ...]


def diff_lines(text: str, edits: Sequence[PlannedEdit]) -> tuple[Line, ...]:
    """The lines that edits touch, with a line around them; far-apart places are parted by a gap.

    Args:
        text: The old text.
        edits: Sorted and disjoint.
    """
    lines = list(_numbered(_parts(text, edits)))
    changed = [place for place, line in enumerate(lines) if any(part.kind != "same" for part in line.parts)]
    shown = {near for place in changed for near in range(place - _AROUND, place + _AROUND + 1)}
    result: list[Line] = []
    for place, line in enumerate(lines):
        if place in shown:
            result.append(Line(line.number, tuple(_shortened(line.parts))))
        elif result and result[-1].parts[0].kind != "gap":
            result.append(Line(None, (Part("gap", "…"),)))
    if result and result[-1].parts[0].kind == "gap":
        result.pop()
    return tuple(result)


def plain(line: Line) -> str:
    """A line in git's word-diff notation: `[-old-]{+new+}`."""
    marks = {"same": "{}", "gap": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(marks[part.kind].format(part.text) for part in line.parts if part.text)


def _parts(text: str, edits: Sequence[PlannedEdit]) -> Iterator[Part]:
    place = 0
    for edit in edits:
        yield Part("same", text[place : edit.start])
        yield Part("old", text[edit.start : edit.end])
        yield Part("new", edit.new)
        place = edit.end
    yield Part("same", text[place:])


def _numbered(parts: Iterator[Part]) -> Iterator[Line]:
    """Cut parts into lines; a line's number is the old text's, so lines inside new text have none."""
    number, fresh = 1, False
    current: list[Part] = []
    for part in parts:
        pieces = re.split(r"\r\n|\r|\n", part.text)
        for index, piece in enumerate(pieces):
            if index:
                yield Line(None if fresh else number, tuple(current) or (Part("same", ""),))
                current = []
                number += part.kind != "new"
                fresh = part.kind == "new"
            if piece:
                current.append(Part(part.kind, piece))
    yield Line(None if fresh else number, tuple(current) or (Part("same", ""),))


def _shortened(parts: Sequence[Part]) -> Iterator[Part]:
    """Unchanged text that is long is cut to what stands beside the edits: real prompts have lines of 200,000."""
    last = len(parts) - 1
    for place, part in enumerate(parts):
        if part.kind != "same" or len(part.text) <= _LONGEST:
            yield part
            continue
        half = _LONGEST // 2
        head = part.text[:half] if place or last == 0 else ""
        tail = part.text[-half:] if place < last else ""
        yield Part("same", f"{head}…{tail}")
