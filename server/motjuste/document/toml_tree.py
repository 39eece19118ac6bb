"""TOML as plain data with exact places: the standard library reads it, and a plain search finds where values stand."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.model import Fault
from motjuste.document.yaml_tree import Node
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 2_000_000
_MOST_BRACKETS = 100
_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_STRING = (
    r"\"\"\"(?:[^\"\\]++|\\.|\"(?!\"\"))*+\"{3,5}|'''(?:[^']++|'(?!''))*+'{3,5}"
    r"|\"(?:[^\"\\\r\n]++|\\.)*+\"|'[^'\r\n]*+'"
)
_BLANK = re.compile(r"(?:[ \t\r\n]++|#[^\r\n]*+)*+")
_HEADER = re.compile(r"\[\[?[^\r\n]*")
_KEY = re.compile(
    r"[ \t]*+(?:(?P<bare>[A-Za-z0-9_-]++)|(?P<quoted>\"(?:[^\"\\\r\n]++|\\.)*+\"|'[^'\r\n]*+'))[ \t]*+"
)
_PART = re.compile(
    rf"(?P<string>{_STRING})|(?P<open>[\[{{])|(?P<close>[\]}}])|(?P<comment>#[^\r\n]*)|(?P<end>[\r\n])|.",
    re.DOTALL,
)
_BRACKETS = re.compile(r"[\[\]{}]")


@dataclass(frozen=True, slots=True)
class _Entry:
    """`key = value`, with the whole path of the key."""

    path: tuple[str, ...]
    key: Span
    value: Span


def read_toml(text: str) -> tuple[Node | None, Fault | None]:
    """Read a file. Never raises; a file with a fault has no root."""
    if len(text) > _LONGEST:
        return None, Fault(
            "F001", Span(0, 0), f"The file is longer than {_LONGEST:,} characters, so it is not read"
        )
    deep = _too_deep(text)
    if deep is not None:
        return None, Fault("F001", deep, f"This TOML is nested more than {_MOST_BRACKETS} deep")
    bom = int(text.startswith("\ufeff"))
    try:
        data = tomllib.loads(text[bom:])
    except tomllib.TOMLDecodeError as error:
        return None, _fault(text, bom, str(error))
    except (RecursionError, ValueError):
        return None, Fault(
            "F001", Span(0, 0), "This is no TOML: it is nested too deep, or a number is too long"
        )
    root = Node(data, Span(bom, len(text)))
    for entry in _entries(text, bom):
        _place(root, entry)
    return root, None


def _too_deep(text: str) -> Span | None:
    """Where brackets are nested deeper than anyone writes; those inside strings are counted too."""
    depth = 0
    for match in _BRACKETS.finditer(text):
        depth = depth + 1 if match.group() in "[{" else max(depth - 1, 0)
        if depth > _MOST_BRACKETS:
            return Span(*match.span())
    return None


def _fault(text: str, bom: int, message: str) -> Fault:
    place = _PLACE.search(message)
    offset = len(text)
    if place is not None and place["line"]:
        # The library counts the lines of the text with its line ends made single characters.
        starts = [bom, *(match.end() for match in re.compile(r"\r\n|\n").finditer(text))]
        line = min(int(place["line"]), len(starts))
        offset = min(starts[line - 1] + int(place["column"]) - 1, len(text))
    word = re.compile(r"\S+").search(text, offset)
    if word is None or "\n" in text[offset : word.start()]:
        words = list(re.compile(r"\S+").finditer(text, max(0, offset - 200), offset))
        word = words[-1] if words else None
    span = Span(*word.span()) if word else Span(offset, offset)
    told = _PLACE.sub("", message)
    return Fault("F001", span, f"This is no TOML: {told[:1].lower()}{told[1:]}")


def _entries(text: str, start: int) -> Iterator[_Entry]:
    """Every `key = value` of valid TOML outside inline tables, which are values as wholes."""
    table: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    position = start
    while True:
        blank = _BLANK.match(text, position)
        position = blank.end() if blank else position
        if position >= len(text):
            return
        header = _HEADER.match(text, position)
        if header is not None:
            several = header.group().startswith("[[")
            table = _table(text, position + (2 if several else 1), counts, several=several)
            position = header.end()
            continue
        path, key, position = _keys(text, position)
        value = _value_end(text, position)
        if not path:
            return
        yield _Entry((*table, *path), key, value)
        position = value.end


def _table(text: str, start: int, counts: dict[tuple[str, ...], int], *, several: bool) -> tuple[str, ...]:
    """A header's path; of an array of tables the number of the entry is part of it."""
    names, _, _ = _keys(text, start)
    path: tuple[str, ...] = ()
    for at, name in enumerate(names):
        path = (*path, name)
        if several and at == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, f"[{counts[path]}]")
    return path


def _keys(text: str, start: int) -> tuple[tuple[str, ...], Span, int]:
    """A dotted key, its span, and where it ends: behind the equals sign, if there is one."""
    names: list[str] = []
    position = start
    span = Span(start, start)
    while (match := _KEY.match(text, position)) is not None:
        kind = match.lastgroup or ""
        written = match[kind]
        names.append(written if kind == "bare" else str(tomllib.loads(f"{written} = 1").popitem()[0]))
        span = Span(span.start if len(names) > 1 else match.start(kind), match.end(kind))
        position = match.end()
        if text[position : position + 1] != ".":
            break
        position += 1
    return tuple(names), span, position + (text[position : position + 1] == "=")


def _value_end(text: str, start: int) -> Span:
    """A value, from its first character to its last."""
    position = start
    while text[position : position + 1] in {" ", "\t"}:
        position += 1
    first = last = position
    depth = 0
    for match in _PART.finditer(text, position):
        kind = match.lastgroup
        if kind in {"end", "comment"}:
            if not depth:
                break
            continue
        depth += (kind == "open") - (kind == "close")
        if not match.group().isspace():
            last = match.end()
    return Span(first, max(first, last))


def _place(root: Node, entry: _Entry) -> None:
    """Hang an entry into the tree, beside the data that the library read."""
    node = root
    for name in entry.path[:-1]:
        node = _below(node, name, entry.key)
    value = node.value.get(entry.path[-1]) if isinstance(node.value, dict) else None
    node.keys.append((entry.path[-1], entry.key, Node(value, entry.value)))


def _below(node: Node, name: str, place: Span) -> Node:
    """The table or the entry of a list under a name, made when it is first met."""
    if name.startswith("[") and isinstance(node.value, list):
        number = int(name[1:-1])
        while len(node.items) <= number:
            node.items.append(Node(node.value[len(node.items)], Span(place.start, place.start)))
        return node.items[number]
    found = next((value for key, _, value in node.keys if key == name), None)
    if found is None:
        data = node.value.get(name) if isinstance(node.value, dict) else None
        found = Node(data, Span(place.start, place.start))
        node.keys.append((name, place, found))
    return found
