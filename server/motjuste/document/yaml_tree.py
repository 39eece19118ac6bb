"""YAML as plain data with exact places, harmless by construction.

A YAML library only cuts the text into events here: libyaml, and for what it refuses ruamel.yaml, which reads YAML 1.2
and says what is wrong. No tag is obeyed, no object is built, nesting, aliases and the
number of values are bounded, so that no text can make reading it dangerous or slow. Plain scalars follow the
core schema of YAML 1.2 (section 10.3.2): `yes` and dates are words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Event = Any
"""An event of either library: a mark at either end, and anchor, value, style or tag by its kind, the class's name."""

_DEEPEST = 50
_MOST_VALUES = 10_000
_LONGEST = 50_000

_MOST_BRACKETS = 200
_BRACKET = re.compile(r"[\[\]{}]")

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"[-+]?[0-9]{1,300}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,300}|[0-9]{1,300}(?:\.[0-9]{0,300})?)(?:[eE][-+]?[0-9]{1,5})?")
_BASED = re.compile(r"0o[0-7]{1,300}|0x[0-9a-fA-F]{1,300}")


_WORDINGS = (
    (
        "mapping values are not allowed",
        'a ": " inside a value needs quotes round the value, or a line is indented wrongly',
    ),
    ("could not find expected ':'", "a line without a colon stands among the settings"),
    ("'\\t' that cannot start any token", "a tab stands here, and YAML indents with blanks alone"),
    ("cannot start any token", "a value that begins with this character needs quotes"),
    ("expected ',' or ']'", "a list that opens with [ is never closed, or lacks a comma"),
    ("expected ',' or '}'", "a mapping that opens with { is never closed, or lacks a comma"),
    ("found unexpected end of stream", "a quote is never closed"),
    (
        "expected <block end>",
        "a line is indented unlike those above it, or a value goes on after its closing quote",
    ),
    ("escape", "a backslash in double quotes begins an escape that YAML does not know"),
)
"""What ruamel's messages say, and what they mean to somebody who writes settings."""


class YamlFault(Exception):  # noqa: N818  # it is turned into a document's fault, never raised to a user
    """The text is no YAML we read; carries the offset of the trouble and a sentence without a full stop."""

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message


@dataclass(slots=True)
class Node:
    """A value with its place."""

    value: object
    """Plain data: str, int, float, bool, None, list, dict."""
    span: Span
    keys: list[tuple[str, Span, Node]] = field(default_factory=list)
    """The entries of a mapping, in order, repeated keys included."""
    items: list[Node] = field(default_factory=list)
    """The entries of a list."""


def read_yaml(text: str, *, longest: int = _LONGEST) -> Node | None:
    """Read one YAML document of up to `longest` characters; None when it holds nothing.

    Raises:
        YamlFault: It is no YAML, or more than anyone would write by hand.
    """
    if len(text) > longest:
        raise YamlFault(0, f"it is longer than {longest:,} characters")
    _refuse_deep_brackets(text)
    return _Builder().build(_events(text), len(text))


def _refuse_deep_brackets(text: str) -> None:
    """Turn away what ruamel's scanner would spend a square of time on before the first event comes out.

    Brackets inside quotes are counted too: nobody writes hundreds of unclosed ones in settings.
    """
    depth = 0
    for match in _BRACKET.finditer(text):
        depth = depth + 1 if match.group() in "[{" else max(depth - 1, 0)
        if depth > _MOST_BRACKETS:
            raise YamlFault(match.start(), f"it is nested more than {_DEEPEST} deep")


def _events(text: str) -> Iterable[Event]:
    """The text's events; libyaml's, which come some fifteen times as fast, where it takes the text."""
    return _fast_events(text) or _careful_events(text)


def _fast_events(text: str) -> list[Event] | None:
    """Cut the text by libyaml; None when it is not there or does not take the text."""
    try:
        import yaml
    except ImportError:  # the VS Code extension brings no native package
        return None
    if not yaml.__with_libyaml__:
        return None
    loader = None
    try:
        loader = yaml.CSafeLoader(text)
        events = []
        while loader.check_event():
            events.append(loader.get_event())
    except (yaml.YAMLError, UnicodeError):
        return None
    finally:
        if loader is not None:
            loader.dispose()
    return events


def _careful_events(text: str) -> Iterator[Event]:
    """ruamel.yaml's events, with its many ways to fail made one."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except ReaderError as error:
        raise YamlFault(error.position, "a character stands here that YAML does not allow") from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        offset = mark.index if mark is not None else 0
        raise YamlFault(min(offset, len(text)), _wording(error.problem or "", error.context or "")) from error
    except (
        YAMLError,
        ValueError,
        OverflowError,
        LookupError,
        TypeError,
        AttributeError,
        AssertionError,
    ) as error:
        # ruamel's scanner lets a few of Python's own errors through on odd escapes and directives.
        raise YamlFault(0, f"YAML cannot be read ({type(error).__name__})") from error


class _Builder:
    """Builds nodes from events with a stack of its own."""

    def __init__(self) -> None:
        self.stack: list[tuple[Node, list[Node]]] = []
        self.anchors: dict[str, Node] = {}
        self.values = 0
        self.root: Node | None = None

    def build(self, events: Iterable[Event], length: int) -> Node | None:
        """Consume all events of one document."""
        for event in events:
            kind = type(event).__name__
            if kind == "ScalarEvent":
                self._add(Node(_scalar(event), _span(event, length)), event.anchor)
            elif kind in {"MappingStartEvent", "SequenceStartEvent"}:
                self._open(event, length)
            elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
                self._close(event, length)
            elif kind == "AliasEvent":
                self._alias(event, length)
            elif kind == "DocumentStartEvent" and self.root is not None:
                offset = event.start_mark.index if event.start_mark else 0
                raise YamlFault(offset, "a second YAML document begins here")
        return self.root

    def _add(self, node: Node, anchor: str | None) -> None:
        self.values += 1
        if self.values > _MOST_VALUES:
            raise YamlFault(node.span.start, f"it holds more than {_MOST_VALUES:,} values")
        if anchor:
            self.anchors[anchor] = node
        if self.stack:
            self.stack[-1][1].append(node)
        elif self.root is None:
            self.root = node

    def _open(self, event: Event, length: int) -> None:
        node = Node({} if type(event).__name__ == "MappingStartEvent" else [], _span(event, length))
        if len(self.stack) >= _DEEPEST:
            raise YamlFault(node.span.start, f"it is nested more than {_DEEPEST} deep")
        # The anchor counts only once the collection is complete, so no alias can make a ring.
        self._add(node, None)
        self.stack.append((node, []))
        if event.anchor:
            self.anchors[event.anchor] = node

    def _close(self, event: Event, length: int) -> None:
        node, children = self.stack.pop()
        end = _span(event, length).end
        if isinstance(node.value, list):
            node.items = children
            node.value.extend(child.value for child in children)
        elif isinstance(node.value, dict):
            node.keys = [
                (_key(key), key.span, value)
                for key, value in zip(children[::2], children[1::2], strict=False)
            ]
            node.value.update((name, value.value) for name, _, value in node.keys)
        last = max((child.span.end for child in children), default=end)
        node.span = Span(node.span.start, max(node.span.start, end if _flow(event) else last))

    def _alias(self, event: Event, length: int) -> None:
        span = _span(event, length)
        node = self.anchors.get(event.anchor)
        if node is None:
            raise YamlFault(span.start, f"nothing is anchored as &{event.anchor}")
        if any(open_node is node for open_node, _ in self.stack):
            raise YamlFault(span.start, f"*{event.anchor} stands inside what it repeats")
        self.values += _size(node, _MOST_VALUES)
        self._add(Node(node.value, span), None)


def _size(node: Node, limit: int) -> int:
    """How many values a node holds, counted up to `limit`."""
    count, pending = 0, [node.value]
    while pending and count <= limit:
        value = pending.pop()
        count += 1
        if isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
    return count


def _span(event: Event, length: int) -> Span:
    start_mark, end_mark = event.start_mark, event.end_mark
    start = start_mark.index if start_mark else 0
    end = end_mark.index if end_mark else start
    if start <= end <= length:
        return Span(start, end)
    start = min(start, length)
    return Span(start, max(start, min(end, length)))


def _flow(event: Event) -> bool:
    """Whether the collection ends with a bracket of its own."""
    return bool(event.start_mark and event.end_mark and event.end_mark.index > event.start_mark.index)


def _key(node: Node) -> str:
    return node.value if isinstance(node.value, str) else str(node.value)


def _scalar(event: Event) -> object:
    """The value of a scalar by the core schema; quoted ones are always words."""
    value = str(event.value)
    if event.style or event.tag:
        return value
    if value in _NULL:
        return None
    if value in _TRUE or value in _FALSE:
        return value in _TRUE
    if _INTEGER.fullmatch(value):
        return int(value)
    if _BASED.fullmatch(value):
        return int(value, 0)
    return float(value) if _FLOAT.fullmatch(value) else value


def _wording(problem: str, context: str) -> str:
    """Say in our words what ruamel's message means."""
    for told, ours in _WORDINGS:
        if told in problem:
            return ours
    return " ".join(part for part in (context, problem) if part).replace("\n", " ") or "it is no YAML"
