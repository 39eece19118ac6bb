"""Where an eval file writes the names of its columns: keys of JSON and YAML rows, the header of a CSV file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.evals.load.columns import BESIDE_VARS
from motjuste.evals.load.text_file import LINE_END
from motjuste.evals.load.tree import LISTS, ROW
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.yaml_tree import Node

_LARGEST = 2_000_000
"""Characters of a YAML file in which keys are looked for; its reader takes some seconds a megabyte."""
ROW_A_LINE = frozenset({".jsonl", ".ndjson"})
"""Suffixes of files in which each row is a line."""
_INSIDE = ("vars", "input", "inputs")
"""Keys of a row below which its columns may stand."""
_ROW_LISTS = (*LISTS, "tests", "scenarios", "config")
_CELL = re.compile(
    r'[ \t]*(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^,"\r\n]*))[ \t]*(?P<end>,|\r\n|\r|\n|\Z)'
)


@dataclass(frozen=True, slots=True)
class ColumnPlace:
    """One place where the name of a column is written."""

    name: str
    span: Span
    """The name, without quotes; in the file's text."""


def column_places(suffix: str, text: str, within: Span | None = None) -> tuple[ColumnPlace, ...]:
    """Every place where a column is named, in the order of the file; those that are written with escapes are left out.

    Args:
        suffix: The file's, such as `.jsonl`; a file of another kind names none.
        text: What stands in it. Broken rows are passed over; nothing is raised.
        within: Where a row has a line of its own (`ROW_A_LINE`), only the lines that this touches are looked at.
    """
    if suffix.lower() in ROW_A_LINE:
        places = _in_lines(text, within or Span(0, len(text)))
    else:
        read = _READERS.get(suffix.lower())
        places = read(text) if read else iter(())
    found = {place.span: place for place in places}
    return tuple(found[span] for span in sorted(found))


def _in_lines(text: str, within: Span) -> Iterator[ColumnPlace]:
    from motjuste.document.json_tree import read_json

    start = max(text.rfind("\n", 0, within.start), text.rfind("\r", 0, within.start)) + 1
    last = LINE_END.search(text, within.end)
    stop = last.start() if last else len(text)
    for end in (*(match.start() for match in LINE_END.finditer(text, start, stop)), stop):
        # Line ends are at most two characters, and blanks before a row mean nothing.
        line = text[start:end]
        if line.strip():
            tree = read_json(line)
            if tree.root is not None and tree.fault is None:
                yield from _in_row(text, tree.root, start)
        start = end


def _in_json(text: str) -> Iterator[ColumnPlace]:
    from motjuste.document.json_tree import read_json

    tree = read_json(text)
    if tree.root is not None:
        yield from _in_tree(text, tree.root)


def _in_yaml(text: str) -> Iterator[ColumnPlace]:
    from motjuste.document.yaml_tree import YamlFault, read_yaml

    try:
        root = read_yaml(text, longest=_LARGEST)
    except YamlFault:
        return
    if root is not None:
        yield from _in_tree(text, root)


def _in_header(text: str) -> Iterator[ColumnPlace]:
    at = 0
    while match := _CELL.match(text, at):
        group = "quoted" if match["quoted"] is not None else "plain"
        span = Span(*match.span(group)).trimmed(text)
        if len(span) and '"' not in span.of(text):
            yield ColumnPlace(span.of(text), span)
        at = match.end()
        if match["end"] != ",":
            return


def _in_tree(text: str, node: Node) -> Iterator[ColumnPlace]:
    """The columns of all rows below a node; nesting is bounded by the readers."""
    for item in node.items:
        if item.keys:
            yield from _in_tree(text, item)
    keys = {key: value for key, _, value in node.keys}
    if node.keys and not any(keys[key].items for key in _ROW_LISTS if key in keys):
        yield from _in_row(text, node, 0)
        return
    for key, value in keys.items():
        if key in _ROW_LISTS:
            yield from _in_tree(text, value)
        elif key == "defaultTest" and value.keys:
            yield from _in_row(text, value, 0)


def _in_row(text: str, row: Node, by: int) -> Iterator[ColumnPlace]:
    """A row's own keys, or those of the mapping that holds its inputs."""
    inside = [value for key, _, value in row.keys if key in _INSIDE and value.keys]
    is_plain = not any(key == "vars" for key, _, _ in row.keys)
    for holder in inside or ([row] if is_plain else []):
        for key, span, _ in holder.keys:
            place = _bare(text, key, span.shifted(by))
            if place is not None and not (holder is row and key in BESIDE_VARS and key not in ROW):
                yield ColumnPlace(key, place)


def _bare(text: str, key: str, span: Span) -> Span | None:
    """The key without its quotes; None where it is written in another way than it reads."""
    written = span.of(text)
    if written[:1] in {'"', "'"} and written[:1] == written[-1:]:
        span = Span(span.start + 1, max(span.start + 1, span.end - 1))
    return span if span.of(text) == key else None


_READERS = {
    ".json": _in_json,
    ".yaml": _in_yaml,
    ".yml": _in_yaml,
    ".csv": _in_header,
}
