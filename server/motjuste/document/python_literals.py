"""Python's string literals cut open: prefix, quotes, escapes and the holes of f-strings, each at its exact place.

Source: the Python language reference, section 2.4 (string and bytes literals, escape sequences, f-strings).
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.transcript import Escape
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING = re.compile(r"(?P<prefix>[A-Za-z]{0,2})(?P<quote>\"\"\"|'''|\"|')")
_PREFIXES = frozenset({"", "r", "u", "f", "fr", "rf", "t", "tr", "rt"})
_BETWEEN = re.compile(r"(?:[ \t\f\r\n]++|\\\r?\n|#[^\r\n]*+)*+")
"""What may stand between two strings that Python joins."""

_REST = {
    quote: re.compile(
        rf"(?s:[^\\{quote[0]}]++|\\.|{quote[0]}(?!{quote[0] * 2}))*+{quote}"
        if len(quote) == 3
        else rf"(?s:[^\\{quote}\r\n]++|\\(?:\r\n|.))*+{quote}"
    )
    for quote in ('"""', "'''", '"', "'")
}
"""From behind the opening quotes to behind the closing ones."""

_ESCAPE = re.compile(
    r"\\(?:(?P<continued>\r\n|[\r\n])|(?P<simple>[\\'\"abfnrtv])|(?P<octal>[0-7]{1,3})|x(?P<x>[0-9a-fA-F]{2})"
    r"|u(?P<u>[0-9a-fA-F]{4})|U(?P<U>[0-9a-fA-F]{8})|N\{(?P<name>[^{}\r\n]+)\}|(?P<other>.|\Z))|(?P<line>\r\n?)",
    re.DOTALL,
)
_RAW_LINE = re.compile(r"(?P<line>\r\n?)")
_SIMPLE = dict(zip("\\'\"abfnrtv", "\\'\"\a\b\f\n\r\t\v", strict=True))

_DEEPEST = 20
"""Nesting of brackets, strings and holes inside a hole; far beyond what anyone writes."""


class Unreadable(Exception):  # noqa: N818  # it never leaves the files that read Python
    """The literal is none that we read: bytes, an unknown prefix, or nested too deep."""


@dataclass(frozen=True, slots=True)
class Literal:
    """One string literal."""

    span: Span
    """With prefix and quotes."""
    prefix: str
    """Lower case."""
    quote: str
    """What closes it: one or three quotation marks."""
    holes: tuple[Span, ...]
    """The `{…}` of an f-string, braces included."""
    escapes: tuple[Escape, ...]
    """Outside the holes; a CRLF is one too, as Python reads it as a line feed."""

    @property
    def body(self) -> Span:
        """What stands between the quotes."""
        opening = len(self.prefix) + len(self.quote)
        return Span(self.span.start + opening, self.span.end - len(self.quote))

    @property
    def raw(self) -> bool:
        """Whether a backslash stands for itself."""
        return "r" in self.prefix

    @property
    def formatted(self) -> bool:
        """Whether braces open holes."""
        return "f" in self.prefix or "t" in self.prefix


def read_literals(text: str, span: Span) -> tuple[Literal, ...]:
    """The literals that Python joins into one string, which stand in `span` and nothing else with them.

    Raises:
        Unreadable: Something else stands there.
    """
    found: list[Literal] = []
    position = span.start
    while position < span.end:
        literal = read_literal(text, position)
        found.append(literal)
        between = _BETWEEN.match(text, literal.span.end, span.end)
        position = between.end() if between else literal.span.end
    return tuple(found)


def read_literal(text: str, start: int, depth: int = 0) -> Literal:
    """The literal that begins at `start`.

    Raises:
        Unreadable: None does, or none that holds text.
    """
    opening = _OPENING.match(text, start)
    prefix = opening["prefix"].lower() if opening else "?"
    if opening is None or prefix not in _PREFIXES or depth > _DEEPEST:
        raise Unreadable
    quote = opening["quote"]
    if "f" in prefix or "t" in prefix:
        end, holes = _read_formatted(text, opening.end(), quote, "r" in prefix, depth)
    else:
        rest = _REST[quote].match(text, opening.end())
        if rest is None:
            raise Unreadable
        end, holes = rest.end(), ()
    literal = Literal(Span(start, end), prefix, quote, holes, ())
    return Literal(literal.span, prefix, quote, holes, tuple(_escapes(text, literal)))


def literal_parts(literal: Literal) -> Iterator[Span]:
    """The stretches of words: the body without its holes, empty ones included."""
    position = literal.body.start
    for hole in literal.holes:
        yield Span(position, hole.start)
        position = hole.end
    yield Span(position, literal.body.end)


def _escapes(text: str, literal: Literal) -> Iterator[Escape]:
    pattern = _RAW_LINE if literal.raw else _ESCAPE
    for part in literal_parts(literal):
        if literal.formatted:
            yield from _braced(text, part, pattern)
        else:
            yield from _plain(text, part, pattern)


def _plain(text: str, part: Span, pattern: re.Pattern[str]) -> Iterator[Escape]:
    for match in pattern.finditer(text, part.start, part.end):
        value = _value(match)
        if value is not None:
            yield Escape(Span(*match.span()), value)


def _braced(text: str, part: Span, pattern: re.Pattern[str]) -> Iterator[Escape]:
    """Escapes and doubled braces; the braces of a character's name are no doubled ones."""
    position = part.start
    for escape in (*_plain(text, part, pattern), Escape(Span(part.end, part.end), "")):
        for match in re.compile(r"\{\{|\}\}").finditer(text, position, escape.span.start):
            yield Escape(Span(*match.span()), match.group()[0])
        position = escape.span.end
        if len(escape.span):
            yield escape


def _value(match: re.Match[str]) -> str | None:
    """What an escape stands for; None where the backslash stands for itself."""
    kind = match.lastgroup
    written = match[kind] if kind else ""
    if kind in {"octal", "x", "u", "U"}:
        code = int(written, 8 if kind == "octal" else 16)
        return chr(code) if code <= sys.maxunicode else None
    if kind == "name":
        return _named(written)
    return {"line": "\n", "continued": "", "simple": _SIMPLE.get(written)}.get(kind or "")


def _named(name: str) -> str | None:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return None


_IN_FORMATTED = re.compile(r"\{\{|\}\}|\{|\\N\{[^{}\r\n]*\}|\\\r\n|\\[^{}]|[\"']+|[\r\n]")
_IN_RAW_FORMATTED = re.compile(r"\{\{|\}\}|\{|\\[^{}]|[\"']+|[\r\n]")


def _read_formatted(text: str, start: int, quote: str, raw: bool, depth: int) -> tuple[int, tuple[Span, ...]]:
    """Where an f-string ends, and its holes."""
    holes: list[Span] = []
    position = start
    pattern = _IN_RAW_FORMATTED if raw else _IN_FORMATTED
    while (match := pattern.search(text, position)) is not None:
        found = match.group()
        position = match.end()
        if found == "{":
            position = _hole_end(text, position, depth + 1)
            holes.append(Span(match.start(), position))
        elif found[0] in "\"'":
            at = found.find(quote)
            if at >= 0:
                return match.start() + at + len(quote), tuple(holes)
        elif found[0] in "\r\n" and len(quote) == 1:
            break
    raise Unreadable


_IN_HOLE = re.compile(r"[\[\](){}]|[A-Za-z]{0,2}[\"']|[!=<>]=|:=|:|#[^\r\n]*")


def _hole_end(text: str, start: int, depth: int) -> int:
    """Behind the brace that closes the hole whose expression begins at `start`."""
    if depth > _DEEPEST:
        raise Unreadable
    opened = 0
    position = start
    while (match := _IN_HOLE.search(text, position)) is not None:
        found = match.group()
        position = match.end()
        if found == "}" and not opened:
            return position
        if found == ":" and not opened:
            return _format_end(text, position, depth)
        if found[-1] in "\"'":
            position = _nested_end(text, match, depth)
        elif found in "([{":
            opened += 1
        elif found in ")]}":
            opened -= 1
    raise Unreadable


def _nested_end(text: str, match: re.Match[str], depth: int) -> int:
    """Behind a string inside a hole; letters before the quote may belong to a word such as `in`."""
    found = match.group()
    start = match.end() - 1 if found[:-1].lower() not in {*_PREFIXES, "b", "br", "rb"} else match.start()
    if "b" in found.lower():
        rest = _REST[found[-1]].match(text, match.end())
        if rest is None:
            raise Unreadable
        return rest.end()
    return read_literal(text, start, depth + 1).span.end


def _format_end(text: str, start: int, depth: int) -> int:
    """Behind the brace that closes a hole, from behind the colon before its format."""
    position = start
    while (match := re.compile(r"[{}]").search(text, position)) is not None:
        position = match.end()
        if match.group() == "}":
            return position
        position = _hole_end(text, position, depth + 1)
    raise Unreadable
