"""The last lines of a listing for people: how much was found, fixed, and can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.cli.terminal import many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.cli.output.report import Report


def tally(report: Report) -> Iterator[str]:
    """`Fixed 2 findings, 1 left.`, and whether --fix would mend more."""
    if report.fixed:
        yield f"Fixed {many(report.fixed, 'finding')}, {report.found:,} left."
    elif report.found:
        yield f"Found {many(report.found, 'finding')}."
    elif report.unread:
        # A check that failed never says that all is well.
        yield f"Nothing found, but {many(len(report.unread), 'file')} could not be read."
    elif report.failures:
        yield "Nothing found, but the check failed."
    elif report.files:
        # Where nothing was looked at, nothing is known to be clean.
        yield report.paint("All clean.", 32)
    if report.mendable and not report.fixing:
        yield f"[*] {report.mendable:,} can be mended with --fix."
