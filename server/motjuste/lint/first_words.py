"""Where a finding about a whole prompt stands: its first words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.document.model import Document

_WORDS = re.compile(r"[^\S\r\n]*(?:\S{1,80}(?:[^\S\r\n]+|(?=\s|\Z))){1,5}")
"""Up to five words of one line; a line without blanks may have a million characters."""


def first_words(document: Document) -> Span:
    """The first words a model reads as written, at most five and of one line; `Span(0, 0)` where there are none."""
    for message in document.messages:
        for piece in message.pieces:
            words = piece.span.of(document.text)
            if piece.kind is not PieceKind.LITERAL or not words.strip():
                continue
            start = piece.span.start + len(words) - len(words.lstrip())
            end = min(piece.span.end, start + 400)
            found = _WORDS.match(document.text, start, end)
            stop = found.end() if found else min(end, start + 80)
            return Span(start, start + len(document.text[start:stop].rstrip()))
    return Span(0, 0)
