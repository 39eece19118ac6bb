"""Writing edits back into a file: into its source, in the encoding of the place, and nowhere else."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

from motjuste.document.transcript import Unwritable
from motjuste.text.edit import Edit, apply_edits
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from motjuste.document.model import Document
    from motjuste.document.transcript import Quoted


def written(document: Document, edits: Iterable[Edit]) -> str:
    """The file's source with edits of `document.text` applied; with none, the source itself.

    Raises:
        Unwritable: The file's format cannot hold the new words at their place.
        OverlapError: Edits overlap.
    """
    return apply_edits(document.source, [source_edit(document, edit) for edit in edits])


def source_edit(document: Document, edit: Edit) -> Edit:
    """An edit of `document.text` as one of the source.

    Raises:
        Unwritable: The file's format cannot hold the new words there, or the edit crosses a border of its encoding.
    """
    transcript = document.transcript
    if transcript is None:
        return edit
    quoted = _around(document, edit.span)
    if len(edit.span):
        span = transcript.outer(edit.span)
    else:
        # What vanishes at the beginning, such as an indentation, stays before new words; what vanishes at the end, after.
        opens = quoted is not None and quoted.span.start == edit.span.start
        place = (transcript.after if opens else transcript.before)(edit.span.start)
        span = Span(place, place)
    return Edit(span, edit.text if quoted is None else quoted.quoting.encode(edit.text))


def _around(document: Document, span: Span) -> Quoted | None:
    """The quoted stretch a span lies in; None outside all of them."""
    stretches = document.quoted
    at = bisect_right(stretches, span.start, key=attrgetter("span.start")) - 1
    for quoted in stretches[max(0, at - 1) : at + 2]:
        if quoted.span.contains(span):
            return quoted
    if any(quoted.span.overlaps(span) for quoted in stretches[max(0, at) : at + 2]):
        raise Unwritable("the words reach beyond the string they stand in")
    return None
