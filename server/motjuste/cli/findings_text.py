"""Findings for people: one line each, or with the words they point at."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from motjuste.cli.terminal import visible
from motjuste.lint.fix import applicable
from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.cli.terminal import Paint
    from motjuste.lint.finding import Finding

_WIDEST = 120
"""Columns of a source line that are shown; prompts have lines of 200,000."""
_COLOURS = {"error": 31, "warning": 33, "info": 34, "hint": 36}


def concise(
    path: str, text: str, findings: Sequence[Finding], paint: Paint, *, unsafe: bool
) -> Iterator[str]:
    """`path:row:column: CODE [*] message`, a line a finding; `[*]` marks those that --fix mends."""
    index = LineIndex(text)
    for finding in findings:
        row, column = index.row_column(finding.span.start)
        star = paint("[*] ", 36) if applicable(finding, unsafe=unsafe) else ""
        code = paint(finding.code, 1, _COLOURS[finding.severity.value])
        yield f"{paint(path, 1)}:{row}:{column}: {code} {star}{_one_line(finding.message)}"


def full(path: str, text: str, findings: Sequence[Finding], paint: Paint, *, unsafe: bool) -> Iterator[str]:
    """A block a finding: what, where, the line with its words underlined, how to mend it."""
    index = LineIndex(text)
    lines = _Lines(text, index)
    for finding in findings:
        row, column = index.row_column(finding.span.start)
        star = paint("[*] ", 36) if applicable(finding, unsafe=unsafe) else ""
        colour = _COLOURS[finding.severity.value]
        yield f"{paint(finding.code, 1, colour)} {paint(finding.name, 1)} {star}{_one_line(finding.message)}"
        yield f"  {paint('-->', 34)} {path}:{row}:{column}"
        yield from lines.snippet(finding, row, paint, colour)
        for related in finding.related:
            yield f"  {paint('note', 36)}: {related.path}:{related.line}: {_one_line(related.message)}"
        if finding.fix is not None:
            yield f"  {paint('help', 36)}: {finding.fix.message}"
        yield ""


class _Lines:
    """A text's lines, cut for display."""

    def __init__(self, text: str, index: LineIndex) -> None:
        self._text = text
        self._index = index

    def snippet(self, finding: Finding, row: int, paint: Paint, colour: int) -> Iterator[str]:
        """The finding's first line with a ruler of carets below."""
        start = self._index.offset(row - 1, 0, "utf-32")
        end = start + _line_length(self._text, start)
        first = max(start, finding.span.start - _WIDEST // 2) if end - start > _WIDEST else start
        shown = visible(self._text[first : min(end, first + _WIDEST)])
        before = _width(visible(self._text[first : finding.span.start]))
        stop = min(finding.span.end, end, first + _WIDEST)
        carets = max(1, _width(visible(self._text[finding.span.start : stop])))
        gutter = " " * len(str(row))
        bar = paint("|", 34)
        yield f"{gutter} {bar}"
        yield f"{paint(str(row), 34)} {bar} {'…' if first > start else ''}{shown}{'…' if first + _WIDEST < end else ''}"
        yield f"{gutter} {bar} {' ' * (before + (first > start))}{paint('^' * carets, 1, colour)}"


def _line_length(text: str, start: int) -> int:
    """Code points up to the line's end."""
    ends = [place for place in (text.find("\n", start), text.find("\r", start)) if place >= 0]
    return min(ends, default=len(text)) - start


def _width(text: str) -> int:
    """Terminal cells: wide characters take two, combining ones none."""
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def _one_line(message: str) -> str:
    return " ".join(visible(message).split())
