"""Where a Markdown text shows code: fenced blocks and `inline code`. What stands there is quoted, not meant."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict, deque
from typing import TYPE_CHECKING

from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_FENCE = re.compile(r"[ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d+[.)])[ \t]+)?(?P<mark>`{3,}|~{3,})(?P<info>[^\r\n]*)")
_FENCE_MARK = re.compile("```|~~~")
_TICKS = re.compile("``")
_PAIR = re.compile(r"`[^`\r\n]*`")
_RUN = re.compile(r"`+")


def code_spans(text: str, span: Span) -> tuple[Span, ...]:
    """Fenced blocks (fences included; to the end if never closed) and one-line code spans, sorted and disjoint.

    Close to CommonMark 0.31, sections 4.5 and 6.1; inline code that runs over a line end is not seen.
    """
    return tuple(sorted((*(block := fenced_blocks(text, span)), *_inline(text, span, block))))


def fenced_blocks(text: str, span: Span) -> tuple[Span, ...]:
    """The fenced blocks alone."""
    return paired_fences(fence_lines(text, span), span.end)


FenceLine = tuple[int, int, str, str]
"""Where a line starts and ends that may open or close a block, its run of backticks or tildes, and what follows."""


def fence_lines(text: str, span: Span) -> tuple[FenceLine, ...]:
    """The lines that may open or close a block, each by itself."""
    if text.find("```", span.start, span.end) < 0 and text.find("~~~", span.start, span.end) < 0:
        return ()
    matches = ((start, end, _FENCE.match(text, start, end)) for start, end in _lines(text, span, _FENCE_MARK))
    return tuple(
        (start, end, match["mark"], match["info"]) for start, end, match in matches if match is not None
    )


def paired_fences(lines: Iterable[FenceLine], end: int) -> tuple[Span, ...]:
    """The blocks that such lines open and close; the last goes on to `end` if nothing closes it."""
    blocks: list[Span] = []
    opened: tuple[int, str] | None = None
    for start, after, mark, info in lines:
        if opened is None:
            if mark[0] == "~" or "`" not in info:
                opened = (start, mark)
        elif mark[0] == opened[1][0] and len(mark) >= len(opened[1]) and not info.strip():
            blocks.append(Span(opened[0], after))
            opened = None
    if opened is not None:
        blocks.append(Span(opened[0], end))
    return tuple(blocks)


def inline_code(text: str, span: Span, blocks: Sequence[Span]) -> tuple[Span, ...]:
    """The one-line code spans outside the blocks, in order."""
    return tuple(_inline(text, span, blocks))


def inside(spans: Sequence[Span], offset: int) -> bool:
    """Whether an offset lies in one of the sorted, disjoint spans."""
    at = bisect_right(spans, offset, key=lambda one: one.start) - 1
    return at >= 0 and offset < spans[at].end


def _lines(text: str, span: Span, mark: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where the lines that hold a mark start and end, line ends included; to look at the others would take longest."""
    position = span.start
    while found := mark.search(text, position, span.end):
        start = max(text.rfind("\n", position, found.start()), text.rfind("\r", position, found.start())) + 1
        match = _LINE.match(text, found.start(), span.end)
        end = max(match.end() if match else span.end, found.end())
        yield max(start, position), end
        position = end


def _inline(text: str, span: Span, blocks: Sequence[Span]) -> Iterator[Span]:
    """Backtick runs of equal length on one line, paired from the left as CommonMark does."""
    if text.find("`", span.start, span.end) < 0:
        return
    position = span.start
    for block in (*blocks, Span(span.end, span.end)):
        between = Span(position, max(position, block.start))
        for start, end in _lines(text, between, _TICKS):
            yield from _paired(text, position, start)
            yield from _runs(text, start, end)
            position = end
        yield from _paired(text, position, between.end)
        position = block.end


def _paired(text: str, start: int, end: int) -> Iterator[Span]:
    """The code of lines on which all runs are of one backtick."""
    return (Span(*match.span()) for match in _PAIR.finditer(text, start, end))


def _runs(text: str, start: int, end: int) -> Iterator[Span]:
    """The code of a line on which runs may be longer."""
    runs = [Span(*match.span()) for match in _RUN.finditer(text, start, end)]
    ahead: dict[int, deque[Span]] = defaultdict(deque)
    for run in runs:
        ahead[len(run)].append(run)
    after = start
    for run in runs:
        ahead[len(run)].popleft()
        if run.start >= after and ahead[len(run)]:
            after = ahead[len(run)][0].end
            yield Span(run.start, after)
