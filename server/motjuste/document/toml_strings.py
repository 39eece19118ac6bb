"""The words of TOML's four kinds of strings, and new words written into them.

Source: TOML 1.0, "String".
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.closing_quotes import guarded
from motjuste.document.encoded import Strand
from motjuste.document.transcript import Escape, Unwritable, transcribe
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_ESCAPE = re.compile(
    r"\\(?:(?P<simple>[btnfr\"\\e])|u(?P<u>[0-9a-fA-F]{4})|U(?P<U>[0-9a-fA-F]{8})|x(?P<x>[0-9a-fA-F]{2})"
    r"|(?P<continued>[ \t]*\r?\n[ \t\r\n]*))|(?P<line>\r\n)"
)
_CRLF = re.compile(r"(?P<line>\r\n)")
_SIMPLE = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\", "e": "\x1b"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_DELETE = "\x7f"


@dataclass(frozen=True, slots=True)
class TomlQuoting:
    """How words stand in one string."""

    quote: str
    """One or three quotation marks, double or single."""
    line_end: str = "\n"
    """The file's own, for strings of several lines."""

    def encode(self, text: str, before: str = "", after: str = "") -> str:
        """The source that TOML reads as `text`.

        Raises:
            Unwritable: A literal string, in which nothing can be escaped, cannot hold it.
        """
        if self.quote == '"':
            return json.dumps(text, ensure_ascii=False)[1:-1].replace(_DELETE, "\\u007f")
        lines = text.split("\n")
        if self.quote == '"""':
            escaped = (_CONTROL.sub(_unicode, line.replace("\\", "\\\\")) for line in lines)
            return guarded(self.line_end.join(escaped), '"', before, after)
        closes = self.quote in before[-2:] + text + after[:2] or (not after and text.endswith("'"))
        if closes or _CONTROL.search(text) or (len(self.quote) == 1 and (len(lines) > 1 or "'" in text)):
            raise Unwritable("a literal string cannot hold these words")
        return self.line_end.join(lines)


def string_strand(text: str, span: Span, value: str) -> Strand | None:
    """The words of a string; None if we would read something else than `value`."""
    written = span.of(text)
    quote = next((one for one in ('"""', "'''", '"', "'") if written.startswith(one)), None)
    if quote is None or len(written) < 2 * len(quote):
        return None
    start = span.start + len(quote)
    opening = re.compile(r"\r?\n").match(text, start) if len(quote) == 3 else None
    inner = Span(opening.end() if opening else start, span.end - len(quote))
    quoting = TomlQuoting(quote, "\r\n" if "\r\n" in written else "\n")
    escapes = tuple(_escapes(text, inner, _ESCAPE if quote[0] == '"' else _CRLF))
    moved = (Escape(one.span.shifted(-inner.start), one.value) for one in escapes)
    return Strand(inner, escapes, quoting) if transcribe(inner.of(text), moved).text == value else None


def _escapes(text: str, span: Span, pattern: re.Pattern[str]) -> Iterator[Escape]:
    for match in pattern.finditer(text, span.start, span.end):
        kind = match.lastgroup or ""
        if kind == "simple":
            value = _SIMPLE[match[kind]]
        elif kind in {"u", "U", "x"}:
            code = int(match[kind], 16)
            value = chr(code) if code <= 0x10FFFF else ""
        else:
            value = "\n" if kind == "line" else ""
        yield Escape(Span(*match.span()), value)


def _unicode(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"
