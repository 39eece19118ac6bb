"""Folding: front matter, messages, blocks of the template, protected and suppressed passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp.convert import to_position

if TYPE_CHECKING:
    from motjuste.lsp.server import MotjusteServer


def register(ls: MotjusteServer) -> None:
    """Answer requests for folding ranges."""
    ls.answer(types.TEXT_DOCUMENT_FOLDING_RANGE, folding_ranges)


async def folding_ranges(ls: MotjusteServer, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
    """Whole lines that fold together, each first line once; none of a text that is no prompt."""
    snapshot = ls.documents.get(params.text_document.uri)
    if snapshot is None:
        return []
    analysis = await ls.analysis(snapshot)
    if not analysis.is_prompt:
        return []
    from motjuste.workspace.outline import folds

    found: dict[tuple[int, int], types.FoldingRange] = {}
    for fold in folds(analysis.documents):
        start, end = to_position(snapshot, fold.span.start), to_position(snapshot, fold.span.end)
        # A passage that ends with its last line's end would take the line below with it.
        last = end.line - 1 if end.character == 0 and fold.span.end > fold.span.start else end.line
        if last > start.line:
            kind = types.FoldingRangeKind.Comment if fold.is_comment else types.FoldingRangeKind.Region
            found.setdefault((start.line, last), types.FoldingRange(start.line, last, kind=kind))
    return [found[place] for place in sorted(found)]
