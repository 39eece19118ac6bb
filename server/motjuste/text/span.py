"""A half-open range of code points in a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """The code points from `start` up to, not including, `end`; `0 <= start <= end`."""

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        if not 0 <= start <= end:
            raise ValueError(f"not a span: {start}..{end}")
        # A file has thousands of spans: to fill the slots directly takes half the time of a frozen class's own way.
        _set_start(self, start)
        _set_end(self, end)

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        """An empty span is still a place, hence true."""
        return True

    def contains(self, other: Span) -> bool:
        """Whether every point of `other` lies inside; an empty span may lie on either border."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a code point; empty spans share one only strictly inside."""
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> Span:
        """The same range, `by` code points further on."""
        return Span(self.start + by, self.end + by)

    def of(self, text: str) -> str:
        """The text the span covers."""
        return text[self.start : self.end]

    def trimmed(self, text: str) -> Span:
        """The same range of `text` without the white space at its ends; where there is nothing else, an empty one."""
        words = text[self.start : self.end]
        start = self.start + len(words) - len(words.lstrip())
        return Span(start, max(start, self.start + len(words.rstrip())))


_set_start = vars(Span)["start"].__set__
_set_end = vars(Span)["end"].__set__
