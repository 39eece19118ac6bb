"""Turns marked spans and their replacements into edits: locality by construction (method.md 3.1).

Text outside the spans is never produced by a model; it is copied by code. What a model sends is only the words
between two borders, and those borders are words of the prompt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol, TypeVar
from unicodedata import is_normalized, normalize

from motjuste.text.edit import Edit
from motjuste.text.position import with_line_ends_of
from motjuste.text.sentences import appended
from motjuste.text.span import Span
from motjuste.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from motjuste.optimize.numbered import NumberedWords

MAX_SHARE = 0.5
"""At most this share of the prompt's words may be marked at once."""
QUOTES = {'"': '"', "“": "”", "'": "'", "`": "`"}
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
ABBREVIATED = re.compile(r"\b(?:(?:\w\.){2,}|etc\.|vs\.|approx\.|incl\.|resp\.|no\.)\Z", re.IGNORECASE)
"""Words whose last stop is their own."""


class Numbers(Protocol):
    """Anything by which a model names a span."""

    first: int
    last: int


Named = TypeVar("Named", bound=Numbers)


def named_spans(
    numbered: NumberedWords, named: Iterable[Named], max_words: int, max_share: float = MAX_SHARE
) -> dict[Span, Named]:
    """The spans a model named by word numbers, in text order, with what it said of each.

    A span is cut to the cap; of overlapping ones the first in the text stays; what names no words of one editable
    range is left out, and so is what goes beyond the share of words that may be marked at once.
    """
    placed: dict[Span, Named] = {}
    for one in named:
        span = numbered.span(min(one.first, one.last), max(one.first, one.last))
        if span is not None:
            placed.setdefault(capped(numbered.source, span, max_words), one)
    chosen = within_share(numbered.source, disjoint(placed), len(numbered.spans), max_share)
    return {span: placed[span] for span in chosen}


def capped(text: str, span: Span, max_words: int) -> Span:
    """The span's last words, at most `max_words` and of one line: an instruction's object usually stands at its end."""
    inside = words(span.of(text))
    line = max(span.of(text).rfind("\n"), span.of(text).rfind("\r")) + 1
    kept = [word for word in inside if word.start >= line][-max_words:]
    return Span(span.start + kept[0].start, span.end) if kept else span


def disjoint(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in text order, each that overlaps an earlier one left out."""
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def within_share(
    text: str, spans: Sequence[Span], total_words: int, max_share: float = MAX_SHARE
) -> tuple[Span, ...]:
    """As many of the spans, in the order given, as stay below the share of words that may be marked at once."""
    room = max(1.0, max_share * total_words)
    kept: list[Span] = []
    for span in spans:
        room -= len(words(span.of(text)))
        if room < 0 and kept:
            break
        kept.append(span)
    return tuple(kept)


def is_quoted(text: str) -> bool:
    """Whether quotes stand round the whole of a text, not round its first and last words alone: `"yes" or "no"`."""
    closing = QUOTES.get(text[:1])
    if len(text) < 2 or closing is None or text[-1] != closing:
        return False
    inside = _APOSTROPHE.sub("", text[1:-1])
    return text[0] not in inside and closing not in inside


def replacement(text: str, span: Span, new: str) -> Edit:
    """The edit that puts `new` in the place of a span, without the wrapping a model likes to add.

    Line breaks become spaces where the span had none, and are those of the text where it had some; quotes round the
    whole are dropped where the span had none; a full stop is dropped where the text goes on with a mark of its own; and
    letters are composed (NFC) where the span's are. An empty span takes a new sentence, parted from the one before it.
    """
    old = span.of(text)
    cleaned = new.strip()
    if "\n" not in old and "\r" not in old:
        cleaned = " ".join(cleaned.split())
    if is_quoted(cleaned) and old[:1] not in QUOTES:
        cleaned = cleaned[1:-1].strip()
    following = text[span.end : span.end + 1]
    if following and following in ".,:;!?" and cleaned.endswith((".", following)):
        # The stop of an abbreviation is no full stop, and ends a sentence all the same.
        cleaned = cleaned if following != "." and ABBREVIATED.search(cleaned) else cleaned[:-1]
    cleaned = with_line_ends_of(text, cleaned)
    if is_normalized("NFC", old):
        cleaned = normalize("NFC", cleaned)
    if not len(span) and cleaned:
        cleaned = appended(text, span.start, cleaned)
    return Edit(span, cleaned)
