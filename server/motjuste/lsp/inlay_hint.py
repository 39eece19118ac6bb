"""Inlay hints: what a proven edit gains, behind the words it would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp import wording
from motjuste.lsp.convert import to_position, to_span, to_text_edit, touches

if TYPE_CHECKING:
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.proposals import Offer
    from motjuste.lsp.server import MotjusteServer


def register(ls: MotjusteServer) -> None:
    """Answer requests for hints."""
    ls.answer(types.TEXT_DOCUMENT_INLAY_HINT, inlay_hints, types.InlayHintOptions(resolve_provider=False))


async def inlay_hints(ls: MotjusteServer, params: types.InlayHintParams) -> list[types.InlayHint]:
    """The hints of a part of a text."""
    snapshot = ls.documents.get(params.text_document.uri)
    if snapshot is None:
        return []
    analysis = await ls.analysis(snapshot)
    area, offers = to_span(snapshot, params.range), ls.proposals.of(analysis)
    return [_hint(snapshot, offer) for offer in offers if offer.proven and touches(offer.span, area)]


def _hint(snapshot: Snapshot, offer: Offer) -> types.InlayHint:
    edit = offer.smallest
    # An insertion stands at its place, which may be within the words the run replaced.
    end = edit.span.end
    evidence = f"{wording.replacement(1, offer.placed.edit)} ({wording.gain(offer.told, 1)})"
    return types.InlayHint(
        position=to_position(snapshot, end),
        label=f"{wording.short_gain(offer.told)}{' together' if len(offer.told.edits) > 1 else ''}",
        tooltip=evidence,
        padding_left=True,
        text_edits=[to_text_edit(snapshot, edit)],
    )
