"""JSON as plain data with exact places, bounded; what a template engine will run between the values is passed over.

Source: RFC 8259. A broken file gives what was read up to the fault.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from motjuste.document.json_strings import decoded
from motjuste.document.yaml_tree import Node
from motjuste.text.span import Span

_TOKEN = re.compile(
    r"[ \t\r\n\ufeff]*+(?:(?P<template>\{%.*?%\}|\{#.*?#\})"
    r"|(?P<bare>\{\{-?\s*+[^\W\d][^{}]{0,1000}+\}\})|(?P<mark>[\[\]{},:])"
    r"|(?P<string>\"(?:[^\"\\\x00-\x1f]++|\\.)*+\")|(?P<number>-?\d++(?:\.\d++)?(?:[eE][+-]?\d++)?)"
    r"|(?P<word>[A-Za-z]++)|(?P<end>\Z)|(?P<other>\S))",
    re.DOTALL,
)
_WORDS = {"true": True, "false": False, "null": None}
_DEEPEST = 100
_MOST_VALUES = 50_000
_LONGEST_NUMBER = 300


class JsonFault(Exception):  # noqa: N818  # it is turned into a document's fault, never raised to a user
    """The text is no JSON; carries the place of the trouble and a sentence without a full stop."""

    def __init__(self, span: Span, message: str) -> None:
        super().__init__(message)
        self.span = span
        self.message = message


@dataclass(frozen=True, slots=True)
class JsonTree:
    """A file, as far as it could be read."""

    root: Node | None
    fault: JsonFault | None = None
    templated: bool = False
    """Whether a template engine makes the JSON: its tags stand between the values."""


@dataclass(slots=True)
class _Open:
    """A list or an object that is not closed yet."""

    node: Node
    is_object: bool
    key: tuple[str, Span] | None = None
    state: str = "first"
    """What may come: `first` (an entry or the end), `entry`, `colon`, `value`, `comma`."""


def read_json(text: str) -> JsonTree:
    """Read a file. Never raises; linear in its length."""
    reader = _Reader(text)
    try:
        reader.read()
    except JsonFault as fault:
        reader.close_all(fault.span.start)
        return JsonTree(reader.root, fault, reader.templated)
    return JsonTree(reader.root, None, reader.templated)


@dataclass(slots=True)
class _Reader:
    text: str
    root: Node | None = None
    opened: list[_Open] = field(default_factory=list)
    templated: bool = False
    """Whether template tags stand between the values, so that commas may be missing or too many."""
    values: int = 0

    def read(self) -> None:
        """Read all tokens.

        Raises:
            JsonFault: At the first that does not fit; what came before it is kept.
        """
        for match in _TOKEN.finditer(self.text):
            kind = match.lastgroup or "other"
            if kind == "mark":
                self._mark(match.start("mark"), match["mark"])
            elif kind == "string":
                self._string(Span(*match.span("string")))
            elif kind == "template":
                self.templated = True
            elif kind != "end":
                self._value(kind, Span(*match.span(kind)))
            elif self.opened or self.root is None:
                raise self._fault(Span(*match.span("end")), "it ends in the middle")

    def close_all(self, end: int) -> None:
        """Give what is still open its end."""
        for one in self.opened:
            one.node.span = Span(one.node.span.start, max(end, one.node.span.start))

    def _string(self, span: Span) -> None:
        """A key where one is due, else a value."""
        top = self.opened[-1] if self.opened else None
        if top is None or not top.is_object or top.state not in self._key_states():
            self._value("string", span)
            return
        top.key = (decoded(self.text, span), span)
        top.state = "colon"

    def _key_states(self) -> tuple[str, ...]:
        return ("first", "entry", "comma") if self.templated else ("first", "entry")

    def _mark(self, start: int, mark: str) -> None:
        if mark in "[{":
            self._value("mark", Span(start, start + 1))
            return
        top = self.opened[-1] if self.opened else None
        if top is not None and mark == ":" and top.state == "colon":
            top.state = "value"
        elif top is not None and mark == "," and (top.state == "comma" or self.templated):
            top.state = "entry"
        elif top is not None and mark == ("}" if top.is_object else "]") and self._may_close(top):
            self.opened.pop()
            top.node.span = Span(top.node.span.start, start + 1)
        else:
            raise self._fault(Span(start, start + 1), f"a {mark} stands where none can")

    def _may_close(self, top: _Open) -> bool:
        return top.state in {"first", "comma"} or (self.templated and top.state == "entry")

    def _value(self, kind: str, span: Span) -> None:
        node = Node(self._data(kind, span), span)
        self.values += 1
        if self.values > _MOST_VALUES:
            raise JsonFault(span, f"it holds more than {_MOST_VALUES:,} values")
        if not self.opened:
            if self.root is not None:
                raise self._fault(span, "something stands behind its end")
            self.root = node
        else:
            self._add(self.opened[-1], node, span)
        if kind == "mark":
            if len(self.opened) >= _DEEPEST:
                raise JsonFault(span, f"it is nested more than {_DEEPEST} deep")
            self.opened.append(_Open(node, isinstance(node.value, dict)))

    def _add(self, top: _Open, node: Node, span: Span) -> None:
        fits = {"value"} if top.is_object else {"first", "entry"}
        if top.state not in fits and not (self.templated and not top.is_object):
            wanted = "a name in quotes" if top.is_object and top.state in {"first", "entry"} else "a comma"
            raise self._fault(span, f"{'a colon' if top.state == 'colon' else wanted} is missing before this")
        top.state = "comma"
        if isinstance(top.node.value, dict) and top.key is not None:
            name, place = top.key
            top.node.keys.append((name, place, node))
            top.node.value[name] = node.value
        elif isinstance(top.node.value, list):
            top.node.items.append(node)
            top.node.value.append(node.value)

    def _data(self, kind: str, span: Span) -> object:
        written = span.of(self.text)
        if kind == "mark":
            return {} if written == "{" else []
        if kind == "bare":
            # Promptfoo's idiom for words that may hold quotes: the template writes the whole value.
            return written
        if kind == "string":
            return decoded(self.text, span)
        if kind == "number" and len(written) <= _LONGEST_NUMBER:
            return float(written) if set(written) & set(".eE") else int(written)
        if kind == "word" and written in _WORDS:
            return _WORDS[written]
        if written.startswith('"'):
            raise JsonFault(span, "the string that opens here is never closed on its line")
        raise self._fault(span, f"{written[:20]} is no value")

    def _fault(self, span: Span, message: str) -> JsonFault:
        if len(span):
            return JsonFault(span, message)
        # At the end of the file the trouble is about what stands last.
        end = len(self.text.rstrip())
        return JsonFault(Span(max(0, end - 1), end), message)
