"""Where a Markdown text shows code: fenced blocks and `inline code`. What stands there is quoted, not meant."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict, deque
from typing import TYPE_CHECKING

from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_FENCE = re.compile(r"[ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d+[.)])[ \t]+)?(?P<mark>`{3,}|~{3,})(?P<info>[^\r\n]*)")
_RUN = re.compile(r"`+")


def code_spans(text: str, span: Span) -> tuple[Span, ...]:
    """Fenced blocks (fences included; to the end if never closed) and one-line code spans, sorted and disjoint.

    Close to CommonMark 0.31, sections 4.5 and 6.1; inline code that runs over a line end is not seen.
    """
    return tuple(sorted((*(block := fenced_blocks(text, span)), *_inline(text, span, block))))


def fenced_blocks(text: str, span: Span) -> tuple[Span, ...]:
    """The fenced blocks alone."""
    if "```" not in text and "~~~" not in text:
        return ()
    return tuple(_fenced(text, span))


def inside(spans: Sequence[Span], offset: int) -> bool:
    """Whether an offset lies in one of the sorted, disjoint spans."""
    at = bisect_right(spans, offset, key=lambda one: one.start) - 1
    return at >= 0 and offset < spans[at].end


def _lines(text: str, span: Span) -> Iterator[Span]:
    position = span.start
    while position < span.end:
        match = _LINE.match(text, position, span.end)
        end = max(match.end() if match else span.end, position + 1)
        yield Span(position, end)
        position = end


def _fenced(text: str, span: Span) -> Iterator[Span]:
    opened: tuple[int, str] | None = None
    for line in _lines(text, span):
        match = _FENCE.match(text, line.start, line.end)
        if match is None:
            continue
        mark, info = match["mark"], match["info"]
        if opened is None:
            if mark[0] == "~" or "`" not in info:
                opened = (line.start, mark)
        elif mark[0] == opened[1][0] and len(mark) >= len(opened[1]) and not info.strip():
            yield Span(opened[0], line.end)
            opened = None
    if opened is not None:
        yield Span(opened[0], span.end)


def _inline(text: str, span: Span, blocks: Sequence[Span]) -> Iterator[Span]:
    """Backtick runs of equal length on one line, paired from the left as CommonMark does."""
    if "`" not in text:
        return
    for line in _lines(text, span):
        if "`" not in line.of(text) or inside(blocks, line.start):
            continue
        runs = [Span(*match.span()) for match in _RUN.finditer(text, line.start, line.end)]
        ahead: dict[int, deque[Span]] = defaultdict(deque)
        for run in runs:
            ahead[len(run)].append(run)
        after = line.start
        for run in runs:
            ahead[len(run)].popleft()
            if run.start >= after and ahead[len(run)]:
                after = ahead[len(run)][0].end
                yield Span(run.start, after)
