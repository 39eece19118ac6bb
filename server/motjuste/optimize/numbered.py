"""A prompt as numbered words, so that a model can name a span by two numbers instead of quoting it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.text.sentences import sentence_ends
from motjuste.text.span import Span
from motjuste.text.words import words

if TYPE_CHECKING:
    from motjuste.document.model import Document


ANCHOR = "_"
"""Stands behind the number of a place where a sentence may be put in."""
PLACES = f", and each {ANCHOR} is a numbered place where a new sentence may be put in"


@dataclass(frozen=True, slots=True)
class NumberedWords:
    """The editable words of a prompt; word `n` (from 1) stands at `spans[n - 1]` of the file's text.

    Where anchors were asked for, each sentence end is numbered as well, an empty span.
    """

    text: str
    """What the model is shown: `[1]Find [2]the [3]date …`, template text and protected text without numbers."""
    spans: tuple[Span, ...]
    source: str
    """The file's whole text."""
    regions: tuple[Span, ...]
    """The editable ranges; a marked span never crosses from one into the next."""

    def span(self, first: int, last: int) -> Span | None:
        """The span from word `first` to word `last`; None when the numbers name no single editable range."""
        if not 1 <= first <= last <= len(self.spans):
            return None
        span = Span(self.spans[first - 1].start, self.spans[last - 1].end)
        return span if any(region.contains(span) for region in self.regions) else None


def number_words(document: Document, *, anchors: bool = False) -> NumberedWords:
    """Number the words a model may change, in the order they are read, and with `anchors` the ends of sentences."""
    regions = document.literal_spans
    spans: list[Span] = []
    shown = "".join(
        _numbered(document.text, piece, regions, spans, anchors=anchors) for piece in visible(document)
    ).strip()
    return NumberedWords(shown, tuple(spans), document.text, regions)


def _numbered(text: str, piece: Span, regions: tuple[Span, ...], spans: list[Span], *, anchors: bool) -> str:
    """The piece's text with a number before each editable word; the words' spans go to `spans`."""
    parts: list[str] = []
    position = piece.start
    for region in regions:
        if not region.overlaps(piece):
            continue
        start, end = max(region.start, piece.start), min(region.end, piece.end)
        ends = [Span(at, at) for at in sentence_ends(text, start, end)] if anchors else []
        for placed in sorted((*(word.shifted(start) for word in words(text[start:end])), *ends)):
            spans.append(placed)
            number = f"[{len(spans)}]"
            parts += [text[position : placed.start], number, placed.of(text) if len(placed) else ANCHOR]
            position = placed.end
    parts.append(text[position : piece.end])
    return "".join(parts)


def readable(document: Document) -> str:
    """The prompt as a model would read it, placeholders left as they stand: for meta-prompts and length counts."""
    return "".join(piece.of(document.text) for piece in visible(document)).strip()


def visible(document: Document) -> list[Span]:
    """The stretches of the file that a model reads or a template replaces, in order."""
    return [
        piece.span
        for message in document.messages
        for piece in message.pieces
        if piece.kind is not PieceKind.HIDDEN
    ]
