"""The variable at a cursor, in a prompt or in an eval set, and every place where it is named."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.lsp.convert import to_offset
from motjuste.lsp.eval_rows import may_hold_rows
from motjuste.lsp.files import eval_file
from motjuste.lsp.linked import concerned
from motjuste.text.span import Span

if TYPE_CHECKING:
    from lsprotocol import types

    from motjuste.document.model import Document
    from motjuste.evals.column_places import ColumnPlace
    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.linked import Concerned
    from motjuste.lsp.server import MotjusteServer

_MOST_ROWS = 200
"""Rows of an eval set that are listed; each of its rows names the column."""
_ROWS_AROUND = 100
"""Rows above and below a cursor in which its column is shown."""


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
    return await column_at(ls, snapshot, place)


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
    for place in await columns(ls, named):
        found.setdefault((place.snapshot.uri, place.span), place)
    return tuple(found.values())


async def columns(ls: MotjusteServer, named: Named) -> tuple[Place, ...]:
    """The first places where the eval set names a variable's columns: each of its rows may."""
    evals = eval_file(ls, named.evals) if named.evals is not None else None
    if evals is None:
        return ()
    found = (one for one in await ls.columns.of(evals) if _root(one) == named.name)
    return tuple(_place(evals, one) for one in islice(found, _MOST_ROWS))


async def columns_around(ls: MotjusteServer, named: Named) -> tuple[Place, ...]:
    """The places of a column in the rows around the cursor, in the order of the eval file that it is in."""
    at = named.span.start
    found = [
        one for one in await ls.columns.near(named.snapshot, at, _ROWS_AROUND) if _root(one) == named.name
    ]
    nearest = sorted(found, key=lambda one: abs(one.span.start - at))[: 2 * _ROWS_AROUND + 1]
    return tuple(_place(named.snapshot, one) for one in sorted(nearest, key=lambda one: one.span))


async def column_at(ls: MotjusteServer, snapshot: Snapshot, place: Span) -> Named | None:
    """The column whose name is at a place of an eval file."""
    if not may_hold_rows(snapshot):
        return None
    for one in await ls.columns.near(snapshot, place.start):
        if one.span.start <= place.start <= one.span.end:
            root = _root(one)
            span = Span(one.span.start, one.span.start + len(root))
            return Named(root, snapshot, span, None, Path(snapshot.path))
    return None


def _root(column: ColumnPlace) -> str:
    """The variable that a column gives, or a part of."""
    return column.name.partition(".")[0]


def _place(evals: Snapshot, column: ColumnPlace) -> Place:
    return Place(evals, column.span, declares=False, is_column=True)
