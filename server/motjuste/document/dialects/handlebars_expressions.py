"""What stands inside a Handlebars tag: a call with its parameters, named values and block names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Path:
    """A name: `user.name`, `../x`, `this`, `@index`."""

    parts: tuple[str, ...]
    """Without `this`, `.` and `..`; empty for `this` itself."""
    up: int
    """How many contexts further out it begins: one for each `../`."""
    data: bool
    """It begins with `@`."""
    local: bool
    """It begins with `this` or a dot, and so is never the name of a helper or of a block parameter."""
    span: Span
    first: Span
    """The first part alone; empty if there is none."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A string, a number, `true`, `false`, `null` or `undefined`."""

    value: object
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A value, or a helper with what it is handed. Which of the two only the reader of the call can say."""

    callee: Path | Literal
    params: tuple[Operand, ...]
    named: tuple[tuple[str, Operand], ...]
    block_names: tuple[str, ...]
    """`item` and `i` in `as |item i|`."""
    span: Span

    @property
    def bare(self) -> bool:
        """Whether it is a name by itself."""
        return not self.params and not self.named


Operand = Path | Literal | Call


class ExpressionFault(Exception):  # noqa: N818  # it becomes a fault of the document, never an error a user meets
    """The tag's inside is no expression."""

    def __init__(self, span: Span, message: str) -> None:
        super().__init__(message)
        self.span = span
        self.message = message


_ID = r"[^\s!\"#%-,./;->@\[-^`{-~]"
_PART = rf"(?:\.\.|{_ID}++|\[(?:\\[\\\]]|[^\]])*+\])"
_TOKEN = re.compile(
    rf"""
      (?P<blank>\s++)
    | (?P<open>\()
    | (?P<close>\))
    | (?P<block>as\s++\|(?P<names>[^|]*+)\|)
    | (?P<string>"(?:\\"|[^"])*+"|'(?:\\'|[^'])*+')
    | (?P<number>-?[0-9]++(?:\.[0-9]++)?+)(?=[\s)]|\Z)
    | (?P<word>true|false|null|undefined)(?=[\s)]|\Z)
    | (?P<key>{_ID}++|\[(?:\\[\\\]]|[^\]])*+\])\s*+=(?!=)
    | (?P<path>@?(?:{_PART}|\.(?=[/\s)]|\Z))(?:[./](?:{_PART}|\.(?=[/\s)]|\Z)))*+)
    """,
    re.VERBOSE,
)
_PATH_PART = re.compile(rf"{_PART}|\.(?=[/\s)]|\Z)")
_NAME = re.compile(r"\s*+(?P<name>[A-Za-z_]\w*+)\s*+")
_NO_NAMES = frozenset({"this", "true", "false", "null", "undefined"})
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None, "undefined": None}
_DEEPEST = 50
"""Nesting of sub-expressions."""


def read_call(text: str, span: Span) -> Call:
    """Read the inside of a tag.

    Raises:
        ExpressionFault: It is no expression.
    """
    plain = _NAME.fullmatch(text, span.start, span.end)
    if plain is not None and plain["name"] not in _NO_NAMES:
        return name_alone(plain["name"], Span(*plain.span("name")), span)
    tokens = list(_tokens(text, span))
    reader = _Reader(tokens, span)
    call = reader.call(span, depth=0)
    if reader.at < len(tokens):
        raise ExpressionFault(Span(*tokens[reader.at].span()), "This ) closes no ( that is open here")
    return call


def name_alone(name: str, place: Span, span: Span) -> Call:
    """The call that a single name makes: what nearly every tag holds.

    Args:
        name: Neither a keyword nor `this`.
        place: Where it stands.
        span: The tag's inside.
    """
    return Call(Path((name,), up=0, data=False, local=False, span=place, first=place), (), (), (), span)


def _tokens(text: str, span: Span) -> Iterator[re.Match[str]]:
    position = span.start
    while position < span.end:
        match = _TOKEN.match(text, position, span.end)
        if match is None:
            place = Span(position, position + 1)
            raise ExpressionFault(place, f"Handlebars cannot read this {text[position]!r} here")
        if match.lastgroup != "blank":
            yield match
        position = match.end()


class _Reader:
    def __init__(self, tokens: Sequence[re.Match[str]], span: Span) -> None:
        self.tokens = tokens
        self.span = span
        self.at = 0

    def call(self, place: Span, depth: int) -> Call:
        """Read a call up to the closing bracket or the end."""
        if depth > _DEEPEST:
            raise ExpressionFault(place, "This expression is nested too deeply")
        callee: Operand | None = None
        params: list[Operand] = []
        named: list[tuple[str, Operand]] = []
        block_names: tuple[str, ...] = ()
        while (token := self._peek()) is not None and not token["close"]:
            self.at += 1
            if token["block"]:
                block_names = tuple(token["names"].split())
            elif token["key"]:
                named.append((token["key"].strip("[]"), self._value(token, depth)))
            elif named or block_names:
                raise ExpressionFault(Span(*token.span()), "This stands after named values, where none may")
            elif callee is None:
                callee = self._operand(token, depth)
            else:
                params.append(self._operand(token, depth))
        if callee is None:
            raise ExpressionFault(place, "This tag names nothing")
        if isinstance(callee, Call):
            raise ExpressionFault(callee.span, "A sub-expression cannot be called")
        return Call(callee, tuple(params), tuple(named), block_names, place)

    def _peek(self) -> re.Match[str] | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _value(self, key: re.Match[str], depth: int) -> Operand:
        """The value after `key=`."""
        token = self._peek()
        if token is None or token["close"] or token["key"] or token["block"]:
            raise ExpressionFault(Span(*key.span()), "Nothing stands after this =")
        self.at += 1
        return self._operand(token, depth)

    def _operand(self, token: re.Match[str], depth: int) -> Operand:
        span = Span(*token.span())
        if token["open"]:
            call = self.call(span, depth + 1)
            if self._peek() is None:
                raise ExpressionFault(span, "This ( is never closed")
            self.at += 1
            return call
        if token["string"]:
            quote = token["string"][0]
            return Literal(token["string"][1:-1].replace(f"\\{quote}", quote), span)
        if token["number"]:
            number = token["number"]
            return Literal(float(number) if "." in number else int(number[:300]), span)
        if token["word"]:
            return Literal(_WORDS[token["word"]], span)
        return _path(token.string, span)


def _path(text: str, span: Span) -> Path:
    data = text[span.start] == "@"
    parts: list[str] = []
    up, local, first = 0, False, Span(span.start, span.start)
    for match in _PATH_PART.finditer(text, span.start + data, span.end):
        part = match.group()
        if part == ".." and not parts:
            up += 1
        elif part in {".", "this"} and not parts and not local:
            local = True
        else:
            inner = Span(*match.span())
            if part.startswith("["):
                inner = Span(inner.start + 1, inner.end - 1)
            first = inner if not parts else first
            parts.append(inner.of(text))
    return Path(tuple(parts), up, data, local, span, first)
