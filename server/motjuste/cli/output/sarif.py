"""Findings as SARIF 2.1.0, which code scanning services read.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0 with errata 01; GitHub's limits are those of
docs.github.com, "SARIF results exceed limits".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from motjuste import __version__
from motjuste.cli.output.place import file_uri, inside, relative_uri
from motjuste.cli.output.sarif_rules import descriptors
from motjuste.lint.finding import Severity
from motjuste.lint.fingerprint import SCHEME, fingerprints
from motjuste.lint.rule import PROJECT_DOCS
from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from motjuste.cli.output.report import Report
    from motjuste.lint.finding import Finding, Fix, Related
    from motjuste.text.span import Span
    from motjuste.workspace.checked_file import CheckedFile

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 25_000
"""GitHub refuses a run with more."""
SHOWN_RESULTS = 5_000
"""GitHub shows so many of a run, the most severe first."""

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note", Severity.HINT: "note"}
_ROOT = "SRCROOT"


def lines(report: Report) -> Iterator[str]:
    """The whole log, one run."""
    yield json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}, indent=2)


def _run(report: Report) -> dict[str, Any]:
    rules = descriptors(finding for file in report.files for finding in file.findings)
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    results = [result for file in report.files for result in _results(report, file, numbers)]
    driver = {"name": "motjuste", "fullName": "Mot Juste", "semanticVersion": __version__, "rules": rules}
    if PROJECT_DOCS is not None:
        driver["informationUri"] = PROJECT_DOCS
    return {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {
            _ROOT: {"uri": file_uri(report.root), "description": {"text": "The root of the repository."}}
        },
        "artifacts": [
            {"location": _artifact(report.root, file.path), "roles": ["analysisTarget"]}
            for file in report.files
        ],
        "results": _most_severe(results),
        "invocations": [_invocation(report, len(results))],
    }


def _most_severe(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many results as are taken, in their order; the least severe are left out."""
    if len(results) <= MOST_RESULTS:
        return results
    levels = list(dict.fromkeys(LEVELS.values()))
    ranked = sorted(range(len(results)), key=lambda number: levels.index(results[number]["level"]))
    return [results[number] for number in sorted(ranked[:MOST_RESULTS])]


def _invocation(report: Report, found: int) -> dict[str, Any]:
    """How the check ended: what could not be read makes it a failed one, whatever else was found."""
    notices = [_unread(report, file) for file in report.unread]
    notices += [{"level": "error", "message": {"text": failure}} for failure in report.failures]
    if found > MOST_RESULTS:
        cut = f"{found:,} findings; only the {MOST_RESULTS:,} most severe are listed here, the most that GitHub accepts."
        notices.append({"level": "warning", "message": {"text": cut}})
    elif found > SHOWN_RESULTS:
        cut = f"{found:,} findings; GitHub shows the {SHOWN_RESULTS:,} most severe of them."
        notices.append({"level": "note", "message": {"text": cut}})
    return {
        "executionSuccessful": not (report.unread or report.failures),
        "toolExecutionNotifications": notices,
    }


def _unread(report: Report, file: CheckedFile) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": f"{inside(report.root, file.path)} was not checked. {file.error}"},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(report.root, file.path)}}],
    }


def _results(report: Report, file: CheckedFile, rules: dict[str, int]) -> Iterator[dict[str, Any]]:
    place, index = _Place(_artifact(report.root, file.path), LineIndex(file.text)), file.findings
    known = fingerprints(inside(report.root, file.path), file.text, index)
    for finding, fingerprint in zip(index, known, strict=True):
        yield {
            "ruleId": finding.code,
            "ruleIndex": rules[finding.code],
            "level": LEVELS[finding.severity],
            "message": {"text": finding.message},
            "locations": [{"physicalLocation": place.of(finding.span)}],
            "partialFingerprints": {SCHEME: fingerprint},
            **_related(report.root, finding.related),
            **_fixes(place, finding),
        }


class _Place:
    """Regions of one file, columns from 1 in UTF-16 code units."""

    def __init__(self, artifact: dict[str, Any], index: LineIndex) -> None:
        self.artifact = artifact
        self._index = index

    def of(self, span: Span) -> dict[str, Any]:
        """A physical location."""
        return {"artifactLocation": self.artifact, "region": self.region(span)}

    def region(self, span: Span) -> dict[str, int]:
        """Where a span stands; an empty one is a place between two characters."""
        (row, column), (end_row, end_column) = (
            self._index.position(place, "utf-16") for place in (span.start, span.end)
        )
        return {
            "startLine": row + 1,
            "startColumn": column + 1,
            "endLine": end_row + 1,
            "endColumn": end_column + 1,
        }


def _artifact(root: Path, path: str) -> dict[str, Any]:
    uri = relative_uri(root, path)
    if uri is not None:
        return {"uri": uri, "uriBaseId": _ROOT}
    from pathlib import Path

    return {"uri": file_uri(Path(path))}


def _related(root: Path, related: Sequence[Related]) -> dict[str, Any]:
    """Other places that belong to a finding; by line, since that is what is known of them."""
    if not related:
        return {}
    places = [
        {
            "id": number,
            "message": {"text": one.message},
            "physicalLocation": {
                "artifactLocation": _artifact(root, one.path),
                "region": {"startLine": max(1, one.line)},
            },
        }
        for number, one in enumerate(related, 1)
    ]
    return {"relatedLocations": places}


def _fixes(place: _Place, finding: Finding) -> dict[str, Any]:
    fix: Fix | None = finding.fix
    if fix is None or not fix.edits:
        return {}
    replacements = [
        {"deletedRegion": place.region(edit.span), "insertedContent": {"text": edit.text}}
        for edit in fix.edits
    ]
    change = {"artifactLocation": place.artifact, "replacements": replacements}
    description = {"text": f"{fix.message} ({fix.applicability.value})"}
    return {"fixes": [{"description": description, "artifactChanges": [change]}]}
