"""Diagnostics of eval files that are open: what is wrong with their rows, for the prompts that are linked to them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp.convert import to_range
from motjuste.lsp.linked import concerned
from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.server import MotjusteServer
    from motjuste.workspace.row_problems import RowProblem

_SUFFIXES = frozenset({".jsonl", ".ndjson", ".json", ".yaml", ".yml", ".csv"})
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}


def may_hold_rows(snapshot: Snapshot) -> bool:
    """Whether a text is of a kind that eval sets are written in."""
    return snapshot.on_disk and Path(snapshot.path).suffix.lower() in _SUFFIXES


async def row_diagnostics(ls: MotjusteServer, snapshot: Snapshot, source: str) -> list[types.Diagnostic]:
    """What is wrong in an eval file; nothing of a file that no prompt is linked to and that is not called one."""
    path = Path(snapshot.path)
    prompts = [one for _, _, linked in await concerned(ls, path) for one in linked]
    if not prompts and ".evals." not in path.name:
        return []
    found = await ls.threads.run(
        f"rows {snapshot.uri}",
        partial(_problems, ls, snapshot, prompts),
        if_still=lambda: ls.documents.get(snapshot.uri) is snapshot,
    )
    return [_diagnostic(ls, snapshot, one, source) for one in found or ()]


def _problems(ls: MotjusteServer, snapshot: Snapshot, prompts: list[Document]) -> tuple[RowProblem, ...]:
    from motjuste.workspace.row_problems import row_problems

    workspace = ls.folders.workspace(snapshot.path)
    return row_problems(workspace, Path(snapshot.path), snapshot.text, prompts)


def _diagnostic(ls: MotjusteServer, snapshot: Snapshot, one: RowProblem, source: str) -> types.Diagnostic:
    related = None
    if one.other is not None and ls.client.related_information:
        place = types.Location(uri=snapshot.uri, range=_row(snapshot, one.other))
        related = [types.DiagnosticRelatedInformation(location=place, message="The other row")]
    return types.Diagnostic(
        range=_row(snapshot, one.line),
        message=one.message,
        severity=_SEVERITIES[one.severity.value],
        code=one.kind.value,
        source=source,
        related_information=related,
        data={"code": one.kind.value},
    )


def _row(snapshot: Snapshot, line: int) -> types.Range:
    """The words of a row's first line."""
    start = snapshot.lines.offset(line - 1, 0, "utf-32")
    end = snapshot.lines.offset(line - 1, 1 << 30, "utf-32")
    return to_range(snapshot, Span(start, end).trimmed(snapshot.text))
