"""Events of a run as the outside sees them: places in the prompt's source, and the prompt by its absolute address."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.document.rewrite import source_edit
from motjuste.document.transcript import Unwritable
from motjuste.optimize.events import CandidateProposed, EditPruned, GateSummary, MarksFound, RunStarted
from motjuste.text.edit import Edit, apply_edits, smallest_edits
from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.optimize.events import AnyEvent, Mark, PlannedEdit


def outward(event: AnyEvent, document: Document) -> AnyEvent:
    """The event with its places in the source, and which file of this machine it is about.

    Marks of other candidates than the seed stand in a text that no file holds; they are left as they are.
    """
    if isinstance(event, RunStarted):
        return replace(event, address=str(Path(event.path).resolve()))
    return event if document.transcript is None else _placed(event, document)


def _placed(event: AnyEvent, document: Document) -> AnyEvent:
    """The event with its places in the source."""
    if isinstance(event, MarksFound) and event.candidate == 0:
        return replace(event, marks=tuple(_mark(document, mark) for mark in event.marks))
    if isinstance(event, CandidateProposed):
        return replace(event, edits=tuple(_edit(document, edit) for edit in event.edits))
    if isinstance(event, GateSummary):
        return replace(event, edits=_edits_to(document, event))
    if isinstance(event, EditPruned):
        return replace(event, edit=_edit(document, event.edit))
    return event


def _mark(document: Document, mark: Mark) -> Mark:
    span = document.outer(Span(mark.start, mark.end))
    return replace(mark, start=span.start, end=span.end)


def _edits_to(document: Document, event: GateSummary) -> tuple[PlannedEdit, ...]:
    """The edits that make the offered source: edit by edit, or where a string had to be written anew, the smallest."""
    edits = tuple(_edit(document, edit) for edit in event.edits)
    if apply_edits(document.source, [Edit(Span(one.start, one.end), one.new) for one in edits]) == event.text:
        return edits
    return tuple(
        replace(
            event.edits[0],
            start=one.span.start,
            end=one.span.end,
            old=one.span.of(document.source),
            new=one.text,
        )
        for one in smallest_edits(document.source, event.text)
    )


def _edit(document: Document, edit: PlannedEdit) -> PlannedEdit:
    """An edit of the source; one that cannot be written was refused by the guard, and is only ever told of."""
    span = Span(edit.start, edit.end)
    try:
        placed = source_edit(document, Edit(span, edit.new))
    except Unwritable:
        placed = Edit(document.outer(span), edit.new)
    return replace(
        edit,
        start=placed.span.start,
        end=placed.span.end,
        old=placed.span.of(document.source),
        new=placed.text,
    )
