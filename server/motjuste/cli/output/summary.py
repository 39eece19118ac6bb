"""What a check found as a page of Markdown, for the summary of a CI job."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

from motjuste.cli.output.markdown_table import code, link, plain, table
from motjuste.cli.output.place import inside, relative_uri
from motjuste.cli.terminal import many
from motjuste.lint.finding import Severity
from motjuste.lint.fix import applicable
from motjuste.lint.rule import url_of
from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.cli.output.report import Report
    from motjuste.lint.finding import Finding
    from motjuste.workspace.checked_file import CheckedFile

_LISTED = 20
"""Findings listed one by one; a job's summary holds 1 MiB, and a reader less."""


def lines(report: Report) -> Iterator[str]:
    """A heading, the counts by rule, and the first findings with links to their lines."""
    yield "## Mot Juste"
    yield ""
    yield _verdict(report)
    yield ""
    for file in report.unread[:_LISTED]:
        yield f"- {code(inside(report.root, file.path))} was not checked. {plain(file.error or '')}"
    for failure in report.failures[:_LISTED]:
        yield f"- {plain(failure)}"
    if report.unread or report.failures:
        yield ""
    if report.found:
        yield from _counts(report)
        yield ""
        yield from _listed(report)
        yield ""


def _verdict(report: Report) -> str:
    files = many(len(report.files), "file")
    unread = f" {many(len(report.unread), 'file')} could not be read." if report.unread else ""
    fixed = f" {many(report.fixed, 'finding')} fixed." if report.fixed else ""
    failed = " **The check failed.**" if report.failures else ""
    if report.found:
        told = (
            f"**{many(report.found, 'finding')}** in {files}, {report.mendable:,} of them mended by `--fix`."
        )
    else:
        told = (
            f"No findings in {files}."
            if not (report.unread or report.failures)
            else f"Nothing found in what could be read of {files}."
        )
    return told + fixed + unread + failed


def _counts(report: Report) -> Iterator[str]:
    findings = [finding for file in report.files for finding in file.findings]
    counts = Counter((one.code, one.name) for one in findings)
    worst = {one.code: one.severity for one in sorted(findings, key=_rank, reverse=True)}
    mended = Counter(one.code for one in findings if applicable(one, unsafe=report.unsafe))
    rows = [
        (
            f"{count:,}",
            link(code(rule), url_of(rule)),
            plain(name),
            worst[rule].value,
            f"{mended[rule]:,}" if mended[rule] else "",
        )
        for (rule, name), count in counts.most_common()
    ]
    yield from table(("count", "rule", "name", "severity", "by `--fix`"), rows, numbers=(0, 4))


def _listed(report: Report) -> Iterator[str]:
    """The first findings, errors before the others."""
    everything = [(file, finding) for file in report.files for finding in file.findings]
    chosen = sorted(everything, key=lambda pair: _rank(pair[1]))[:_LISTED]
    rows = [(_place(report, file, one), code(one.code), plain(one.message)) for file, one in chosen]
    yield from table(("where", "rule", "finding"), rows)
    if len(everything) > len(chosen):
        yield ""
        yield f"And {many(len(everything) - len(chosen), 'finding')} more."


def _rank(finding: Finding) -> int:
    return list(Severity).index(finding.severity)


def _place(report: Report, file: CheckedFile, finding: Finding) -> str:
    row, _ = LineIndex(file.text).row_column(finding.span.start)
    shown = code(f"{inside(report.root, file.path)}:{row}")
    return link(shown, _address(relative_uri(report.root, file.path), row))


def _address(uri: str | None, row: int) -> str | None:
    """Where GitHub shows the line; None outside of GitHub Actions."""
    server, repository, commit = (
        os.environ.get(f"GITHUB_{name}") for name in ("SERVER_URL", "REPOSITORY", "SHA")
    )
    if not (uri and server and repository and commit):
        return None
    return f"{server}/{repository}/blob/{commit}/{uri}?plain=1#L{row}"
