"""Code fences as CommonMark pairs them, quotes and lists included, and those that nothing closes.

`document.code_spans` asks where code stands and takes fences line by line; this asks whether a fence is closed, for
which a fence inside a list item or a quote must be known to end with it. CommonMark 0.31, sections 4.5, 5.1 and 5.2.
HTML blocks are read as text: a prompt's `<example>` line is no reason for a fence below it not to count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})(?P<info>.*)", re.DOTALL)
_BREAK = re.compile(r" {0,3}(?:(?:\* *+){3,}|(?:- *+){3,}|(?:_ *+){3,})$")
_HEADING = re.compile(r" {0,3}#{1,6}(?: |$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+) *+$")
_MARKER = re.compile(r" {0,3}(?P<marker>[-*+]|(?P<number>\d{1,9})[.)])(?: |$)")
_QUOTE = re.compile(r" {0,3}> ?")
_AT_MARGIN = re.compile(r"~{3}|`{3,}[^`\r\n]*(?:[\r\n]|\Z)")
"""An opening fence at the left margin, which ends all lists and quotes."""
_START_OF_TEXT = re.compile(r"(?s:.*)\n(?:(?=\#{1,6} )|(?:(?<=\n\n)|(?<=\n\r\n))(?=[A-Za-z<]))")
"""Up to the last line that ends them as well: a heading, or words below an empty line, at the left margin."""
_DEEPEST = 40
"""Containers inside each other; deeper ones are read as text, so that the work stays linear."""


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block."""

    mark: Span
    """The opening run of backticks or tildes."""
    info: str
    """The words behind it, stripped."""
    body: Span
    """From the line after the opening one up to the line of the closing one, or as far as the block reaches."""
    closing: Span | None
    """The closing run; None when nothing closes it."""
    char: str = "`"
    """What it is made of: "`" or "~"."""


@dataclass(slots=True)
class _Container:
    """A list item, to which lines indented by `width` belong; a quote has width 0."""

    width: int
    empty: bool = False
    """Nothing stands behind the marker, nor below it yet: a blank line then ends the item."""


@dataclass(slots=True)
class _Reader:
    """The state between two lines."""

    containers: list[_Container] = field(default_factory=list)
    paragraph: bool = False
    """The last line was text that the next one may go on with."""
    opened: Fence | None = None
    ahead: dict[str, int] = field(default_factory=lambda: {"```": -1, "~~~": -1})
    """Where either mark stands next, or stood when it was last looked for."""
    looked_until: int = 0
    """No line before this offset may be left out: they have been looked over."""


def read_fences(text: str, span: Span) -> Iterator[Fence]:
    """The fenced blocks inside `span`, which starts a line, in order. Linear in its length."""
    if "```" not in text and "~~~" not in text:
        return
    reader = _Reader()
    position = span.start
    while (position := _next_line(reader, text, position, span.end)) < span.end:
        match = _LINE.match(text, position, span.end)
        raw, following = (text[position : span.end], span.end) if match is None else (match[1], match.end())
        ended = _read_line(reader, raw, position, following)
        if ended is not None:
            yield ended
        position = max(following, position + 1)
    if reader.opened is not None:
        yield _ended(reader.opened, span.end)


def _next_line(reader: _Reader, text: str, position: int, end: int) -> int:
    """The next line that matters for the fences; it may leave out those that only a list or a quote would need."""
    if reader.opened is not None:
        if reader.containers:
            return position
        mark = text.find(reader.opened.char * 3, position, end)
        return end if mark < 0 else _line_start(text, position, mark)
    if position < reader.looked_until:
        return position
    for char, mark in reader.ahead.items():
        if mark < position:
            found = text.find(char, position, end)
            reader.ahead[char] = end if found < 0 else found
    mark = min(reader.ahead.values())
    if mark >= end:
        return end
    line = _line_start(text, position, mark)
    reader.looked_until = line + 1
    if _AT_MARGIN.match(text, line, end):
        position = line
    elif (fresh := _START_OF_TEXT.match(text, position, line)) is not None:
        position = fresh.end()
    else:
        return position
    reader.containers.clear()
    reader.paragraph = False
    return position


def _line_start(text: str, least: int, offset: int) -> int:
    return max(text.rfind("\n", least, offset) + 1, text.rfind("\r", least, offset) + 1, least)


def _read_line(reader: _Reader, raw: str, start: int, following: int) -> Fence | None:
    """Take in a line; the block that ends with it or before it, if one does."""
    line = raw.expandtabs(4) if "\t" in raw else raw
    matched, at = _continued(reader.containers, line)
    opened = reader.opened
    if opened is not None and matched == len(reader.containers):
        closing = _closing(opened, line, at, raw, start)
        if closing is None:
            return None
        reader.opened = None
        return _ended(opened, start, closing)
    reader.opened = None
    fence = _begin(reader, line, matched, at)
    if fence is not None:
        mark = start + raw.index(fence["mark"])
        reader.opened = _opening(fence, mark, following)
    return None if opened is None else _ended(opened, start)


def _opening(match: re.Match[str], at: int, following: int) -> Fence:
    mark = match["mark"]
    return Fence(Span(at, at + len(mark)), match["info"].strip(), Span(following, following), None, mark[0])


def _ended(opened: Fence, end: int, closing: Span | None = None) -> Fence:
    body = Span(opened.body.start, max(end, opened.body.start))
    return Fence(opened.mark, opened.info, body, closing, opened.char)


def _closing(opened: Fence, line: str, at: int, raw: str, start: int) -> Span | None:
    """The closing run, if a line in the fence's own containers is its closing fence."""
    match = _FENCE.match(line, at)
    if match is None or match["info"].strip(" ") or len(match["mark"]) < len(opened.mark):
        return None
    mark = start + raw.index(match["mark"])
    closing = Span(mark, mark + len(match["mark"]))
    return closing if opened.char == match["mark"][0] else None


def _continued(containers: list[_Container], line: str) -> tuple[int, int]:
    """How many of the open containers a line belongs to, and where on it their content starts."""
    at = 0
    for number, container in enumerate(containers):
        blanks = _blanks(line, at)
        if container.width == 0:
            quote = _QUOTE.match(line, at)
            if quote is None:
                return number, at
            at = quote.end()
        elif at + blanks == len(line):
            if container.empty:
                return number, at
            at = min(len(line), at + container.width)
        elif blanks >= container.width:
            at += container.width
            container.empty = False
        else:
            return number, at
    return len(containers), at


def _blanks(line: str, at: int) -> int:
    end = at
    while end < len(line) and line[end] == " ":
        end += 1
    return end - at


def _begin(reader: _Reader, line: str, matched: int, at: int) -> re.Match[str] | None:
    """Open what a line opens, inside the first `matched` containers; its opening fence, if it has one."""
    lazy = reader.paragraph
    continues = reader.paragraph and matched == len(reader.containers)
    while len(reader.containers) <= _DEEPEST:
        blanks = _blanks(line, at)
        if at + blanks == len(line) or (blanks >= 4 and lazy):
            break
        if blanks >= 4:
            _close(reader, matched)
            return None
        if quote := _QUOTE.match(line, at):
            _close(reader, matched)
            reader.containers.append(_Container(0))
            at = quote.end()
        elif (fence := _FENCE.match(line, at)) and (fence["mark"][0] == "~" or "`" not in fence["info"]):
            _close(reader, matched)
            return fence
        elif continues and _UNDERLINE.match(line, at):
            reader.paragraph = False
            return None
        elif _BREAK.match(line, at) or _HEADING.match(line, at):
            _close(reader, matched)
            return None
        elif (marker := _MARKER.match(line, at)) and _may_begin(marker, line, interrupting=continues):
            _close(reader, matched)
            item = _item(marker, line, at)
            reader.containers.append(item)
            at = min(len(line), at + item.width)
        else:
            break
        matched, lazy, continues = len(reader.containers), False, False
    _text(reader, line, matched, at, lazy=lazy)
    return None


def _close(reader: _Reader, matched: int) -> None:
    del reader.containers[matched:]
    reader.paragraph = False


def _may_begin(marker: re.Match[str], line: str, *, interrupting: bool) -> bool:
    """In the middle of a paragraph only a list that starts at 1, with words behind it, is a list."""
    if not interrupting:
        return True
    return marker["number"] in {None, "1"} and bool(line[marker.end() :].strip(" "))


def _item(marker: re.Match[str], line: str, at: int) -> _Container:
    after = marker.end("marker")
    blanks = _blanks(line, after)
    if after + blanks == len(line):
        return _Container(after - at + 1, empty=True)
    return _Container(after - at + (blanks if 1 <= blanks <= 4 else 1))


def _text(reader: _Reader, line: str, matched: int, at: int, *, lazy: bool) -> None:
    """A line that opens no block: blank, the start of a paragraph, or more of one."""
    if not line[at:].strip(" "):
        _close(reader, matched)
    elif not lazy:
        _close(reader, matched)
        reader.paragraph = True
