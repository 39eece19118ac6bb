"""A message as a model reads it, for rules that look at its words: what is never sent is left out, and maps back."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from motjuste.document.code_spans import code_spans
from motjuste.document.model import PieceKind
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.document.model import Document, Message, Role

_LINE_END = re.compile(r"\r\n|\r|\n")
_memory: list[tuple[Document, tuple[Reading, ...]]] = []
"""The document that was read last: the rules look at one document in a row."""


class Reading:
    """One message without its hidden pieces; template text stands in it as it is written."""

    def __init__(self, document: Document, message: Message) -> None:
        """Take the shown pieces together; those that touch are one."""
        self._places: list[Span] = []
        self._starts: list[int] = []
        parts: list[str] = []
        self._statements: list[Span] = []
        self.template: list[Span] = []
        """Where text stands that the template engine replaces or executes, in offsets of `text`."""
        length = 0
        for piece in message.pieces:
            if piece.kind is PieceKind.HIDDEN or not len(piece.span):
                continue
            if not self._places or self._places[-1].end != piece.span.start:
                self._places.append(piece.span)
                self._starts.append(length)
            else:
                self._places[-1] = Span(self._places[-1].start, piece.span.end)
            if piece.kind is not PieceKind.LITERAL:
                self.template.append(Span(length, length + len(piece.span)))
            if piece.kind is PieceKind.STATEMENT:
                self._statements.append(Span(length, length + len(piece.span)))
            parts.append(piece.span.of(document.text))
            length += len(piece.span)
        self.text = "".join(parts)
        self.role: Role | None = message.role

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

    def is_literal(self, start: int, end: int) -> bool:
        """Whether no template text stands in a stretch."""
        return not _touched(self.template, start, end)

    def has_statement(self, start: int, end: int) -> bool:
        """Whether the template decides something inside a stretch: then what follows it may be left out."""
        return _touched(self._statements, start, end)

    def is_code(self, offset: int) -> bool:
        """Whether an offset lies in a fenced block or in inline code."""
        return _touched(self.code, offset, offset + 1)

    def row(self, offset: int) -> int:
        """The number of the line an offset stands on, from 0."""
        return bisect_right(self._lines, offset) - 1

    def line(self, row: int) -> tuple[int, int]:
        """Where a line starts, and where the next one does."""
        starts = self._lines
        return starts[row], starts[row + 1] if row + 1 < len(starts) else len(self.text)

    @cached_property
    def lowered(self) -> str:
        """The text in lower case, character by character: the few whose lower case is longer stay as they are."""
        lowered = self.text.lower()
        return lowered if len(lowered) == len(self.text) else "".join(map(_lower, self.text))

    @cached_property
    def _lines(self) -> list[int]:
        if "\r" in self.text:
            return [0, *(end.end() for end in _LINE_END.finditer(self.text))]
        return [0, *accumulate(len(line) + 1 for line in self.text.split("\n")[:-1])]

    @cached_property
    def code(self) -> tuple[Span, ...]:
        """Fenced blocks and inline code."""
        return code_spans(self.text, Span(0, len(self.text)))

    @cached_property
    def branches(self) -> bool:
        """Whether the template chooses between texts: then what stands in one need not match what stands in another."""
        return any("else" in span.of(self.text) or "elif" in span.of(self.text) for span in self._statements)


def readings(document: Document) -> tuple[Reading, ...]:
    """The messages of a document that can be read as text, in order; of a file of no known format, none."""
    if document.format == "unknown":
        return ()
    if _memory and _memory[0][0] is document:
        return _memory[0][1]
    made = tuple(Reading(document, message) for message in document.messages)
    _memory[:] = [(document, made)]
    return made


def _lower(char: str) -> str:
    lowered = char.lower()
    return lowered if len(lowered) == 1 else char


def _touched(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether a stretch shares a character with one of the sorted, disjoint spans."""
    if not spans or spans[-1].end <= start or spans[0].start >= end:
        return False
    at = bisect_right(spans, end - 1, key=lambda one: one.start) - 1
    return at >= 0 and spans[at].end > start
