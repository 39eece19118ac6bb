"""Marks that a model wrote into a copy of the prompt, read back as spans of the prompt itself (method.md 3.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import normalize

from motjuste.optimize.leaks import LEAK, SENTINEL, holds_tags
from motjuste.optimize.splice import capped, disjoint, within_share
from motjuste.text.edit import smallest_edits
from motjuste.text.span import Span
from motjuste.text.words import count_words, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.optimize.shown import Shown
    from motjuste.text.edit import Edit

FAITHFUL = 0.6
"""A copy must hold at least this share of the prompt's words for its marks to be carried over."""


@dataclass(frozen=True, slots=True)
class Tags:
    """How marks are written in one prompt."""

    open: str
    close: str
    form: re.Pattern[str]
    """Every variant of them that models write, halves too."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The spans a copy marks."""

    spans: tuple[Span, ...]
    """In the shown text; empty when the copy marks nothing that may be edited."""
    exact: bool
    """Whether the copy without its tags is the prompt."""


def tags_for(text: str) -> Tags:
    """`<edit>`, or where the prompt speaks of such tags itself, the first `⟦e1⟧` that it does not hold."""
    if not holds_tags(text):
        return Tags("<edit>", "</edit>", LEAK)
    number = 1
    while f"e{number}" in text:
        number += 1
    return Tags(f"\u27e6e{number}\u27e7", f"\u27e6/e{number}\u27e7", SENTINEL)


def with_tags(text: str, spans: Sequence[Span], tags: Tags) -> str:
    """The text with its spans (sorted, disjoint) in tags."""
    parts: list[str] = []
    position = 0
    for span in spans:
        parts += [text[position : span.start], tags.open, span.of(text), tags.close]
        position = span.end
    return "".join((*parts, text[position:]))


def marked_spans(
    shown: Shown, copy: str, tags: Tags, *, max_words: int, max_spans: int, max_share: float
) -> Marked | None:
    """The spans that a copy of the prompt marks, each cut to the cap and to what may be edited.

    Args:
        shown: The prompt as the model was shown it.
        copy: Its copy with tags.
        tags: How it was asked to write them.
        max_words: Longest span.
        max_spans: Most spans.
        max_share: At most this share of the prompt's words, 0..1.

    Returns:
        None when the copy is no copy: too little of the prompt is in it.
    """
    bare, pairs = _pairs(copy, tags)
    text = shown.text
    exact = normalize("NFC", bare.rstrip()) == normalize("NFC", text.rstrip())
    if bare.rstrip() != text.rstrip():
        edits = smallest_edits(bare, text)
        if not exact and _kept(bare, edits) < FAITHFUL * max(1, count_words(text)):
            return None
        pairs = [Span(_carried(pair.start, edits), _carried(pair.end, edits, end=True)) for pair in pairs]
    found = [
        capped(text, part.trimmed(text), max_words)
        for pair in pairs
        for part in shown.editable_parts(_whole_words(text, pair))
        if count_words(part.of(text))
    ]
    chosen = within_share(text, disjoint(found)[:max_spans], count_words(text), max_share)
    return Marked(chosen, exact)


def _pairs(copy: str, tags: Tags) -> tuple[str, list[Span]]:
    """The copy without tags, and the spans of it that stood between an opening and the next closing one."""
    parts: list[str] = []
    pairs: list[Span] = []
    length = position = 0
    opened: int | None = None
    for match in tags.form.finditer(copy):
        parts.append(copy[position : match.start()])
        length += match.start() - position
        position = match.end()
        if not re.search(r"[/\uff0f\\](?!u00)", match.group()):
            opened = length
        elif opened is not None and opened < length:
            pairs.append(Span(opened, length))
            opened = None
    return "".join((*parts, copy[position:])), pairs


def _kept(bare: str, edits: Sequence[Edit]) -> int:
    """How many words of the copy are the prompt's own."""
    return count_words(bare) - sum(count_words(edit.span.of(bare)) for edit in edits)


def _carried(offset: int, edits: Sequence[Edit], *, end: bool = False) -> int:
    """Where an offset of the copy stands in the prompt; in words that differ, at their near border."""
    shift = 0
    for edit in edits:
        if edit.span.end < offset or (edit.span.end == offset and (end or edit.span.start < offset)):
            shift += len(edit.text) - len(edit.span)
        elif edit.span.start < offset:
            return edit.span.start + shift + (len(edit.text) if end else 0)
    return offset + shift


def _whole_words(text: str, span: Span) -> Span:
    """The span without blanks at its ends, widened so that it cuts no word."""
    inside = span.trimmed(text) if span.end <= len(text) else Span(min(span.start, len(text)), len(text))
    cut = [word for word in words(text) if word.overlaps(inside)]
    if not cut:
        return inside
    return Span(min(inside.start, cut[0].start), max(inside.end, cut[-1].end))
