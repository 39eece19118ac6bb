"""The last proven edit of a text: what code actions and hovers offer without any model call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.lsp.convert import touches
from motjuste.lsp.edits import sound
from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.lsp.analysis import Analysis
    from motjuste.optimize.events import GateSummary, PlannedEdit


def proposal(analysis: Analysis) -> GateSummary | None:
    """The last run's verdict, if it proved an edit of exactly this text; a stale edit is never offered."""
    if not analysis.snapshot.on_disk:
        return None
    last = analysis.workspace.last_run(analysis.document)
    if last is None or last.stale or last.verdict is None or last.verdict.verdict != "HELPS":
        return None
    # After the edit was taken the run still holds, but its offsets are those of the text before.
    told = last.verdict
    return told if told.edits and sound(analysis.document.source, told.edits, told.text) else None


def edit_at(told: GateSummary, span: Span) -> PlannedEdit | None:
    """The first of a run's edits at a cursor or selection."""
    return next((edit for edit in told.edits if touches(Span(edit.start, edit.end), span)), None)
