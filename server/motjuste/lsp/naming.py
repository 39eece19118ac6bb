"""The variable at a cursor, in a prompt or in an eval set, and every place where it is named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.lsp.convert import to_offset
from motjuste.lsp.files import eval_file
from motjuste.lsp.linked import concerned
from motjuste.text.span import Span

if TYPE_CHECKING:
    from lsprotocol import types

    from motjuste.document.model import Document
    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.linked import Concerned
    from motjuste.lsp.server import MotjusteServer


@dataclass(frozen=True, slots=True)
class Named:
    """A variable at a cursor."""

    name: str
    snapshot: Snapshot
    span: Span
    """Its name there."""
    document: Document | None
    """The prompt at the cursor; None in an eval set."""
    evals: Path | None
    """The eval set of the prompt, or the one the cursor is in."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a variable is named."""

    snapshot: Snapshot
    span: Span
    declares: bool
    """In the settings of a prompt."""
    is_column: bool
    """In an eval set."""


async def named_at(ls: MotjusteServer, snapshot: Snapshot, position: types.Position) -> Named | None:
    """The variable at a cursor, if there is one."""
    from motjuste.workspace.variables import variable_at

    analysis = await ls.analysis(snapshot)
    at = to_offset(snapshot, position)
    place = Span(at, at)
    if analysis.is_prompt:
        document = analysis.at(place)
        found = variable_at(document, place)
        if found is not None:
            return Named(found.name, snapshot, found.span, document, evals_of(analysis, document))
    return column_at(snapshot, place)


def evals_of(analysis: Analysis, document: Document) -> Path | None:
    """The eval set's file of a prompt; None without one that could be read."""
    link = analysis.workspace.link(document)
    return link.path if link is not None and link.fault is None else None


async def prompts_with(ls: MotjusteServer, named: Named) -> tuple[Concerned, ...]:
    """The prompts that share a variable: all of the eval set that use it, or the one at the cursor alone."""
    if named.evals is not None:
        found = []
        for snapshot, documents, linked in await concerned(ls, named.evals):
            using = tuple(one for one in linked if named.name in one.variable_names or one is named.document)
            if using:
                found.append((snapshot, documents, using))
        if found:
            return tuple(found)
    if named.document is None:
        return ()
    analysis = await ls.analysis(named.snapshot)
    return ((named.snapshot, analysis.documents, (named.document,)),)


async def places(ls: MotjusteServer, named: Named) -> tuple[Place, ...]:
    """Every place of a variable, prompts first."""
    from motjuste.workspace.variables import occurrences

    found: dict[tuple[str, Span], Place] = {}
    for snapshot, _, using in await prompts_with(ls, named):
        for document in using:
            for one in occurrences(document, named.name):
                place = Place(snapshot, one.span, one.declares, is_column=False)
                found.setdefault((snapshot.uri, one.span), place)
    for place in columns(ls, named):
        found.setdefault((place.snapshot.uri, place.span), place)
    return tuple(found.values())


def columns(ls: MotjusteServer, named: Named) -> tuple[Place, ...]:
    """The places where the eval set names a variable's columns."""
    from motjuste.evals.column_places import column_places

    evals = eval_file(ls, named.evals) if named.evals is not None else None
    if evals is None:
        return ()
    return tuple(
        Place(evals, one.span, declares=False, is_column=True)
        for one in column_places(Path(evals.path).suffix, evals.text)
        if one.name.partition(".")[0] == named.name
    )


def column_at(snapshot: Snapshot, place: Span) -> Named | None:
    """The column whose name is at a place of an eval file."""
    from motjuste.evals.column_places import column_places

    if not snapshot.on_disk:
        return None
    path = Path(snapshot.path)
    for one in column_places(path.suffix, snapshot.text):
        if one.span.start <= place.start <= one.span.end:
            root = one.name.partition(".")[0]
            span = Span(one.span.start, one.span.start + len(root))
            return Named(root, snapshot, span, None, path)
    return None
