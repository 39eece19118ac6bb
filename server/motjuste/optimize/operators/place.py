"""Where an operator's insertion goes: right after the marked words, or at the end of their sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.optimize.operators.operator import Insertion

SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*(?=\s|$)|[。！？]|(?<=\S)(?=[ \t]*[\r\n])")  # noqa: RUF001 -- full-width ends
"""A sentence ends at its mark, or where its line ends."""


def place(
    document: Document, insertion: Insertion, mark: Span | None, bound: Span | None = None
) -> Edit | None:
    """The insertion as an edit.

    Args:
        document: The prompt to insert into.
        insertion: What to insert.
        mark: The marked words; None puts a sentence at the end of the prompt's last editable text.
        bound: A range the user chose: nothing may be inserted beyond its end.

    Returns:
        An edit with an empty span, or None when there is no such place.
    """
    regions = document.literal_spans
    if insertion.place == "mark":
        return None if mark is None else Edit(Span(mark.end, mark.end), f" {insertion.text}")
    between = "\n\n" if insertion.place == "lines" else " "
    if bound is not None:
        return _after(document.text, bound.end, insertion.text, between)
    if mark is None or insertion.place != "sentence":
        return _close(document.text, regions, insertion.text, between)
    for region in regions:
        if region.end >= mark.end:
            found = SENTENCE_END.search(document.text, max(region.start, mark.end), region.end)
            if found is not None:
                return _after(document.text, found.end(), insertion.text)
    last = regions[-1]
    if last.end == len(document.text):
        return _after(document.text, last.end, insertion.text)
    return _before(
        document.text, next(region for region in regions if region.contains(mark)), mark, insertion.text
    )


def _close(text: str, regions: tuple[Span, ...], sentence: str, between: str) -> Edit | None:
    """The sentence after the last one that ends in editable text, or at the head of the prompt if none does."""
    ends = [
        found.end() for region in regions for found in SENTENCE_END.finditer(text, region.start, region.end)
    ]
    filled = [end for end in ends if text[:end].rstrip()[-1:] not in ("", "}")]
    if filled:
        return _after(text, filled[-1], sentence, between)
    start = next((region.start for region in regions if region.of(text).strip()), None)
    return None if start is None else Edit(Span(start, start), f"{sentence}{between}")


def _after(text: str, at: int, sentence: str, between: str = " ") -> Edit:
    """The sentence at a place, after a full stop if what stands before it has no end of its own."""
    at -= len(text[:at]) - len(text[:at].rstrip(" \t"))
    last = text[at - 1 : at]
    close = "." if last.isalnum() or last in (")", "]", '"', "”") else ""
    return Edit(Span(at, at), f"{close}{between}{sentence}")


def _before(text: str, region: Span, mark: Span, sentence: str) -> Edit:
    """The sentence in front of the marked one: for a sentence that runs on into a placeholder at the very end."""
    ends = [found.end() for found in SENTENCE_END.finditer(text, region.start, mark.start)]
    at = ends[-1] if ends else region.start
    at += len(text[at : mark.start]) - len(text[at : mark.start].lstrip())
    return Edit(Span(at, at), f"{sentence} ")
