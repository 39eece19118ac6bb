"""References and highlights of a variable: its uses and declarations in all prompts of its eval set, and its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp.convert import to_range
from motjuste.lsp.definition import location
from motjuste.lsp.naming import columns_around, named_at, places

if TYPE_CHECKING:
    from motjuste.lsp.server import MotjusteServer


def register(ls: MotjusteServer) -> None:
    """Answer requests for references and highlights."""
    ls.answer(types.TEXT_DOCUMENT_REFERENCES, references)
    ls.answer(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, highlights)


async def references(ls: MotjusteServer, params: types.ReferenceParams) -> list[types.Location]:
    """Every place of the variable at the cursor; without declarations if they are not asked for."""
    snapshot = ls.documents.get(params.text_document.uri)
    named = await named_at(ls, snapshot, params.position) if snapshot else None
    if named is None:
        return []
    found = await places(ls, named)
    return [location(one) for one in found if params.context.include_declaration or not one.declares]


async def highlights(
    ls: MotjusteServer, params: types.DocumentHighlightParams
) -> list[types.DocumentHighlight]:
    """The places of the variable at the cursor in the same text."""
    from motjuste.workspace.variables import occurrences

    snapshot = ls.documents.get(params.text_document.uri)
    named = await named_at(ls, snapshot, params.position) if snapshot else None
    if snapshot is None or named is None:
        return []
    write, read = types.DocumentHighlightKind.Write, types.DocumentHighlightKind.Read
    if named.document is None:
        return [
            types.DocumentHighlight(range=to_range(snapshot, place.span), kind=write)
            for place in await columns_around(ls, named)
        ]
    return [
        types.DocumentHighlight(range=to_range(snapshot, one.span), kind=write if one.declares else read)
        for one in occurrences(named.document, named.name)
    ]
