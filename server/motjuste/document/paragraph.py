"""The paragraph round a place: what stands between blank lines, within one message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.document.model import Document

# Atomic: the two halves of a CR LF are never taken for two line ends.
_BREAK = re.compile(r"(?>\r\n|\n|\r)(?:[ \t]*(?>\r\n|\n|\r))+")


def paragraph_at(document: Document, span: Span) -> Span:
    """The paragraph at a cursor or selection, or all that the selection touches; without blank round it.

    Args:
        document: The prompt.
        span: In its source.

    Returns:
        A span of the source; empty where nothing is written.
    """
    start, end = document.inner(span.start), document.inner(span.end)
    area = next(
        (one.span for one in document.messages if one.span.start <= start <= one.span.end),
        Span(0, len(document.text)),
    )
    end = min(max(end, start), area.end)
    head, tail = area.start, area.end
    for gap in _BREAK.finditer(document.text, area.start, area.end):
        if gap.start() < start:
            head = gap.end()
        elif gap.end() >= end:
            tail = gap.start()
            break
    if end < head:
        # The cursor is on a blank line.
        tail = head
    words = document.text[head:tail]
    head += len(words) - len(words.lstrip())
    return document.outer(Span(head, head + len(words.strip())))
