"""Spans drawn at random, the control for marks: as many and as long as marks of the same run (method.md 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.numbered import number_words
from motjuste.optimize.splice import MAX_SHARE, within_share

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from motjuste.document.model import Document
    from motjuste.text.span import Span

TRIES = 100
"""Draws for one span before it is given up: a prompt may have no room left for it. Each tenth draw halves its length."""


def random_lengths(max_spans: int, max_words: int, random: Random) -> tuple[int, ...]:
    """Lengths in words for up to `max_spans` spans, each up to `max_words`: where no marks are known to be like."""
    return tuple(random.randint(1, max_words) for _ in range(random.randint(1, max_spans)))


def random_spans(document: Document, lengths: Sequence[int], random: Random) -> tuple[Span, ...]:
    """Disjoint spans of editable words, at most half of the prompt's words together.

    Args:
        document: The prompt.
        lengths: How many words each span is to have, from 1; one that finds no room gets shorter, then goes.
        random: Where draws come from.

    Returns:
        Spans in text order; none only where the prompt has no editable word.
    """
    numbered = number_words(document)
    count = len(numbered.spans)
    kept: list[Span] = []
    for length in lengths:
        for attempt in range(TRIES if count else 0):
            size = max(1, min(length, count) >> attempt // 10)
            first = random.randint(1, count - size + 1)
            span = numbered.span(first, first + size - 1)
            if span is not None and not any(span.overlaps(other) for other in kept):
                kept.append(span)
                break
    return within_share(numbered.source, sorted(kept), count, MAX_SHARE)
