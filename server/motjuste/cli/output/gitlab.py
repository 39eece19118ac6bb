"""Findings as GitLab's Code Quality report, which shows in the merge request.

Source: docs.gitlab.com, "Code Quality": a list of issues with description, check name, fingerprint, severity and place.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from motjuste.cli.output.place import inside
from motjuste.lint.finding import Severity
from motjuste.lint.fingerprint import fingerprints
from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.cli.output.report import Report
    from motjuste.lint.finding import Finding
    from motjuste.workspace.checked_file import CheckedFile

_SEVERITIES = {
    Severity.ERROR: "major",
    Severity.WARNING: "minor",
    Severity.INFO: "info",
    Severity.HINT: "info",
}


def lines(report: Report) -> Iterator[str]:
    """One JSON list; an unreadable file is an issue of the worst severity."""
    issues = [issue for file in report.files for issue in _issues(report, file)]
    yield json.dumps(issues, indent=2)


def _issues(report: Report, file: CheckedFile) -> Iterator[dict[str, Any]]:
    name, index = inside(report.root, file.path), LineIndex(file.text)
    if file.error is not None:
        yield {
            "description": file.error,
            "check_name": "unreadable-file",
            "fingerprint": hashlib.sha256(
                f"unreadable-file\0{name}".encode("utf-8", "surrogatepass")
            ).hexdigest()[:32],
            "severity": "blocker",
            "location": {"path": name, "lines": {"begin": 1}},
        }
    known = fingerprints(name, file.text, file.findings)
    for finding, fingerprint in zip(file.findings, known, strict=True):
        yield _issue(name, index, finding, fingerprint)


def _issue(name: str, index: LineIndex, finding: Finding, fingerprint: str) -> dict[str, Any]:
    first, last = (index.row_column(place)[0] for place in (finding.span.start, finding.span.end))
    return {
        "description": f"{finding.code} {finding.name}: {finding.message}",
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": name, "lines": {"begin": first, "end": last}},
    }
