"""The tags of a Mustache template: where each stands, what it says, and what is broken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from motjuste.document.dialects.open_blocks import OpenBlock, OpenBlocks
from motjuste.document.model import Fault
from motjuste.text.span import Span


class TagKind(StrEnum):
    """What a tag does."""

    VARIABLE = "variable"
    SECTION = "section"
    INVERTED = "inverted"
    CLOSE = "close"
    COMMENT = "comment"
    PARTIAL = "partial"
    DELIMITERS = "delimiters"


@dataclass(frozen=True, slots=True)
class MustacheTag:
    """A tag."""

    kind: TagKind
    span: Span
    """Delimiters included."""
    name: Span
    """What it names, without blanks; empty for comments."""


@dataclass(frozen=True, slots=True)
class MustacheTags:
    """A template's tags in order."""

    tags: tuple[MustacheTag, ...]
    closed_by: dict[int, int]
    """Which tag closes the section that a tag opens; those never closed are left out."""
    faults: tuple[Fault, ...]


_KINDS = {
    "#": TagKind.SECTION,
    "^": TagKind.INVERTED,
    "/": TagKind.CLOSE,
    "!": TagKind.COMMENT,
    ">": TagKind.PARTIAL,
    "&": TagKind.VARIABLE,
    "=": TagKind.DELIMITERS,
}
_NEW_DELIMITERS = re.compile(r"=\s*+(?P<open>[^\s=]{1,20})\s++(?P<close>[^\s=]{1,20}?)\s*+=\Z")
_MOST_DELIMITERS = 100
"""Changes of the delimiters; each costs a new search pattern."""


def mustache_tags(text: str, span: Span) -> MustacheTags:
    """Find the tags of `span`. Never raises; linear in its length."""
    reader = _Reader(text, span)
    reader.read()
    blocks = OpenBlocks()
    closed_by: dict[int, int] = {}
    for index, tag in enumerate(reader.tags):
        name = tag.name.of(text)
        if tag.kind in {TagKind.SECTION, TagKind.INVERTED}:
            blocks.open(OpenBlock(name, index, tag.span))
        elif tag.kind is TagKind.CLOSE:
            ended = blocks.close(name, tag.span)
            if ended:
                closed_by[ended[-1].index] = index
    blocks.finish()
    faults = sorted((*reader.faults, *blocks.faults), key=lambda fault: fault.span)
    return MustacheTags(tuple(reader.tags), closed_by, tuple(faults))


class _Reader:
    """Reads tags from left to right; the delimiters may change on the way."""

    def __init__(self, text: str, span: Span) -> None:
        self.text = text
        self.span = span
        self.tags: list[MustacheTag] = []
        self.faults: list[Fault] = []
        self.changes = 0
        self.opening, self.closing = "{{", "}}"
        self.ends = re.compile(r"\{\{|\}\}")
        self.next_closing = 0
        """Where the closing delimiter comes next, -1 for nowhere, as last looked up."""

    def read(self) -> None:
        """Read all tags."""
        position = self.text.find(self.opening, self.span.start, self.span.end)
        while position >= 0:
            after = self._tag(position)
            position = self.text.find(self.opening, after, self.span.end)

    def _tag(self, start: int) -> int:
        """Read the tag that opens at `start`; returns where to go on."""
        inner = start + len(self.opening)
        sigil = self.text[inner : min(inner + 1, self.span.end)]
        if sigil == "{" and self.opening == "{{":
            return self._triple(start)
        end = self._end(start, sigil)
        if end is None:
            return self._unclosed(start)
        close = end - len(self.closing)
        kind = _KINDS.get(sigil, TagKind.VARIABLE)
        content = Span(inner + (sigil in _KINDS), close) if close > inner else Span(inner, inner)
        if kind is TagKind.DELIMITERS:
            return self._delimiters(Span(start, end), Span(inner, close))
        return self._add(kind, Span(start, end), content)

    def _end(self, start: int, sigil: str) -> int | None:
        """Where the tag ends; None if another opens before."""
        inner = start + len(self.opening)
        if sigil == "!":
            at = self.text.find(self.closing, inner, self.span.end)
            return at + len(self.closing) if at >= 0 else None
        found = self.ends.search(self.text, inner, self.span.end)
        return found.end() if found is not None and found.group() == self.closing else None

    def _triple(self, start: int) -> int:
        """Read `{{{ name }}}`."""
        found = self.ends.search(self.text, start + 3, self.span.end)
        if found is None or found.group() != "}}":
            return self._unclosed(start)
        if not self.text.startswith("}", found.end(), self.span.end):
            message = "This {{{ is closed with two braces where it needs three"
            self.faults.append(Fault("T001", Span(start, found.end()), message))
            return found.end()
        return self._add(TagKind.VARIABLE, Span(start, found.end() + 1), Span(start + 3, found.start()))

    def _add(self, kind: TagKind, span: Span, content: Span) -> int:
        name = Span(content.start, content.start) if kind is TagKind.COMMENT else stripped(self.text, content)
        if kind is not TagKind.COMMENT and not len(name):
            self.faults.append(Fault("T001", span, "This tag names nothing"))
        else:
            self.tags.append(MustacheTag(kind, span, name))
        return span.end

    def _unclosed(self, start: int) -> int:
        end = start + len(self.opening)
        message = f"This {self.opening} is never closed with {self.closing}"
        self.faults.append(Fault("T001", Span(start, end), message))
        if 0 <= self.next_closing < end:
            self.next_closing = self.text.find(self.closing, end, self.span.end)
        # Where nothing after it can be closed either, one fault says it all.
        return end if self.next_closing >= 0 else self.span.end

    def _delimiters(self, span: Span, content: Span) -> int:
        """Read `{{=<% %>=}}`."""
        match = _NEW_DELIMITERS.match(self.text[content.start : min(content.end, content.start + 100)])
        self.changes += 1
        if match is None or self.changes > _MOST_DELIMITERS:
            message = "This sets no new pair of delimiters, such as {{=<% %>=}}"
            self.faults.append(Fault("T001", span, message))
            return span.end
        self.opening, self.closing, self.next_closing = match["open"], match["close"], 0
        self.ends = re.compile(f"{re.escape(self.opening)}|{re.escape(self.closing)}")
        self.tags.append(MustacheTag(TagKind.DELIMITERS, span, Span(span.end, span.end)))
        return span.end


def stripped(text: str, span: Span) -> Span:
    """The span without the blanks at either end."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))
