"""Findings for programs: ruff's JSON, rows and columns from 1 in code points."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from motjuste.lint.finding import Finding, Fix


def as_json(checked: Iterable[tuple[str, str, Sequence[Finding]]]) -> str:
    """All findings of all files as one JSON list.

    Args:
        checked: Path, text and findings of each file.
    """
    return json.dumps([item for path, text, found in checked for item in _items(path, text, found)], indent=2)


def _items(path: str, text: str, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    index = LineIndex(text)
    filename = str(Path(path).absolute())
    return [_item(filename, index, finding) for finding in findings]


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
        "url": None,
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
