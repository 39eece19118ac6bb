"""What an edit may touch: literal text that nobody protected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.body import subtract
from motjuste.document.model import PieceKind

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.text.span import Span


def editable_spans(document: Document) -> tuple[Span, ...]:
    """Literal pieces of all messages outside protected ranges, sorted and disjoint, none empty."""
    literal = (
        piece.span
        for message in document.messages
        for piece in message.pieces
        if piece.kind is PieceKind.LITERAL
    )
    return subtract(literal, document.protected)
