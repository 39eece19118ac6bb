"""Words in a string in a string: chat messages written as JSON or YAML inside a scalar of a YAML file."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from motjuste.document.encoded import Hole, Strand, Turn
from motjuste.document.transcript import Escape, transcribe
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.document.transcript import Quoting, Transcript


@dataclass(frozen=True, slots=True)
class NestedQuoting:
    """Words written as the inner string asks, and that as the outer one asks."""

    inner: Quoting
    outer: Quoting

    def encode(self, text: str, before: str = "", after: str = "") -> str:
        """The words in both encodings; whether they read as asked where inner places count is tried by reading again."""
        return self.outer.encode(self.inner.encode(text, before, after), before, after)


@dataclass(frozen=True, slots=True)
class NestedText:
    """What a strand of a file reads as, and the way back."""

    strand: Strand
    transcript: Transcript
    """Of the strand alone: its source is the strand's."""

    @property
    def text(self) -> str:
        """The text in which strings are looked for."""
        return self.transcript.text

    def outward(self, turn: Turn) -> Turn:
        """A message found in the text, in offsets of the file."""
        parts = tuple(self._part(part) for part in turn.parts)
        return Turn(turn.role, parts, Span(parts[0].span.start, parts[-1].span.end))

    def _part(self, part: Strand | Hole) -> Strand | Hole:
        if isinstance(part, Hole):
            place = self._outer(part.name_span) if part.name_span else None
            return replace(part, span=self._outer(part.span), name_span=place)
        span = self._outer(part.span)
        own = [Escape(self._outer(one.span), one.value) for one in part.escapes]
        escapes = tuple(_merged(own, self._around(span)))
        return Strand(span, escapes, NestedQuoting(part.quoting, self.strand.quoting))

    def _outer(self, span: Span) -> Span:
        return self.transcript.outer(span).shifted(self.strand.span.start)

    def _around(self, span: Span) -> Iterator[Escape]:
        """The outer string's own escapes in a span of the file."""
        escapes = self.strand.escapes
        at = bisect_left(escapes, span.start, key=attrgetter("span.start"))
        while at < len(escapes) and escapes[at].span.end <= span.end:
            yield escapes[at]
            at += 1


def nested_text(source: str, strand: Strand) -> NestedText:
    """A strand's text, to be read as a file of its own."""
    by = -strand.span.start
    moved = (replace(one, span=one.span.shifted(by)) for one in strand.escapes)
    return NestedText(strand, transcribe(strand.span.of(source), moved))


def _merged(inner: Sequence[Escape], outer: Iterator[Escape]) -> Iterator[Escape]:
    """Both kinds in order; an escape of the outer string inside one of the inner string is part of it."""
    ends = [one.span.end for one in inner]
    left = [
        one
        for one in outer
        if (at := bisect_left(ends, one.span.end)) == len(inner) or inner[at].span.start >= one.span.end
    ]
    return iter(sorted((*inner, *left), key=attrgetter("span")))
