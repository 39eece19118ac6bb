"""Findings for programs: ruff's JSON, one list, rows and columns from 1 in code points."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motjuste.lint.rule import url_of
from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.cli.output.report import Report
    from motjuste.lint.finding import Finding, Fix
    from motjuste.workspace.checked_file import CheckedFile


def lines(report: Report) -> Iterator[str]:
    """All findings of all files as one JSON list."""
    yield json.dumps([item for file in report.files for item in items(file)], indent=2)


def items(file: CheckedFile) -> Iterator[dict[str, Any]]:
    """A file's findings, each as plain data."""
    index = LineIndex(file.text)
    filename = str(Path(file.path).absolute())
    for finding in file.findings:
        yield _item(filename, index, finding)


def _item(filename: str, index: LineIndex, finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "message": finding.message,
        "severity": finding.severity.value,
        "filename": filename,
        "location": _location(index, finding.span.start),
        "end_location": _location(index, finding.span.end),
        "fix": None if finding.fix is None else _fix(index, finding.fix),
        "url": url_of(finding.code),
    }


def _fix(index: LineIndex, fix: Fix) -> dict[str, Any]:
    edits = [
        {
            "content": edit.text,
            "location": _location(index, edit.span.start),
            "end_location": _location(index, edit.span.end),
        }
        for edit in fix.edits
    ]
    return {"applicability": fix.applicability.value, "message": fix.message, "edits": edits}


def _location(index: LineIndex, offset: int) -> dict[str, int]:
    row, column = index.row_column(offset)
    return {"row": row, "column": column}
