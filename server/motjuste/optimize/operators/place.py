"""Where an operator's insertion goes: right after the marked words, or at the end of their sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.optimize.operators.operator import Insertion

SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*(?=\s|$)|[。！？]|(?=\r\n|\r|\n)|$")  # noqa: RUF001 -- full-width ends


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
    regions = [region for region in document.literal_spans if region.of(document.text).strip()]
    if not regions or (insertion.place == "mark" and mark is None):
        return None
    region = next((region for region in regions if mark and region.contains(mark)), regions[-1])
    if mark is None or not region.contains(mark):
        return _sentence(
            document.text, Span(region.start, _trimmed_end(document.text, region)), insertion.text
        )
    if insertion.place == "mark":
        return Edit(Span(mark.end, mark.end), f" {insertion.text}")
    end = min(region.end, bound.end) if bound else region.end
    found = SENTENCE_END.search(document.text, mark.end, end)
    at = found.end() if found else end
    return _sentence(document.text, Span(region.start, at), insertion.text)


def _trimmed_end(text: str, region: Span) -> int:
    return region.start + len(region.of(text).rstrip())


def _sentence(text: str, before: Span, sentence: str) -> Edit:
    """The sentence after `before`, which is closed with a full stop if it ends without punctuation."""
    last = before.of(text).rstrip()[-1:]
    close = "." if last.isalnum() or last in (")", "]", '"', "”") else ""
    return Edit(Span(before.end, before.end), f"{close} {sentence}")
