"""POML cut into tags and text, each at its exact place.

POML looks like XML and is read leniently by its own tools: a file may hold several roots, or none, and escapes its own
characters (`#lt;`). No library for XML takes that. Nothing is looked up here: document types, entities and processing
instructions are markup like any other, so that none of them can be expanded or fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from motjuste.document.transcript import Escape, Unwritable
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

_MOST_TOKENS = 20_000
"""Nobody writes more by hand; what follows is taken for one piece of markup, so that no text makes reading it slow."""
_MARK = re.compile(
    r"(?P<comment><!--)|(?P<cdata><!\[CDATA\[)|(?P<instruction><\?)|(?P<declaration><!)"
    r"|</edit\s*>|<edit\s*>"
    r"|<(?P<slash>/?)(?P<name>[A-Za-z_][\w:.-]*+)(?P<inside>(?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+')*+)>|(?P<bare><)"
)
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w:.-]*+)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")
_ENDS = {"comment": "-->", "cdata": "]]>", "instruction": "?>", "declaration": ">"}
_ESCAPE = re.compile(
    r"#(lt|gt|amp|quot|apos|hash|lbrace|rbrace);|&(lt|gt|amp|quot|apos);|&#([0-9]{1,7}|[xX][0-9a-fA-F]{1,6});"
)
_NAMED = {
    "lt": "<",
    "gt": ">",
    "amp": "&",
    "quot": '"',
    "apos": "'",
    "hash": "#",
    "lbrace": "{",
    "rbrace": "}",
}
_TO_ESCAPE = re.compile(r"<(?!/?edit\s*>)|&|#(?=(?:lt|gt|amp|quot|apos|hash|lbrace|rbrace);)")
_WRITTEN = {"<": "#lt;", "&": "#amp;", "#": "#hash;"}


class Mark(StrEnum):
    """What a stretch of a file is."""

    TEXT = "text"
    CDATA = "cdata"
    """The inside of a CDATA section; its brackets are `OTHER`."""
    OPEN = "open"
    CLOSE = "close"
    EMPTY = "empty"
    """A tag that opens and closes, `<img/>`."""
    OTHER = "other"
    """Comments, document types, processing instructions."""
    BROKEN = "broken"
    """A `<` that begins nothing, or what never ends."""


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch; together they cover the file."""

    mark: Mark
    span: Span
    name: str = ""
    """A tag's, in lower case and without hyphens: POML takes `SystemMessage` and `system-message` for one."""
    attributes: str = ""


def tokens(text: str) -> Iterator[Token]:
    """Cut a file. Linear in its length; never raises."""
    position = start = count = 0
    while (match := _MARK.search(text, position)) is not None:
        if match.lastgroup is None:  # An <edit> tag is ours, and stands in the words.
            position = match.end()
            continue
        if match.start() > start:
            yield Token(Mark.TEXT, Span(start, match.start()))
        count += 1
        if count > _MOST_TOKENS:
            yield Token(Mark.BROKEN, Span(match.start(), len(text)))
            return
        position = start = yield from _token(text, match)
    if start < len(text):
        yield Token(Mark.TEXT, Span(start, len(text)))


def _token(text: str, match: re.Match[str]) -> Generator[Token, None, int]:
    """One piece of markup; returns where it ends."""
    if match["name"]:
        yield _tag(match)
        return match.end()
    kind = match.lastgroup or ""
    if kind == "bare":
        yield Token(Mark.BROKEN, Span(*match.span()))
        return match.end()
    end = text.find(_ENDS[kind], match.end())
    if end < 0:
        yield Token(Mark.BROKEN, Span(match.start(), len(text)))
        return len(text)
    closed = end + len(_ENDS[kind])
    if kind == "cdata":
        yield Token(Mark.OTHER, Span(*match.span()))
        if end > match.end():
            yield Token(Mark.CDATA, Span(match.end(), end))
        yield Token(Mark.OTHER, Span(end, closed))
    else:
        yield Token(Mark.OTHER, Span(match.start(), closed))
    return closed


def _tag(match: re.Match[str]) -> Token:
    inside = match["inside"]
    mark = Mark.CLOSE if match["slash"] else Mark.EMPTY if inside.endswith("/") else Mark.OPEN
    return Token(mark, Span(*match.span()), match["name"].lower().replace("-", ""), inside)


def attributes(token: Token) -> dict[str, str]:
    """A tag's attributes as written, by name in lower case."""
    return {
        match.group(1).lower(): match.group(2) if match.group(2) is not None else match.group(3)
        for match in _ATTRIBUTE.finditer(token.attributes)
    }


def text_escapes(text: str, span: Span) -> Iterator[Escape]:
    """The escapes in a stretch of text: POML's own, and those that every XML has."""
    for match in _ESCAPE.finditer(text, span.start, span.end):
        value = _NAMED.get(match.group(1) or match.group(2) or "") or _character(match.group(3))
        if value is not None:
            yield Escape(Span(*match.span()), value)


def _character(number: str) -> str | None:
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else None


@dataclass(frozen=True, slots=True)
class PomlText:
    """The quoting of text between tags: written with POML's own escapes."""

    def encode(self, text: str, before: str = "", after: str = "") -> str:  # noqa: ARG002  # no place matters
        """The words with what would begin markup escaped."""
        return _TO_ESCAPE.sub(lambda match: _WRITTEN[match.group()], text)


@dataclass(frozen=True, slots=True)
class CdataText:
    """The quoting of a CDATA section: anything but its end."""

    def encode(self, text: str, before: str = "", after: str = "") -> str:
        """The words as they are."""
        if "]]>" in before[-2:] + text + after[:2]:
            raise Unwritable("]]> would close the CDATA section here")
        return text
