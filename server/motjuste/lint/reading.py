"""A message as a model reads it, for rules that look at its words: what is never sent is left out, and maps back."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeVar

from motjuste.document.model import PieceKind
from motjuste.lint.code_places import CodePlaces
from motjuste.text.span import Span
from motjuste.text.stretches import Stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Hashable, Iterator

    from motjuste.document.model import Document, Message, Role
    from motjuste.text.stretches import Hit, Kept

T = TypeVar("T")
P = TypeVar("P", bound="tuple[Any, ...]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_LONGER_IN_LOWER_CASE = "\u0130"
"""The one character of which lower case makes two."""


class Reading:
    """One message without its hidden pieces; template text stands in it as it is written."""

    def __init__(self, document: Document, message: Message, kept: Kept | None = None) -> None:
        """Take the shown pieces together; those that touch are one."""
        self._places: list[Span] = []
        self._starts: list[int] = []
        self._template = _Places()
        """Where text stands that the template engine replaces or executes, in offsets of `text`."""
        self._decided = _Places()
        """Those of it that decide something."""
        length = 0
        first = last = -1
        for piece in message.pieces:
            start, end = piece.span.start, piece.span.end
            if piece.kind is PieceKind.HIDDEN or start == end:
                continue
            if last != start:
                if last >= 0:
                    self._places.append(Span(first, last))
                self._starts.append(length)
                first = start
            last = end
            if piece.kind is not PieceKind.LITERAL:
                self._template.add(length, length + end - start)
                if piece.kind is PieceKind.STATEMENT:
                    self._decided.add(length, length + end - start)
            length += end - start
        if last >= 0:
            self._places.append(Span(first, last))
        self.text = "".join([span.of(document.text) for span in self._places])
        self.role: Role | None = message.role
        self.stretches = Stretches(self.text, kept)

    def span(self, start: int, end: int) -> Span:
        """Where a stretch of `text` stands in the document; hidden pieces inside it are covered."""
        if not self._places:
            return Span(0, 0)
        if len(self._places) == 1:
            by = self._places[0].start
            return Span(start + by, max(start, end) + by)
        first = self._outer(start)
        return Span(first, max(first, self._outer(end - 1) + 1)) if end > start else Span(first, first)

    def _outer(self, offset: int) -> int:
        at = max(0, bisect_right(self._starts, offset) - 1)
        return self._places[at].start + offset - self._starts[at]

    def finditer(self, pattern: re.Pattern[str]) -> Iterator[Hit]:
        """All matches of a pattern that crosses no line end and looks across none, in offsets of `text`."""
        return self.stretches.finditer(pattern)

    def each(self, look: Callable[..., T], *arguments: Hashable) -> Iterator[tuple[int, T]]:
        """Where each stretch of lines starts, and what a pure function of its text and the arguments makes of it."""
        return self.stretches.each(look, *arguments)

    def each_lowered(self, look: Callable[..., T], *arguments: Hashable) -> Iterator[T]:
        """What a pure function makes of each stretch in lower case."""
        if self.stretches.whole:
            return iter((look(self.lowered, *arguments),))
        return (found for _, found in self.stretches.each(_lowered, look, *arguments))

    def said_of(self, words: tuple[str, ...]) -> Container[str]:
        """Which of some words stand anywhere, in whatever case; given in lower case, without a line end.

        Nothing but these words may be asked of what is returned.
        """
        if self.stretches.whole:
            return _Said(self.lowered)
        return frozenset[str]().union(*self.each_lowered(_said, words))

    def outside_code(
        self, look: Callable[..., tuple[P, ...]], *arguments: Hashable
    ) -> Iterator[tuple[int, tuple[P, ...]]]:
        """As `each`, of functions that give tuples which begin with an offset: those that stand outside code."""
        if not self.stretches.whole:
            return self.code_places.outside(look, *arguments)
        found = self.stretches.one(0, look, *arguments)
        return iter(((0, self.code_places.outside_of(0, found)),) if found else ())

    def holds(self, words: str) -> bool:
        """Whether some words without a line end stand anywhere."""
        return self.stretches.holds(words)

    def is_literal(self, start: int, end: int) -> bool:
        """Whether no template text stands in a stretch."""
        return not self._template.touched(start, end)

    def has_statement(self, start: int, end: int) -> bool:
        """Whether the template decides something inside a stretch: then what follows it may be left out."""
        return self._decided.touched(start, end)

    def is_code(self, offset: int) -> bool:
        """Whether an offset lies in a fenced block or in inline code."""
        return self.code_places.holds(offset)

    def row(self, offset: int) -> int:
        """The number of the line an offset stands on, from 0."""
        number = self.stretches.number(offset)
        ends = self._ends(number)
        return self._rows[number] + bisect_right(ends, offset - self.stretches.starts[number])

    def line(self, row: int) -> tuple[int, int]:
        """Where a line starts, and where the next one does."""
        return self._start_of(row), self._start_of(row + 1) if row < self._rows[-1] else len(self.text)

    def _start_of(self, row: int) -> int:
        """Where a line starts: behind the line end that is the `row`-th of all."""
        if row == 0:
            return 0
        number = bisect_left(self._rows, row) - 1
        return self.stretches.starts[number] + self._ends(number)[row - self._rows[number] - 1]

    def _ends(self, number: int) -> tuple[int, ...]:
        """Where the lines of a stretch end, in its own offsets."""
        return self.stretches.one(number, line_ends)

    @cached_property
    def _rows(self) -> list[int]:
        """How many line ends stand before each stretch, and in all of them."""
        return [0, *accumulate(len(ends) for _, ends in self.stretches.each(line_ends))]

    @cached_property
    def lowered(self) -> str:
        """The text in lower case, of the same length."""
        return "".join(lowered for _, lowered in self.stretches.each(in_lower_case))

    @cached_property
    def code_places(self) -> CodePlaces:
        """Where it shows code, for who asks often."""
        return CodePlaces(self.stretches)

    @property
    def code(self) -> tuple[Span, ...]:
        """Fenced blocks and inline code."""
        return self.code_places.spans()

    @cached_property
    def branches(self) -> bool:
        """Whether the template chooses between texts: then what stands in one need not match what stands in another."""
        return any("else" in words or "elif" in words for words in self._decided.words(self.text))


def readings(document: Document) -> tuple[Reading, ...]:
    """The messages of a document that can be read as text, in order; of a file of no known format, none."""
    if document.format == "unknown":
        return ()
    made: tuple[Reading, ...] | None = document.derived.get("readings")
    if made is None:
        kept = document.derived.get("kept")
        made = tuple(Reading(document, message, kept) for message in document.messages)
        document.derived["readings"] = made
    return made


def keep_from(document: Document, kept: Kept) -> None:
    """Let a document's readings take over what earlier ones of the same text found; before they are asked for."""
    document.derived["kept"] = kept


def in_lower_case(text: str) -> str:
    """A text in lower case, of the same length: a character whose lower case is longer stays as it is."""
    return _LONGER_IN_LOWER_CASE.join(part.lower() for part in text.split(_LONGER_IN_LOWER_CASE))


def _lowered(text: str, look: Callable[..., T], *arguments: Hashable) -> T:
    return look(in_lower_case(text), *arguments)


def _said(lowered: str, words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for word in words if word in lowered)


class _Said:
    """A text, to be searched only for the words that somebody asks for."""

    def __init__(self, lowered: str) -> None:
        self._lowered = lowered

    def __contains__(self, words: object) -> bool:
        return isinstance(words, str) and words in self._lowered


def line_ends(text: str) -> tuple[int, ...]:
    """Where the lines of a text end, line ends included; the last only if something ends it."""
    if "\r" in text:
        return tuple(end.end() for end in _LINE_END.finditer(text))
    return tuple(accumulate(len(line) + 1 for line in text.split("\n")[:-1]))


class _Places:
    """Sorted, disjoint spans that can be asked for what lies in them."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        """One more, behind all others."""
        self._starts.append(start)
        self._ends.append(end)

    def words(self, text: str) -> Iterator[str]:
        """What stands in each of them."""
        return (text[start:end] for start, end in zip(self._starts, self._ends, strict=True))

    def touched(self, start: int, end: int) -> bool:
        """Whether a stretch shares a character with one of them."""
        at = bisect_right(self._starts, end - 1) - 1
        return at >= 0 and self._ends[at] > start
