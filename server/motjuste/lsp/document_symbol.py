"""Document symbols: prompts, front matter, messages and variables as a tree; a flat list for editors without trees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp.convert import to_range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.server import MotjusteServer
    from motjuste.workspace.outline import Part

_KINDS = {
    "prompt": types.SymbolKind.Function,
    "front matter": types.SymbolKind.Namespace,
    "setting": types.SymbolKind.Property,
    "message": types.SymbolKind.String,
    "variable": types.SymbolKind.Variable,
}


def register(ls: MotjusteServer) -> None:
    """Answer requests for symbols."""
    ls.answer(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, document_symbols, types.DocumentSymbolOptions())


async def document_symbols(
    ls: MotjusteServer, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
    """The parts of a prompt; none of a text that is no prompt."""
    snapshot = ls.documents.get(params.text_document.uri)
    if snapshot is None:
        return []
    analysis = await ls.analysis(snapshot)
    if not analysis.is_prompt:
        return []
    from motjuste.workspace.outline import outline

    parts = outline(analysis.documents)
    if ls.client.symbol_trees:
        return [_symbol(snapshot, part) for part in parts]
    return [one for part in parts for one in _flat(snapshot, part, None)]


def _symbol(snapshot: Snapshot, part: Part) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        # An editor refuses a symbol without a name.
        name=part.name.strip() or part.kind.value,
        detail=part.detail,
        kind=_KINDS[part.kind.value],
        range=to_range(snapshot, part.span),
        selection_range=to_range(snapshot, part.focus),
        children=[_symbol(snapshot, child) for child in part.children],
    )


def _flat(snapshot: Snapshot, part: Part, above: str | None) -> Iterator[types.SymbolInformation]:
    name = part.name.strip() or part.kind.value
    yield types.SymbolInformation(
        name=name,
        kind=_KINDS[part.kind.value],
        location=types.Location(uri=snapshot.uri, range=to_range(snapshot, part.span)),
        container_name=above,
    )
    for child in part.children:
        yield from _flat(snapshot, child, name)
