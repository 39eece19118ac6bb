r"""A file as it reads, and where each of its words is written: escapes resolved, with the way back.

A prompt in a Python string, a JSON string or a YAML scalar is written in an encoding: `\n` stands for a line end, an
indentation for nothing. Everything inside the core works on the text as it reads; a transcript maps its offsets to the
source, and a quoting writes new words so that they read as given.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable


class Unwritable(ValueError):  # noqa: N818  # it names the words' state
    """These words cannot be written at this place; the message says why."""


class Quoting(Protocol):
    """How words are written in a stretch of a file. Frozen data."""

    def encode(self, text: str, before: str = "", after: str = "") -> str:
        """The source that reads as `text`.

        Args:
            text: The words.
            before: What stands before the place in the source of the same stretch, as a rule its indentation included.
            after: What stands after it in the source of the same stretch.

        Raises:
            Unwritable: No source does, at this place.
        """


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch of a document's text and how it is written."""

    span: Span
    """In the text as it reads."""
    quoting: Quoting


@dataclass(frozen=True, slots=True)
class Escape:
    """A stretch of the source that reads as something else."""

    span: Span
    """In the source."""
    value: str
    """What it reads as; empty for what vanishes, such as an indentation."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A source and its reading. Offsets between escapes differ by a constant, so both ways are a binary search."""

    source: str
    text: str
    escapes: tuple[Escape, ...]
    """Sorted and disjoint."""
    _outer_starts: tuple[int, ...] = field(repr=False)
    _inner_starts: tuple[int, ...] = field(repr=False)
    """Where each escape's value begins in the text; escapes of empty value share it with what follows."""

    def inner(self, offset: int) -> int:
        """Where an offset of the source stands in the text; inside an escape, where its value begins."""
        at = bisect_right(self._outer_starts, offset) - 1
        if at < 0:
            return offset
        escape, start = self.escapes[at], self._inner_starts[at]
        past = offset - escape.span.end
        return start + len(escape.value) + past if past >= 0 else start

    def inner_span(self, span: Span) -> Span:
        """Where a span of the source stands in the text; an escape that it cuts is taken whole."""
        at = bisect_left(self._outer_starts, span.end) - 1
        end = self.inner(span.end)
        if at >= 0 and self.escapes[at].span.end > span.end:
            end = self._inner_starts[at] + len(self.escapes[at].value)
        start = self.inner(span.start)
        return Span(start, max(start, end))

    def outer(self, span: Span) -> Span:
        """Where a span of the text is written; an escape that it cuts is taken whole, what vanishes round it is not."""
        end = self.before(span.end)
        return Span(min(self.after(span.start), end), end)

    def before(self, offset: int) -> int:
        """The first place in the source that reads as this offset: before what vanishes there."""
        at = bisect_left(self._inner_starts, offset) - 1
        if at < 0:
            return offset
        escape, start = self.escapes[at], self._inner_starts[at]
        return escape.span.end + max(0, offset - start - len(escape.value))

    def after(self, offset: int) -> int:
        """The last place in the source that reads as this offset: after what vanishes there."""
        at = bisect_right(self._inner_starts, offset) - 1
        if at < 0:
            return offset
        escape, start = self.escapes[at], self._inner_starts[at]
        past = offset - start - len(escape.value)
        return escape.span.end + past if past >= 0 else escape.span.start


def transcribe(source: str, escapes: Iterable[Escape]) -> Transcript:
    """Read a source.

    Args:
        source: The whole file, decoded.
        escapes: What reads as something else, disjoint, in any order.

    Raises:
        ValueError: Two escapes overlap.
    """
    ordered = tuple(sorted(escapes, key=_place))
    parts: list[str] = []
    inner_starts: list[int] = []
    position = length = 0
    for escape in ordered:
        start = escape.span.start
        if start < position:
            raise ValueError(f"escapes overlap at {start}")
        if start > position:
            parts.append(source[position:start])
        parts.append(escape.value)
        length += start - position
        inner_starts.append(length)
        length += len(escape.value)
        position = escape.span.end
    parts.append(source[position:])
    starts = tuple(escape.span.start for escape in ordered)
    return Transcript(source, "".join(parts), ordered, starts, tuple(inner_starts))


def reading(source: str, span: Span, escapes: Iterable[Escape]) -> str:
    """What a span of the source reads as; its escapes are sorted and disjoint."""
    parts: list[str] = []
    position = span.start
    for escape in escapes:
        parts += (source[position : escape.span.start], escape.value)
        position = escape.span.end
    parts.append(source[position : span.end])
    return "".join(parts)


def _place(escape: Escape) -> int:
    """Start, then end, as one number: spans take long to compare, and a file may have a million."""
    return (escape.span.start << 40) + escape.span.end
