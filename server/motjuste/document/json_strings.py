"""Words in JSON strings: which escapes stand in one, and how new words are written; values that a template writes.

Source: RFC 8259, section 7.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.transcript import Escape, Unwritable, reading
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_ESCAPE = re.compile(
    r"\\(?:(?P<simple>[\"\\/bfnrt])"
    r"|u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|u(?P<code>(?![dD][89a-fA-F])[0-9a-fA-F]{4}))"
)
"""Half a surrogate pair is no character and stands as it is written."""
_QUOTING_FILTER = re.compile(
    r"((?<!\s)\s*+\|\s*+(?:dump|tojson)\b(?:\([^(){}]*+\))?(?:\s*+\|\s*+safe\b)?)\s*+-?\}\}"
)
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_SIMPLE = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


@dataclass(frozen=True, slots=True)
class JsonQuoting:
    """How words stand in a JSON string."""

    ascii_only: bool = False
    """Whether the file writes every character beyond ASCII as an escape."""

    def encode(self, text: str, before: str = "", after: str = "") -> str:  # noqa: ARG002  # nothing depends on them
        """The source between the quotes that reads as `text`; there always is one."""
        return json.dumps(text, ensure_ascii=self.ascii_only)[1:-1]


@dataclass(frozen=True, slots=True)
class TemplateValue:
    """How a value stands that a template writes with its quotes, `{{ topic | dump }}`: no words can be put into it."""

    def encode(self, text: str, before: str = "", after: str = "") -> str:  # noqa: ARG002
        """Refuses.

        Raises:
            Unwritable: Always.
        """
        raise Unwritable("the template writes this whole value")


def template_escapes(text: str, span: Span) -> tuple[Escape, ...]:
    """What makes JSON of a template's value, to read the value without: the filter that writes a string's quotes."""
    match = _QUOTING_FILTER.search(text, span.start, span.end)
    return (Escape(Span(*match.span(1)), ""),) if match else ()


def json_escapes(text: str, span: Span) -> tuple[Escape, ...]:
    """The escapes between two offsets inside a string."""
    return tuple(_escapes(text, span))


def decoded(text: str, span: Span) -> str:
    """What a string reads as; `span` holds its quotes."""
    words = text[span.start + 1 : span.end - 1]
    if "\\" not in words:
        return words
    try:
        value = str(json.loads(text[span.start : span.end]))
    except ValueError:
        value = "\ud800"
    if _HALF_PAIR.search(value) is None:
        return value
    inner = Span(0, len(words))
    return reading(words, inner, _escapes(words, inner))


def _escapes(text: str, span: Span) -> Iterator[Escape]:
    position = text.find("\\", span.start, span.end)
    while position >= 0:
        match = _ESCAPE.match(text, position, span.end)
        if match is None:
            position = text.find("\\", min(position + 2, span.end), span.end)
            continue
        yield Escape(Span(*match.span()), _value(match))
        position = text.find("\\", match.end(), span.end)


def _value(match: re.Match[str]) -> str:
    if match["simple"]:
        return _SIMPLE[match["simple"]]
    if match["high"]:
        return chr(0x10000 + ((int(match["high"], 16) - 0xD800) << 10) + int(match["low"], 16) - 0xDC00)
    return chr(int(match["code"], 16))
