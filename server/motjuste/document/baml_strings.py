"""Where the prompts of a BAML file stand: the raw strings of its functions and template strings, with their parameters.

The grammar followed is BAML's own (engine/baml-lib/ast, datamodel.pest), as far as it takes to tell a prompt from the
strings of tests, descriptions and comments. Nothing of it is run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.transcript import Escape, Unwritable
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"(?P<block>\{//)|(?P<comment>(?<![\w:])//)|(?P<raw>(?<!#)#{1,5}\")|(?P<quoted>\"(?:\\\"|[^\"\r\n])*+\"?)"
    r"|(?P<open>\{)|(?P<close>\})|(?P<word>(?<![\w-])(?:function|template_string|string_template|prompt)(?![\w-]))"
)
_LINE_REST = re.compile(r"[^\r\n]*")
_NAME = re.compile(r"\s*+([A-Za-z][\w-]*+)\s*+=?\s*+(\()?")
_BRACKET = re.compile(r"[()]|\"(?:\\\"|[^\"\r\n])*+\"?|\{|\bfunction\b")
_PARAMETER = re.compile(
    r"([A-Za-z_][\w-]*+)\s*+:\s*+((?:[^,<>()\[\]\"]|\"[^\"\r\n]*\"|[<(\[][^:]*?[>)\]])*+)"
)
_BLANKS = re.compile(r"\s*+")
_MARGIN = re.compile(r"[ \t]*+")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function."""

    name: Span
    kind: Span
    """Its type."""


@dataclass(frozen=True, slots=True)
class RawString:
    """A prompt: what stands between `#"` and `"#`."""

    name: str
    """Of the function or template string."""
    heading: Span
    """Where that name stands."""
    parameters: tuple[Parameter, ...]
    inside: Span
    closer: str
    is_function: bool


@dataclass(frozen=True, slots=True)
class Unclosed:
    """A raw string that never ends."""

    opener: Span
    closer: str


@dataclass(slots=True)
class _Head:
    """The declaration being read."""

    name: str
    place: Span
    parameters: tuple[Parameter, ...]
    is_function: bool


def raw_strings(text: str) -> Iterator[RawString | Unclosed]:
    """The prompts of a file, in order. Linear in its length; never raises."""
    position = depth = 0
    head: _Head | None = None
    expecting = False
    while (match := _TOKEN.search(text, position)) is not None:
        kind, position = match.lastgroup, match.end()
        if kind in {"block", "comment"}:
            position = _after_comment(text, match)
        elif kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
            head = head if depth else None
        elif kind == "word" and depth == 0:
            head, position = _head(text, match)
            expecting = head is not None and not head.is_function
        elif kind == "word" and depth == 1 and match.group() == "prompt":
            after = _BLANKS.match(text, position)
            expecting = head is not None and text.startswith("#", after.end() if after else position)
        elif kind == "raw":
            closer = '"' + match.group()[:-1]
            end = text.find(closer, position)
            if end < 0:
                yield Unclosed(Span(*match.span()), closer)
                return
            if expecting and head is not None:
                yield RawString(
                    head.name, head.place, head.parameters, Span(position, end), closer, head.is_function
                )
            expecting = False
            position = end + len(closer)


def _after_comment(text: str, opener: re.Match[str]) -> int:
    """Where a comment ends: at the end of its line, or behind `//}`."""
    if opener.lastgroup == "block":
        end = text.find("//}", opener.end())
        return len(text) if end < 0 else end + 3
    rest = _LINE_REST.match(text, opener.end())
    return rest.end() if rest else opener.end()


def _head(text: str, keyword: re.Match[str]) -> tuple[_Head | None, int]:
    """The declaration a keyword opens, and where to read on."""
    if keyword.group() == "prompt":
        return None, keyword.end()
    name = _NAME.match(text, keyword.end())
    if name is None:
        return None, keyword.end()
    end = name.end(1) if name.group(2) is None else _closing(text, name.end())
    parameters = () if name.group(2) is None else tuple(_parameters(text, Span(name.end(), end)))
    is_function = keyword.group() == "function"
    return _Head(name.group(1), Span(*name.span(1)), parameters, is_function), end


def _closing(text: str, start: int) -> int:
    """Where the bracket that opens before `start` closes; `start` if it does not."""
    depth = 1
    for match in _BRACKET.finditer(text, start):
        if match.group() in {"{", "function"}:
            break
        depth += {"(": 1, ")": -1}.get(match.group(), 0)
        if depth == 0:
            return match.start()
    return start


def _parameters(text: str, span: Span) -> Iterator[Parameter]:
    for match in _PARAMETER.finditer(text, span.start, span.end):
        kind = match.group(2).rstrip()
        yield Parameter(Span(*match.span(1)), Span(match.start(2), match.start(2) + len(kind)))


def margin_of(text: str, inside: Span) -> str:
    """The blanks that BAML takes off every line of a raw string: those that all its lines begin with."""
    words = inside.of(text).lstrip("\r\n").rstrip()
    margin: str | None = None
    for line in words.split("\n"):
        if not line.strip():
            continue
        blanks = _MARGIN.match(line)
        begins = blanks.group() if blanks else ""
        margin = begins if margin is None else _shared(margin, begins)
        if not margin:
            break
    return margin or ""


def _shared(one: str, other: str) -> str:
    length = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    return one[: min(len(one), len(other)) if length is None else length]


def margin_escapes(text: str, inside: Span, margin: str) -> Iterator[Escape]:
    """What vanishes at the beginning of each line; lines of blanks are empty ones."""
    start = inside.start
    while start < inside.end:
        end = text.find("\n", start, inside.end)
        end = inside.end if end < 0 else end
        blanks = _MARGIN.match(text, start, end)
        after = blanks.end() if blanks else start
        is_blank = after == end or text[after] == "\r"
        vanishes = after - start if is_blank else len(margin)
        if vanishes and (is_blank or text.startswith(margin, start)):
            yield Escape(Span(start, start + vanishes), "")
        start = end + 1


@dataclass(frozen=True, slots=True)
class Margin:
    """The quoting of a raw string: every line behind the same blanks, and no closing mark inside."""

    blanks: str
    closer: str

    def encode(self, text: str, before: str = "", after: str = "") -> str:
        """The words with the margin on each new line."""
        lines = text.split("\n")
        written = "\n".join([lines[0], *(self.blanks + line if line.strip() else line for line in lines[1:])])
        around = len(self.closer) - 1
        if self.closer in before[-around:] + written + after[:around]:
            raise Unwritable(f"{self.closer} would close the string here")
        return written
