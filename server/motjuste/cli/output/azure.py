"""Findings as the logging commands of Azure Pipelines.

Source: learn.microsoft.com, "Logging commands": `task.logissue`, and the escapes of azure-pipelines-task-lib.
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


def lines(report: Report) -> Iterator[str]:
    """A command a finding; there are two levels, error and warning."""
    for file in report.files:
        name, index = inside(report.root, file.path), LineIndex(file.text)
        if file.error is not None:
            yield _issue({"type": "error", "sourcepath": name}, file.error)
        for finding in file.findings:
            row, column = index.row_column(finding.span.start)
            level = "error" if finding.severity is Severity.ERROR else "warning"
            place = {"sourcepath": name, "linenumber": str(row), "columnnumber": str(column)}
            yield _issue({"type": level, **place, "code": finding.code}, f"{finding.name}: {finding.message}")


def _issue(properties: dict[str, str], message: str) -> str:
    told = "".join(f"{key}={_property(value)};" for key, value in properties.items())
    return f"##vso[task.logissue {told}]{_data(message)}"


def _data(text: str) -> str:
    escaped = text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")
    return visible(escaped)


def _property(text: str) -> str:
    return _data(text).replace("]", "%5D").replace(";", "%3B")
