"""Findings for people, one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.cli.output.full import COLOURS
from motjuste.cli.output.one_line import one_line
from motjuste.cli.output.tally import tally
from motjuste.lint.fix import applicable
from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.cli.output.report import Report
    from motjuste.workspace.checked_file import CheckedFile


def lines(report: Report) -> Iterator[str]:
    """`path:row:column: CODE [*] message`, a line a finding; `[*]` marks those that --fix mends."""
    for file in report.files:
        yield from _of_file(report, file)
    yield from tally(report)


def _of_file(report: Report, file: CheckedFile) -> Iterator[str]:
    paint, index = report.paint, LineIndex(file.text)
    for finding in file.findings:
        row, column = index.row_column(finding.span.start)
        star = paint("[*] ", 36) if applicable(finding, unsafe=report.unsafe) else ""
        code = paint(finding.code, 1, COLOURS[finding.severity.value])
        place = f"{paint(one_line(file.path), 1)}:{row}:{column}"
        yield f"{place}: {code} {star}{one_line(finding.message)}"
