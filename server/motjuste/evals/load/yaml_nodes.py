"""Plain data from YAML nodes: scalars of a row as written, deeper ones typed, alias bombs refused."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from motjuste.evals.load.row import RowFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ruamel.yaml.nodes import Node

TAG = "tag:yaml.org,2002:"
MOST_NODES = 1_000_000
"""Nodes read in one file. Aliases inside aliases multiply, so the limit is on what is read, not on the file."""
DEEPEST = 60


def kind_of(node: Node) -> str:
    """What a node is, in words: `mapping`, `list`, `null` or `text` (any other scalar)."""
    kind: str = getattr(node, "id", "scalar")
    if kind == "scalar":
        return "null" if str(node.tag) == f"{TAG}null" else "text"
    return "list" if kind == "sequence" else kind


def line_of(node: Node) -> int:
    """The line a node starts on, from 1."""
    return int(node.start_mark.line) + 1


def pairs_of(node: Node) -> Iterator[tuple[Node, Node]]:
    """The keys and values of a mapping node, merge keys (`<<`) resolved: a key of its own wins.

    Raises:
        RowFault: A merge key does not name a mapping.
    """
    own = [(key, value) for key, value in node.value if str(key.tag) != f"{TAG}merge"]
    names = {key.value for key, _ in own if kind_of(key) == "text"}
    yield from own
    for source in _merged(node):
        for key, value in source.value:
            if kind_of(key) == "text" and str(key.tag) != f"{TAG}merge" and key.value not in names:
                names.add(key.value)
                yield key, value


def _merged(node: Node) -> list[Node]:
    """The mappings a node's merge keys name, and those theirs name, each once."""
    found: list[Node] = []
    pending = [node]
    while pending:
        for key, value in pending.pop().value:
            if str(key.tag) != f"{TAG}merge":
                continue
            for source in value.value if kind_of(value) == "list" else [value]:
                if kind_of(source) != "mapping":
                    raise RowFault("A merge key (`<<`) must name a mapping")
                if not any(source is known for known in found):
                    found.append(source)
                    pending.append(source)
    return found


class Reader:
    """Turns the nodes of one file into plain data; counts them, since aliases can make a small file endless."""

    def __init__(self) -> None:
        self._left = MOST_NODES

    def row(self, node: Node) -> dict[str, Any]:
        """A row's values: scalars of its columns, variables and checks as written.

        Raises:
            RowFault: A key stands twice or is no text, or the row is too deep or too large.
        """
        return self._mapping(node, self._column_of(node), DEEPEST)

    def _column_of(self, _node: Node) -> Callable[[str, Node, int], Any]:
        def column(name: str, value: Node, depth: int) -> Any:
            if name in ("vars", "metadata") and kind_of(value) == "mapping":
                return self._mapping(value, self._written_of, depth)
            if name == "assert" and kind_of(value) == "list":
                return [self._check(item, depth) for item in value.value]
            return self._written(value, depth)

        return column

    def check(self, node: Node) -> Any:
        """An item of an `assert` list: its scalars as written.

        Raises:
            RowFault: As for `row`.
        """
        return self._check(node, DEEPEST)

    def plain(self, node: Node) -> Any:
        """Any node as typed data.

        Raises:
            RowFault: As for `row`.
        """
        return self._typed(node, DEEPEST)

    def _check(self, node: Node, depth: int) -> Any:
        if kind_of(node) == "mapping":
            return self._mapping(node, self._check_member, depth - 1)
        return self._written(node, depth)

    def _check_member(self, name: str, node: Node, depth: int) -> Any:
        if name == "assert" and kind_of(node) == "list":
            return [self._check(item, depth - 1) for item in node.value]
        return self._written(node, depth)

    def _written_of(self, _name: str, node: Node, depth: int) -> Any:
        """A variable: the scalars of a list are alternatives, so they are kept as written too."""
        if kind_of(node) == "list":
            self._count(depth)
            return [self._written(item, depth - 1) for item in node.value]
        return self._written(node, depth)

    def _typed_of(self, _name: str, node: Node, depth: int) -> Any:
        return self._typed(node, depth)

    def _written(self, node: Node, depth: int) -> Any:
        """A scalar as its author sees it, null as None; anything else typed."""
        self._count(depth)
        if kind_of(node) == "text":
            return str(node.value)
        return self._typed(node, depth)

    def _typed(self, node: Node, depth: int) -> Any:
        self._count(depth)
        kind = kind_of(node)
        if kind == "mapping":
            return self._mapping(node, self._typed_of, depth)
        if kind == "list":
            return [self._typed(item, depth - 1) for item in node.value]
        return None if kind == "null" else _scalar(str(node.tag).removeprefix(TAG), str(node.value))

    def _mapping(self, node: Node, value_of: Callable[[str, Node, int], Any], depth: int) -> dict[str, Any]:
        self._count(depth)
        mapping: dict[str, Any] = {}
        for key, value in pairs_of(node):
            if kind_of(key) in ("mapping", "list"):
                raise RowFault(f"A key on line {line_of(key)} is a {kind_of(key)}; keys are texts")
            name = str(key.value)
            if name in mapping:
                raise RowFault(
                    f"The row has the key `{name}` twice, again on line {line_of(key)}; keep one of them"
                )
            mapping[name] = value_of(name, value, depth - 1)
        return mapping

    def _count(self, depth: int) -> None:
        self._left -= 1
        if depth <= 0:
            raise RowFault(f"The row is nested more than {DEEPEST} levels deep")
        if self._left < 0:
            raise RowFault(f"The row's aliases stand for more than {MOST_NODES:,} values; write fewer")


def _scalar(tag: str, text: str) -> Any:
    """A typed scalar; what YAML has and JSON has not (dates, infinity, tags of one's own) stays text."""
    plain = text.replace("_", "")
    try:
        if tag == "int":
            return (
                int(plain, 8)
                if plain.lstrip("+-").startswith("0") and plain.isdigit() and len(plain) > 1
                else int(plain, 0)
            )
        if tag == "float" and math.isfinite(number := float(plain)):
            return number
    except ValueError:
        return text
    return text.lower() in ("true", "yes", "on") if tag == "bool" else text
