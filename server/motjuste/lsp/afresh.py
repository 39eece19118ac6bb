"""All that an editor shows of its open texts, fetched anew: for a change of settings or of files beside the texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.lsp import diagnostics, outcome, proposals, status

if TYPE_CHECKING:
    from motjuste.lsp.server import MotjusteServer


def show_afresh(ls: MotjusteServer) -> None:
    """Have findings, lenses, states, proven edits and colours fetched again, as far as the editor can be asked."""
    diagnostics.refresh(ls)
    outcome.refresh_lenses(ls)
    status.changed(ls)
    proposals.changed(ls)
    if ls.client.semantic_tokens_refresh:
        ls.workspace_semantic_tokens_refresh(None)
