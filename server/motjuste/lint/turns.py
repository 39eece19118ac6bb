"""The turns of a prompt of several messages: where each begins in the file, and whether anything is said in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.document.model import Document, Message

_LONGEST = 80


def says_something(document: Document, message: Message) -> bool:
    """Whether a model would read anything of a message: words, or what a template puts in."""
    return any(
        piece.kind in {PieceKind.VARIABLE, PieceKind.STATEMENT}
        or (piece.kind is PieceKind.LITERAL and piece.span.of(document.text).strip())
        for piece in message.pieces
    )


def turn_head(document: Document, index: int) -> Span:
    """What marks the beginning of a message: the words before it that name its role, or else its own first line."""
    message = document.messages[index]
    before = document.messages[index - 1].span.end if index else _body_start(document)
    if before <= message.span.start:
        marker = _trimmed(document.text, Span(before, message.span.start))
        if 0 < len(marker) <= _LONGEST and not {"\n", "\r"} & set(marker.of(document.text)):
            return marker
    return _first_line(document.text, message.span)


def _body_start(document: Document) -> int:
    return document.front_matter.end if document.front_matter else 0


def _trimmed(text: str, span: Span) -> Span:
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, start + len(words.strip())))


def _first_line(text: str, span: Span) -> Span:
    """The first line that has words; the beginning of the span where none has."""
    start = span.start
    while start < span.end and text[start].isspace():
        start += 1
    end = start
    while end < span.end and end - start < _LONGEST and text[end] not in "\r\n":
        end += 1
    return _trimmed(text, Span(start, end))
