"""Findings for people, each with the words it points at."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from motjuste.cli.output.one_line import one_line
from motjuste.cli.output.tally import tally
from motjuste.cli.terminal import visible
from motjuste.lint.fix import applicable
from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.cli.output.report import Report
    from motjuste.cli.terminal import Paint
    from motjuste.lint.finding import Finding
    from motjuste.workspace.checked_file import CheckedFile

_WIDEST = 120
"""Columns of a source line that are shown; prompts have lines of 200,000."""
COLOURS = {"error": 31, "warning": 33, "info": 34, "hint": 36}


def lines(report: Report) -> Iterator[str]:
    """A block a finding: what, where, the line with its words underlined, how to mend it."""
    for file in report.files:
        yield from _of_file(report, file)
    yield from tally(report)


def _of_file(report: Report, file: CheckedFile) -> Iterator[str]:
    paint, index = report.paint, LineIndex(file.text)
    shown = _Lines(file.text, index)
    for finding in file.findings:
        row, column = index.row_column(finding.span.start)
        star = paint("[*] ", 36) if applicable(finding, unsafe=report.unsafe) else ""
        colour = COLOURS[finding.severity.value]
        yield f"{paint(finding.code, 1, colour)} {paint(finding.name, 1)} {star}{one_line(finding.message)}"
        yield f"  {paint('-->', 34)} {one_line(file.path)}:{row}:{column}"
        yield from shown.snippet(finding, row, paint, colour)
        for related in finding.related:
            yield f"  {paint('note', 36)}: {one_line(related.path)}:{related.line}: {one_line(related.message)}"
        if finding.fix is not None:
            yield f"  {paint('help', 36)}: {one_line(finding.fix.message)}"
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
