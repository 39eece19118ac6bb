"""A prompt as a model reads it, and where each part of that stands in the file: for replies that are whole prompts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.document.model import Document

BETWEEN_MESSAGES = "\n\n"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the shown text that stands in the file in one piece."""

    at: Span
    """In the shown text."""
    home: int
    """Where it begins in the file's text."""
    editable: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The text a model is shown: messages without tags, directives and template comments; placeholders as they stand."""

    text: str
    stretches: tuple[Stretch, ...]

    def home(self, span: Span) -> Span | None:
        """Where a span of the shown text stands in the file's; None unless it lies in one editable stretch."""
        for stretch in self.stretches:
            if stretch.editable and stretch.at.contains(span):
                shift = stretch.home - stretch.at.start
                return Span(span.start + shift, span.end + shift)
        return None

    def editable_parts(self, span: Span) -> Iterator[Span]:
        """The parts of a span of the shown text that may be edited, one a stretch."""
        for stretch in self.stretches:
            start, end = max(span.start, stretch.at.start), min(span.end, stretch.at.end)
            if stretch.editable and start < end:
                yield Span(start, end)

    def shown(self, span: Span) -> Span | None:
        """Where a span of the file's text stands in the shown text; None unless it lies in one editable stretch.

        What of it is blank at the ends of the prompt, and so not shown, does not count.
        """
        if not self.stretches:
            return None
        first, last = self.stretches[0], self.stretches[-1]
        start, end = max(span.start, first.home), min(span.end, last.home + len(last.at))
        for stretch in self.stretches:
            home = Span(stretch.home, stretch.home + len(stretch.at))
            if stretch.editable and start < end and home.contains(Span(start, end)):
                return Span(start, end).shifted(stretch.at.start - stretch.home)
        return None

    def edits(self, changes: Sequence[Edit]) -> tuple[Edit, ...] | None:
        """Edits of the shown text as edits of the file's; None when one reaches beyond what may be edited."""
        homes = [(self.home(change.span), change.text) for change in changes]
        placed = tuple(Edit(home, text) for home, text in homes if home is not None)
        return placed if len(placed) == len(homes) else None


def show(document: Document) -> Shown:
    """What a model is shown of a prompt."""
    parts: list[str] = []
    stretches: list[Stretch] = []
    length = 0
    for number, message in enumerate(document.messages):
        if number:
            parts.append(BETWEEN_MESSAGES)
            length += len(BETWEEN_MESSAGES)
        for piece in message.pieces:
            if piece.kind is PieceKind.HIDDEN:
                continue
            for part, editable in _cut(document, piece.span):
                parts.append(part.of(document.text))
                stretches.append(Stretch(Span(length, length + len(part)), part.start, editable))
                length += len(part)
    return _stripped("".join(parts), stretches)


def _cut(document: Document, span: Span) -> Iterator[tuple[Span, bool]]:
    """A piece cut where protection begins and ends, with whether each part may be edited."""
    done = span.start
    for region in document.literal_spans:
        start, end = max(region.start, span.start), min(region.end, span.end)
        if start < end:
            if done < start:
                yield Span(done, start), False
            yield Span(start, end), True
            done = end
    if done < span.end:
        yield Span(done, span.end), False


def _stripped(text: str, stretches: Sequence[Stretch]) -> Shown:
    """The text without the blanks at its ends, and the stretches moved with it."""
    start = len(text) - len(text.lstrip())
    end = max(start, len(text.rstrip()))
    kept = []
    for stretch in stretches:
        at = Span(min(max(stretch.at.start, start), end), max(min(stretch.at.end, end), start))
        if at.start < at.end:
            moved = Span(at.start - start, at.end - start)
            kept.append(Stretch(moved, stretch.home + at.start - stretch.at.start, stretch.editable))
    return Shown(text[start:end], tuple(kept))
