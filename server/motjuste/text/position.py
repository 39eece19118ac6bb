"""Between offsets in a text and the lines and columns that people and editors count."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate, count
from operator import add
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from motjuste.text.edit import Edit

Encoding = Literal["utf-8", "utf-16", "utf-32"]
"""The units of an editor's characters: bytes, 16-bit units, or code points (LSP 3.17 `PositionEncodingKind`)."""

_LINE_END = re.compile(r"\r\n|\r|\n")
BLANK_LINE = re.compile(r"(?:\r\n|\r(?!\n)|\n)[ \t]*(?:\r\n|\r|\n)")
"""A line end and a line without words after it, with its own end: what parts paragraphs."""


def with_line_ends_of(whole: str, text: str) -> str:
    r"""A text that goes into another one, its lines ended as they are there: by `\r\n` where that has any."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in whole else text


class LineIndex:
    r"""The lines of one text, found when first asked for.

    Lines end at `\n`, `\r\n` or a lone `\r`, as LSP has it. The line end belongs to the line it ends, but no
    position points into it: what stands between `\r` and `\n` is reported as the end of the line's words.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        if "\r" in self.text:
            return [0, *(end.end() for end in _LINE_END.finditer(self.text))]
        ended = self.text.split("\n")
        ended.pop()
        return [0, *map(add, accumulate(map(len, ended)), count(1))]

    def edited(self, edit: Edit) -> LineIndex:
        """The lines of the text after one edit: only those that it touches are looked for anew."""
        span = edit.span
        after = LineIndex(self.text[: span.start] + edit.text + self.text[span.end :])
        starts = self._starts
        by = len(edit.text) - len(span)
        # What is put in may part or join a line end just before or behind it.
        first = bisect_right(starts, max(span.start - 1, 0)) - 1
        last = bisect_right(starts, span.end + 1)
        end = starts[last] + by if last < len(starts) else len(after.text) + 1
        found = (match.end() for match in _LINE_END.finditer(after.text, starts[first], end))
        after._starts = [
            *starts[: first + 1],
            *(start for start in found if start < end),
            *(starts[last:] if by == 0 else [start + by for start in starts[last:]]),
        ]
        return after

    @property
    def texts(self) -> list[str]:
        """All lines, each with its line end; the last one has none and may be empty."""
        starts = self._starts
        return [
            self.text[start:end] for start, end in zip(starts, [*starts[1:], len(self.text)], strict=True)
        ]

    @property
    def line_count(self) -> int:
        """Number of lines; one more than the number of line ends."""
        return len(self._starts)

    def row_column(self, offset: int) -> tuple[int, int]:
        """Row and column for people, both from 1, the column in code points. Offsets outside are clamped."""
        line, character = self.position(offset, "utf-32")
        return line + 1, character + 1

    def position(self, offset: int, encoding: Encoding) -> tuple[int, int]:
        """Line and character for an editor, both from 0, the character in `encoding` units. Offsets outside are clamped."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self._starts, offset) - 1
        start, end = self._content(line)
        return line, _units(self.text[start : min(offset, end)], encoding)

    def positions(self, offsets: Iterable[int], encoding: Encoding) -> Iterator[tuple[int, int]]:
        """The positions of ascending offsets inside the text, each line's characters counted once however many there are."""
        line, start, end, following = -1, 0, -1, 0
        units = at = 0
        for offset in offsets:
            if offset >= following:
                line = bisect_right(self._starts, offset) - 1
                start, end = self._content(line)
                following = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text) + 1
                units, at = 0, start
            stop = min(offset, end)
            if stop > at:
                units += _units(self.text[at:stop], encoding)
                at = stop
            yield line, units

    def offset(self, line: int, character: int, encoding: Encoding) -> int:
        """The offset of an editor's position.

        A character past the line's words means their end, one inside a code point means the code point's
        start, a line past the last means the end of the text; negative numbers mean 0.
        """
        if line >= self.line_count:
            return len(self.text)
        if line < 0:
            return 0
        start, end = self._content(line)
        # No code point is shorter than one unit, so nothing beyond `character` code points can matter.
        ahead = self.text[start : min(end, start + max(character, 0))]
        return start + _code_points(ahead, max(character, 0), encoding)

    def _content(self, line: int) -> tuple[int, int]:
        """Where a line's words begin and end, without its line end."""
        start = self._starts[line]
        if line + 1 == len(self._starts):
            return start, len(self.text)
        end = self._starts[line + 1] - 1
        if end > start and self.text[end - 1 : end + 1] == "\r\n":
            end -= 1
        return start, end


def _units(piece: str, encoding: Encoding) -> int:
    """How many units of `encoding` a piece of text takes."""
    if encoding == "utf-32" or piece.isascii():
        return len(piece)
    if encoding == "utf-16":
        return len(piece.encode("utf-16-le", "surrogatepass")) // 2
    return len(piece.encode("utf-8", "surrogatepass"))


def _code_points(piece: str, units: int, encoding: Encoding) -> int:
    """How many whole code points of `piece` fit into the first `units` units."""
    if encoding == "utf-32" or piece.isascii():
        return min(len(piece), units)
    low, high = 0, len(piece)
    while low < high:
        middle = (low + high + 1) // 2
        if _units(piece[:middle], encoding) <= units:
            low = middle
        else:
            high = middle - 1
    return low
