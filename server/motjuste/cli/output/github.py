"""Findings as GitHub's workflow commands, which become annotations on the changed lines of a pull request.

Source: docs.github.com, "Workflow commands for GitHub Actions"; the escapes are those of actions/toolkit,
packages/core/src/command.ts. GitHub shows ten annotations a level and step; the others are lines of the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.cli.output.place import inside
from motjuste.cli.terminal import visible
from motjuste.lint.finding import Severity
from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.cli.output.report import Report
    from motjuste.lint.finding import Finding
    from motjuste.workspace.checked_file import CheckedFile

_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
    Severity.HINT: "notice",
}


def lines(report: Report) -> Iterator[str]:
    """A command a finding, and an error for each file that could not be read."""
    for file in report.files:
        name = inside(report.root, file.path)
        if file.error is not None:
            yield _command("error", {"file": name, "title": "Not checked"}, file.error)
        yield from _of_file(file, name)


def _of_file(file: CheckedFile, name: str) -> Iterator[str]:
    index = LineIndex(file.text)
    for finding in file.findings:
        properties = {"file": name, **_place(index, finding), "title": f"{finding.code} {finding.name}"}
        yield _command(_LEVELS[finding.severity], properties, finding.message)


def _place(index: LineIndex, finding: Finding) -> dict[str, str]:
    """Line and column; an annotation over several lines may have no columns."""
    row, column = index.row_column(finding.span.start)
    end_row, end_column = index.row_column(finding.span.end)
    place = {"line": str(row), "endLine": str(end_row)}
    return {**place, "col": str(column), "endColumn": str(end_column)} if row == end_row else place


def _command(level: str, properties: dict[str, str], message: str) -> str:
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{level} {told}::{_data(message)}"


def _data(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return visible(escaped)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
