"""The tags of a Handlebars template: where each stands, what it opens or closes, and what is broken."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from motjuste.document.dialects.handlebars_expressions import Call, ExpressionFault, name_alone, read_call
from motjuste.document.dialects.open_blocks import OpenBlock, OpenBlocks
from motjuste.document.model import Fault
from motjuste.text.span import Span


class TagKind(StrEnum):
    """What a tag does."""

    VALUE = "value"
    """`{{x}}`, `{{{x}}}`, `{{&x}}`, `{{helper x}}`."""
    OPEN = "open"
    """`{{#if x}}`, `{{#> partial}}`, `{{#*inline "x"}}`."""
    INVERTED = "inverted"
    """`{{^x}}`: shown when there is no x."""
    ELSE = "else"
    """`{{else}}`, `{{^}}`, `{{else if x}}`."""
    CLOSE = "close"
    PARTIAL = "partial"
    COMMENT = "comment"
    ESCAPE = "escape"
    r"""`\{{`, which stands for the braces themselves; or the first of the backslashes of `\\{{x}}`, which goes."""
    RAW = "raw"
    """`{{{{x}}}}` or `{{{{/x}}}}`; what stands between them is no template."""


@dataclass(frozen=True, slots=True)
class HandlebarsTag:
    """A tag."""

    kind: TagKind
    span: Span
    name: str = ""
    """The first word it says, which a closing tag repeats: `if` of `{{#if x}}`."""
    call: Call | None = None
    """What it says; None for comments, a bare `{{else}}` and what could not be read."""
    sigil: str = ""
    """What stands between the braces and the expression, blanks and `~` left out: `#`, `#>`, `#*`, `&`, `/`, …"""
    trim_before: bool = False
    """`{{~`: blanks and line ends before it go."""
    trim_after: bool = False
    """`~}}`."""


@dataclass(frozen=True, slots=True)
class HandlebarsTags:
    """A template's tags in order."""

    tags: tuple[HandlebarsTag, ...]
    closed_by: dict[int, int]
    """Which tag closes the block that a tag opens; those never closed are left out."""
    branches: dict[int, list[int]]
    """The `{{else}}` tags of the block that a tag opens."""
    faults: tuple[Fault, ...]


_TAG = re.compile(r"\{\{(?P<before>~?)(?P<sigil>!--|!|\#\*|\#>|\#|\^|/|>|\{|&|\*|)")
_PLAIN = re.compile(r"\{\{[ \t]*+(?P<name>[A-Za-z_]\w*+)[ \t]*+\}\}")
_NO_NAMES = frozenset({"else", "this", "true", "false", "null", "undefined"})
_STOP = re.compile(r"\"|'|\[|\}\}|\{\{")
_CLOSERS = {'"': '"', "'": "'", "[": "]"}
_ELSE = re.compile(r"\s*+else(?=[\s}~]|\Z)\s*+")
_OPENERS = {"#": TagKind.OPEN, "#>": TagKind.OPEN, "#*": TagKind.OPEN, "^": TagKind.INVERTED}
_KINDS = {**_OPENERS, "/": TagKind.CLOSE, ">": TagKind.PARTIAL}
_NAME = re.compile(r"[\s\"']*+(?P<name>[^\s\"')(]++)")
_RAW_OPEN = re.compile(r"\{\{\{\{(?P<inner>[^{}]*+)\}\}\}\}")


def handlebars_tags(text: str, span: Span) -> HandlebarsTags:
    """Find the tags of `span`. Never raises; linear in its length."""
    reader = _Reader(text, span)
    reader.read()
    pairing = _Pairing()
    for index, tag in enumerate(reader.tags):
        pairing.add(index, tag)
    pairing.blocks.finish()
    faults = sorted((*reader.faults, *pairing.blocks.faults, *pairing.faults), key=lambda fault: fault.span)
    return HandlebarsTags(tuple(reader.tags), pairing.closed_by, pairing.branches, tuple(faults))


@dataclass(slots=True)
class _Pairing:
    """Finds the end and the branches of every block."""

    blocks: OpenBlocks = field(default_factory=OpenBlocks)
    closed_by: dict[int, int] = field(default_factory=dict)
    branches: dict[int, list[int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    ended: set[int] = field(default_factory=set)
    """Blocks whose `{{else}}` has come."""

    def add(self, index: int, tag: HandlebarsTag) -> None:
        """Take the next tag."""
        if tag.kind in {TagKind.OPEN, TagKind.INVERTED}:
            self.blocks.open(OpenBlock(tag.name, index, tag.span))
            self.branches[index] = []
        elif tag.kind is TagKind.CLOSE:
            ended = self.blocks.close(tag.name, tag.span)
            if ended:
                self.closed_by[ended[-1].index] = index
        elif tag.kind is TagKind.ELSE:
            block = self.blocks.innermost
            if block is None:
                self.faults.append(Fault("T001", tag.span, "This {{else}} stands in no block"))
            elif block.index in self.ended:
                message = "This branch comes after the block's {{else}}, which is its last"
                self.faults.append(Fault("T001", tag.span, message))
            else:
                self.branches[block.index].append(index)
                self.ended.update([block.index] if tag.call is None else [])


class _Reader:
    """Reads tags from left to right."""

    def __init__(self, text: str, span: Span) -> None:
        self.text = text
        self.span = span
        self.tags: list[HandlebarsTag] = []
        self.faults: list[Fault] = []
        self.ahead: dict[str, int] = {}
        """Where what was looked for comes next, -1 for nowhere: looking again would take a square of time."""

    def read(self) -> None:
        """Read all tags."""
        position = self.span.start
        while (start := self.text.find("{{", position, self.span.end)) >= 0:
            slashes = self._slashes(start, position)
            if slashes:
                end = start + 2 if slashes == 1 else start - 1
                self._add(HandlebarsTag(TagKind.ESCAPE, Span(start - slashes, end)))
            position = start + 2 if slashes == 1 else self._plain(start) or self._tag(start)

    def _slashes(self, start: int, position: int) -> int:
        """Backslashes before the braces that matter: one makes them words, two are one that does not."""
        if start - 2 >= position and self.text.startswith("\\\\", start - 2):
            return 2
        return int(start - 1 >= position and self.text[start - 1] == "\\")

    def _find(self, words: str, start: int) -> int:
        """Where `words` come next; -1 for nowhere."""
        known = self.ahead.get(words)
        if known is None or 0 <= known < start:
            known = self.ahead[words] = self.text.find(words, start, self.span.end)
        return known

    def _plain(self, start: int) -> int | None:
        """Read `{{name}}`, the commonest tag by far; None for any other."""
        match = _PLAIN.match(self.text, start, self.span.end)
        if match is None or match["name"] in _NO_NAMES:
            return None
        span, name = Span(*match.span()), Span(*match.span("name"))
        call = name_alone(match["name"], name, name)
        self._add(HandlebarsTag(TagKind.VALUE, span, match["name"], call))
        return span.end

    def _tag(self, start: int) -> int:
        """Read the tag that opens at `start`; returns where to go on."""
        if self.text.startswith("{{{{", start, self.span.end):
            raw = _RAW_OPEN.match(self.text, start, self.span.end)
            if raw is not None:
                return self._raw(raw)
        head = _TAG.match(self.text, start, self.span.end)
        assert head is not None
        if head["sigil"].startswith("!"):
            return self._comment(head)
        close = self._end(head.end())
        if close is None:
            return self._unclosed(start)
        after = close > head.end() and self.text[close - 1] == "~"
        inner, end = Span(head.end(), close - after), close + 2
        if head["sigil"] == "{" and after and len(inner) and self.text[inner.end - 1] == "}":
            inner = Span(inner.start, inner.end - 1)
        elif head["sigil"] == "{":
            if not self.text.startswith("}", end, self.span.end):
                message = "This {{{ is closed with two braces where it needs three"
                self.faults.append(Fault("T001", Span(start, end), message))
                return end
            end += 1
        self._read_inside(head, inner, Span(start, end), after=after)
        return end

    def _read_inside(self, head: re.Match[str], inner: Span, span: Span, *, after: bool) -> None:
        kind = _KINDS.get(head["sigil"], TagKind.VALUE)
        otherwise = _ELSE.match(self.text, inner.start, inner.end) if kind is TagKind.VALUE else None
        if otherwise is not None or (kind is TagKind.INVERTED and not inner.of(self.text).strip()):
            kind = TagKind.ELSE
            inner = Span(otherwise.end() if otherwise else inner.end, inner.end)
        call = None
        if kind is not TagKind.ELSE or inner.of(self.text).strip():
            try:
                call = read_call(self.text, inner)
            except ExpressionFault as error:
                place = error.span if error.span != inner else span
                self.faults.append(Fault("T001", place, error.message))
        name = _NAME.match(self.text, inner.start, inner.end)
        word = name["name"] if name else ""
        self._add(HandlebarsTag(kind, span, word, call, head["sigil"], bool(head["before"]), after))

    def _end(self, position: int) -> int | None:
        """Where the `}}` stands that ends a tag; None if another tag opens before."""
        while (stop := _STOP.search(self.text, position, self.span.end)) is not None:
            if stop.group() == "}}":
                return stop.start()
            if stop.group() == "{{":
                return None
            closer = self._find(_CLOSERS[stop.group()], stop.end())
            while stop.group() != "[" and closer > 0 and self.text[closer - 1] == "\\":
                closer = self._find(_CLOSERS[stop.group()], closer + 1)
            # A quote that is never closed is told when the inside is read.
            position = stop.end() if closer < 0 else closer + 1
        return None

    def _comment(self, head: re.Match[str]) -> int:
        """Read `{{! … }}` or `{{!-- … --}}`."""
        end = -1
        if head["sigil"] == "!--":
            ends = [at for at in (self._find("--}}", head.end()), self._find("--~}}", head.end())) if at >= 0]
            end = self._find("}}", min(ends)) if ends else -1
        else:
            end = self._find("}}", head.end())
        if end < 0:
            return self._unclosed(head.start(), "comment")
        span = Span(head.start(), end + 2)
        trims = bool(head["before"]), self.text[end - 1] == "~" and end - 1 >= head.end()
        self._add(HandlebarsTag(TagKind.COMMENT, span, "", None, head["sigil"], *trims))
        return span.end

    def _raw(self, head: re.Match[str]) -> int:
        """Read `{{{{x}}}} … {{{{/x}}}}`; what stands between is read as words."""
        words = head["inner"].split()
        closing = f"{{{{{{{{/{words[0]}}}}}}}}}" if words else ""
        end = self._find(closing, head.end()) if closing else -1
        if end < 0:
            return self._unclosed(head.start(), "raw block")
        self._add(HandlebarsTag(TagKind.RAW, Span(*head.span()), words[0]))
        self._add(HandlebarsTag(TagKind.RAW, Span(end, end + len(closing)), words[0]))
        return end + len(closing)

    def _unclosed(self, start: int, what: str = "") -> int:
        message = f"This {what} is never closed" if what else "This {{ is never closed with }}"
        end = min(start + (4 if what == "raw block" else 2), self.span.end)
        self.faults.append(Fault("T001", Span(start, end), message))
        # Where nothing after it can be closed either, one fault says it all.
        return end if self._find("}}", end) >= 0 else self.span.end

    def _add(self, tag: HandlebarsTag) -> None:
        self.tags.append(tag)
