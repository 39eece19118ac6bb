"""`<edit>…</edit>`: the words a person or a model marked for editing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.code_spans import code_spans, inside
from motjuste.document.model import Fault, Tag
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_HALF = re.compile(r"<(/?)edit[ \t]*+>")


@dataclass(frozen=True, slots=True)
class Tags:
    """What was marked, and every half-tag met, paired or not: none of them is ever sent to a model."""

    pairs: tuple[Tag, ...] = ()
    halves: tuple[Span, ...] = ()
    faults: tuple[Fault, ...] = ()


def has_tags(text: str, body: Span) -> bool:
    """Whether anything in a body looks like a half-tag; most have none, which is told far sooner than where they stand."""
    if text.find("edit", body.start, body.end) < 0:
        return False
    return text.find("<edit", body.start, body.end) >= 0 or text.find("</edit", body.start, body.end) >= 0


def find_tags(text: str, literal: Sequence[Span], body: Span) -> Tags:
    """Pair the tags in the literal spans (sorted) of a body.

    A tag quoted as `inline code` is text about tags. Of nested pairs the outer one counts; inner and stray
    half-tags are faults.
    """
    quoted = code_spans(text, body)
    found = [
        match
        for span in literal
        for match in _HALF.finditer(text, span.start, span.end)
        if not _is_quoted(text, quoted, match.start())
    ]
    return _paired(found)


def _is_quoted(text: str, quoted: Sequence[Span], offset: int) -> bool:
    """Whether a half-tag stands in inline code; fenced blocks are part of the prompt and may be marked."""
    return inside(quoted, offset) and not _in_fence(text, quoted, offset)


def _in_fence(text: str, quoted: Sequence[Span], offset: int) -> bool:
    from bisect import bisect_right

    span = quoted[bisect_right(quoted, offset, key=lambda one: one.start) - 1]
    return span.of(text)[:200].lstrip(" \t>-*+.0123456789)")[:3] in {"```", "~~~"} and "\n" in span.of(text)


def _paired(found: Sequence[re.Match[str]]) -> Tags:
    opened: list[Span] = []
    pairs: list[Tag] = []
    faults: list[Fault] = []
    for match in found:
        half = Span(*match.span())
        if not match.group(1):
            opened.append(half)
        elif not opened:
            faults.append(Fault("T006", half, "This </edit> closes no <edit>"))
        else:
            start = opened.pop()
            pairs.append(Tag(Span(start.start, half.end), Span(start.end, half.start)))
    faults.extend(Fault("T006", half, "This <edit> is never closed with </edit>") for half in opened)
    pairs.sort(key=lambda tag: tag.outer)
    outermost: list[Tag] = []
    for tag in pairs:
        if outermost and outermost[-1].outer.contains(tag.outer):
            faults.extend(_nested(tag))
        else:
            outermost.append(tag)
    faults.sort(key=lambda fault: fault.span)
    return Tags(tuple(outermost), tuple(Span(*match.span()) for match in found), tuple(faults))


def _nested(tag: Tag) -> tuple[Fault, Fault]:
    message = "This tag stands inside another <edit>…</edit>, which already covers it"
    return (
        Fault("T006", Span(tag.outer.start, tag.inner.start), message),
        Fault("T006", Span(tag.inner.end, tag.outer.end), message),
    )
