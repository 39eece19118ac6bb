"""A body of several chat messages, split where its file marks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.model import Message, Piece, PieceKind
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.document.model import Role


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands between two messages and says whose the second is: no part of either."""

    span: Span
    role: Role
    """Of the message that follows."""
    keeps_empty: bool = False
    """Whether the message that follows counts even if it holds blanks alone."""


def split_messages(
    text: str, span: Span, pieces: Sequence[Piece], markers: Sequence[Marker], first: Role | None
) -> tuple[Message, ...]:
    """Cut a body at its markers.

    Args:
        text: What the body stands in.
        span: The body.
        pieces: The body's, covering it.
        markers: Sorted and disjoint.
        first: The role of what stands before the first marker.

    Returns:
        The messages in order. Blanks and comments alone are none, unless the marker before them says so; without
        markers there is one message, the body.
    """
    if not markers:
        return (Message(first, span, tuple(pieces)),)
    messages: list[Message] = []
    cutting = _Cutting(pieces)
    role, keeps_empty, start = first, False, span.start
    for marker in (*markers, None):
        end = span.end if marker is None else marker.span.start
        place = Span(start, max(start, end))
        inside = tuple(cutting.within(place))
        if inside and (keeps_empty or any(_says_something(text, piece) for piece in inside)):
            messages.append(Message(role, place, inside))
        if marker is not None:
            role, keeps_empty, start = marker.role, marker.keeps_empty, marker.span.end
    return tuple(messages)


def _says_something(text: str, piece: Piece) -> bool:
    """Whether a piece may leave words in a message: comments and blanks do not."""
    return piece.kind is not PieceKind.HIDDEN and not piece.span.of(text).isspace()


class _Cutting:
    """Cuts pieces to spans that come in order; linear over all of them."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.at = 0

    def within(self, span: Span) -> Iterator[Piece]:
        """The pieces of a span, those that cross its borders cut."""
        while self.at < len(self.pieces) and self.pieces[self.at].span.end <= span.start:
            self.at += 1
        at = self.at
        while len(span) and at < len(self.pieces) and self.pieces[at].span.start < span.end:
            piece = self.pieces[at].span
            yield Piece(self.pieces[at].kind, Span(max(piece.start, span.start), min(piece.end, span.end)))
            at += 1
