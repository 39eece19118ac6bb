"""Inline suggestions: proven edits that only put words to those that stand, where the cursor is at them.

Never a model call: they come from the last run, which is paid for. Editors show insertions only; a range that takes words
away shows nothing, so proven replacements go out as code actions and by `motjuste/proposals`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp.convert import to_offset, to_range
from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.lsp.proposals import Offer
    from motjuste.lsp.server import MotjusteServer


def register(ls: MotjusteServer) -> None:
    """Answer requests for inline suggestions."""
    ls.answer(types.TEXT_DOCUMENT_INLINE_COMPLETION, inline_completion, types.InlineCompletionOptions())


async def inline_completion(
    ls: MotjusteServer, params: types.InlineCompletionParams
) -> list[types.InlineCompletionItem]:
    """The proven insertions at the cursor."""
    snapshot = ls.documents.get(params.text_document.uri)
    if snapshot is None:
        return []
    analysis = await ls.analysis(snapshot)
    at = to_offset(snapshot, params.position)
    items = []
    for offer in ls.proposals.of(analysis):
        gap = _gap(offer, at, snapshot.text) if offer.proven else None
        if gap is not None:
            # Without a range an editor may take the word before the cursor for what is replaced, and show nothing.
            words = f"{gap.of(snapshot.text)}{offer.smallest.text}"
            items.append(types.InlineCompletionItem(insert_text=words, range=to_range(snapshot, gap)))
    return items


def _gap(offer: Offer, at: int, text: str) -> Span | None:
    """What stands between the cursor and an insertion; None where it is neither in the words there nor behind them."""
    edit = offer.smallest
    anchor = edit.span.start
    head = anchor
    while head > 0 and text[head - 1].isalnum():
        head -= 1
    if len(edit.span) or not min(offer.span.start, head) <= at <= anchor:
        return None
    gap = Span(at, anchor)
    return None if {"\n", "\r"} & set(gap.of(text)) else gap
