"""The messages of a document as they are written, hidden pieces included, for rules that look at the source's own words."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from motjuste.document.code_spans import code_spans, inside
from motjuste.document.model import PieceKind
from motjuste.lint.code_places import CodePlaces
from motjuste.lint.reading import readings
from motjuste.text.stretches import Stretches

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Sequence

    from motjuste.document.model import Document, Message
    from motjuste.lint.reading import Reading
    from motjuste.text.span import Span
    from motjuste.text.stretches import Hit, Kept

T = TypeVar("T")


class Written:
    """One message; all offsets are those of the document's text."""

    def __init__(
        self, document: Document, message: Message, place: tuple[Stretches, CodePlaces] | None
    ) -> None:
        """Take the message's own words, where somebody keeps what is found in them."""
        self._text = document.text
        self._pieces = message.pieces
        self.span = message.span
        self._stretches = None if place is None else place[0]
        self._code = None if place is None else place[1]

    def finditer(self, pattern: re.Pattern[str]) -> Iterator[Hit]:
        """All matches of a pattern that crosses no line end and looks across none, in order."""
        start, end = self.span.start, self.span.end
        if self._stretches is None:
            return pattern.finditer(self._text, start, end)
        found = self._stretches.finditer(pattern, start)
        if not start or self._text[start - 1] == "\n":
            return found
        # What stands before it on its first line counts: a pattern may look at it.
        second = self._text.find("\n", start, end) + 1 or end
        later = (match for match in found if match.start() >= second)
        return chain(pattern.finditer(self._text, start, second), later)

    def holds(self, words: str) -> bool:
        """Whether some words without a line end stand anywhere."""
        if self._stretches is None:
            return self._text.find(words, self.span.start, self.span.end) >= 0
        return self._stretches.holds(words)

    def each(self, look: Callable[[str], T]) -> Iterator[T]:
        """What a pure function of some lines makes of each stretch of the message."""
        if self._stretches is None:
            return iter((look(self.span.of(self._text)),))
        return (found for _, found in self._stretches.each(look))

    def is_literal(self, offset: int) -> bool:
        """Whether an offset lies in a literal piece."""
        at = bisect_right(self._literal[0], offset) - 1
        return at >= 0 and offset < self._literal[1][at]

    def is_code(self, offset: int) -> bool:
        """Whether an offset lies in a fenced block or in inline code."""
        if self._code is not None:
            return self._code.holds(offset - self.span.start)
        return inside(self._code_spans, offset)

    @cached_property
    def _literal(self) -> tuple[list[int], list[int]]:
        """Where the literal pieces start, and where they end."""
        spans = [piece.span for piece in self._pieces if piece.kind is PieceKind.LITERAL]
        return [span.start for span in spans], [span.end for span in spans]

    @cached_property
    def _code_spans(self) -> Sequence[Span]:
        return code_spans(self._text, self.span)


def written(document: Document) -> tuple[Written, ...]:
    """The messages of a document of any format, in order."""
    made: tuple[Written, ...] | None = document.derived.get("written")
    if made is None:
        known = readings(document) or (None,) * len(document.messages)
        made = tuple(
            Written(document, message, _place(document, message, reading))
            for message, reading in zip(document.messages, known, strict=True)
        )
        document.derived["written"] = made
    return made


def _place(
    document: Document, message: Message, reading: Reading | None
) -> tuple[Stretches, CodePlaces] | None:
    """The message's words and their code; those of its reading where nothing is hidden, so that they are cut once."""
    kept: Kept | None = document.derived.get("kept")
    if kept is None:
        return None
    words = message.span.of(document.text)
    if reading is not None and reading.text == words:
        return reading.stretches, reading.code_places
    return (own := Stretches(words, kept)), CodePlaces(own)
