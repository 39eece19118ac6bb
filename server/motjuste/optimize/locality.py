"""Holds a whole-prompt reply to its marks: words outside them are the prompt's own, whatever was sent (method.md 3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.text.edit import smallest_edits
from motjuste.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.text.edit import Edit
    from motjuste.text.span import Span


MOST_LOST = 0.5
"""Share of the unmarked words that a reply may have lost and still be taken for the prompt."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a reply says in the places of the marked spans."""

    pieces: tuple[str, ...]
    """The new words, one string a span."""
    outside: bool
    """Whether the reply also changed words outside, which are left out here."""


def held_to(text: str, spans: Sequence[Span], reply: str) -> Held:
    """Read the new words of marked spans out of a whole new prompt.

    First as the segments between the spans have it: they must all be there, in order, as they were. Where they are
    not, the reply is aligned with the prompt, and of its changes those count that lie inside a span. A reply in which
    most of the prompt is missing is no new prompt, and changes nothing.

    Args:
        text: The prompt.
        spans: The marked spans: sorted, disjoint, at least one.
        reply: The new prompt.
    """
    pieces = _between(text, spans, reply)
    if pieces is not None:
        return Held(pieces, outside=False)
    changes = smallest_edits(text, reply)
    if not _alike(text, spans, changes):
        return Held(tuple(span.of(text) for span in spans), outside=True)
    inside: list[list[Edit]] = [[] for _ in spans]
    strays = 0
    for change in changes:
        home = next((number for number, span in enumerate(spans) if span.contains(change.span)), None)
        if home is None:
            strays += 1
        else:
            inside[home].append(change)
    return Held(
        tuple(_changed(text, span, edits) for span, edits in zip(spans, inside, strict=True)),
        outside=strays > 0,
    )


def _alike(text: str, spans: Sequence[Span], changes: Sequence[Edit]) -> bool:
    """Whether most words outside the spans are still there."""
    inside = sum(count_words(span.of(text)) for span in spans)
    outside = count_words(text) - inside
    lost = sum(
        count_words(change.span.of(text))
        for change in changes
        if not any(span.contains(change.span) for span in spans)
    )
    return lost <= MOST_LOST * outside


def _between(text: str, spans: Sequence[Span], reply: str) -> tuple[str, ...] | None:
    """What stands between the unmarked segments; None when they are not all there in order.

    This finds what `^s0(.*?)s1(.*?)…sk$` would, each segment as early as it can be, in time that grows with the text.
    """
    segments = _segments(text, spans)
    head, *middle, tail = segments
    if not reply.startswith(head) or not reply.endswith(tail):
        return None
    position, end = len(head), len(reply) - len(tail)
    pieces = []
    for segment in middle:
        found = reply.find(segment, position, end)
        if found < 0:
            return None
        pieces.append(reply[position:found])
        position = found + len(segment)
    if position > end:
        return None
    return (*pieces, reply[position:end])


def _segments(text: str, spans: Sequence[Span]) -> list[str]:
    starts = [0, *(span.end for span in spans)]
    ends = [*(span.start for span in spans), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _changed(text: str, span: Span, edits: Sequence[Edit]) -> str:
    """The words of a span after edits inside it."""
    parts: list[str] = []
    position = span.start
    for edit in sorted(edits):
        parts += [text[position : edit.span.start], edit.text]
        position = edit.span.end
    return "".join((*parts, text[position : span.end]))
