"""Definition: of a variable, where the settings declare it or the eval set has its column; of a path, the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp.convert import to_offset, to_range
from motjuste.lsp.document_link import targets
from motjuste.lsp.naming import named_at, places

if TYPE_CHECKING:
    from motjuste.lsp.naming import Place
    from motjuste.lsp.server import MotjusteServer

_TOP = types.Range(start=types.Position(line=0, character=0), end=types.Position(line=0, character=0))


def register(ls: MotjusteServer) -> None:
    """Answer requests for definitions."""
    ls.answer(types.TEXT_DOCUMENT_DEFINITION, definition)


async def definition(ls: MotjusteServer, params: types.DefinitionParams) -> list[types.Location]:
    """Where what the cursor is at is said: declarations, else the first column of each eval set, else the first use."""
    snapshot = ls.documents.get(params.text_document.uri)
    if snapshot is None:
        return []
    at = to_offset(snapshot, params.position)
    for target in await targets(ls, snapshot):
        if target.span.start <= at <= target.span.end:
            return [types.Location(uri=target.uri, range=_TOP)]
    named = await named_at(ls, snapshot, params.position)
    if named is None:
        return []
    return [location(place) for place in _said(await places(ls, named), in_evals=named.document is None)]


def location(place: Place) -> types.Location:
    """The editor's form of a place."""
    return types.Location(uri=place.snapshot.uri, range=to_range(place.snapshot, place.span))


def _said(found: tuple[Place, ...], *, in_evals: bool) -> list[Place]:
    declared = [place for place in found if place.declares]
    uses = [place for place in found if not place.declares and not place.is_column]
    columns = [place for place in found if place.is_column]
    # From a row one wants the prompt, and from a prompt the rows.
    chosen = declared or ((uses or columns) if in_evals else (columns or uses))
    first: dict[str, Place] = {}
    for place in chosen:
        first.setdefault(place.snapshot.uri, place)
    return list(first.values())
