"""Rows of a YAML file: a list of rows, or a mapping with a `tests:` list as promptfoo has it.

Rows are read off YAML's node tree, which knows where everything stands. A scalar of a row is the text its author
sees (`2024-03-05`, `1.50`, `007`, `True`), not what a YAML version takes it for; only values nested deeper (a JSON
schema) are typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from motjuste.errors import UserError
from motjuste.evals.case import BadRow
from motjuste.evals.load.row import Row, RowFault
from motjuste.evals.load.yaml_nodes import Reader, kind_of, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.nodes import Node

INHERITED = ("vars", "metadata")
"""Mappings of promptfoo's `defaultTest` that a test adds its own keys to."""


def rows(text: str, display: str) -> Iterator[Row | BadRow]:
    """Each row, or what is wrong with it.

    Raises:
        UserError: The file is not YAML, or holds neither a list of rows nor a `tests:` list.
    """
    root = _compose(text, display)
    if root is None:
        return
    tests, defaults = _tests(root, display)
    reader = Reader()
    base = _defaults(defaults, reader, display)
    for node in tests:
        yield _row(node, base, reader)


def _compose(text: str, display: str) -> Node | None:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        yaml = YAML(typ="safe", pure=True)
        yaml.composer.warn_double_anchors = False  # the later one counts, as YAML says; nothing to warn of
        root: Node | None = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or "it cannot be read"
        line = None if mark is None else mark.line + 1
        raise UserError(
            f"The eval set is not YAML: {what}", remedy="Correct that line", path=display, line=line
        ) from error
    except (YAMLError, ValueError, RecursionError) as error:
        what = "it is nested too deep" if isinstance(error, RecursionError) else " ".join(str(error).split())
        raise UserError(f"The eval set is not YAML: {what}", remedy="Correct it", path=display) from error
    return root


def _tests(root: Node, display: str) -> tuple[list[Node], Node | None]:
    """The nodes of the rows, and of `defaultTest` if there is one."""
    if kind_of(root) == "list":
        return list(root.value), None
    found = {str(key.value): value for key, value in root.value} if kind_of(root) == "mapping" else {}
    tests = found.get("tests")
    if tests is None:
        if kind_of(root) == "null":
            return [], None
        raise UserError(
            "The eval set is no list of rows and has no `tests:` list",
            remedy="Write the rows as list items, each starting with `- `",
            path=display,
            line=line_of(root),
        )
    if kind_of(tests) == "list":
        return list(tests.value), found.get("defaultTest")
    if kind_of(tests) == "null":
        return [], None
    raise UserError(
        "`tests:` is not a list of rows; rows in other files are not followed",
        remedy="Link the file that holds the rows",
        path=display,
        line=line_of(tests),
    )


def _defaults(node: Node | None, reader: Reader, display: str) -> dict[str, Any]:
    if node is None or kind_of(node) == "null":
        return {}
    if kind_of(node) != "mapping":
        raise UserError(
            "`defaultTest` is not a mapping; other files are not followed",
            remedy="Write the defaults out here",
            path=display,
            line=line_of(node),
        )
    try:
        return reader.row(node)
    except RowFault as fault:
        raise UserError(
            f"`defaultTest` cannot be used: {fault}", remedy="Correct it", path=display, line=line_of(node)
        ) from fault


def _row(node: Node, base: dict[str, Any], reader: Reader) -> Row | BadRow:
    if kind_of(node) != "mapping":
        if str(node.value).startswith("file://"):
            return BadRow(
                line_of(node), "Rows in other files are not followed; link the file that holds the rows"
            )
        return BadRow(
            line_of(node), f"The row is a {kind_of(node)}, not a mapping; write `input: …` and `expected: …`"
        )
    try:
        return Row(line_of(node), _merged(base, reader.row(node)))
    except RowFault as fault:
        return BadRow(line_of(node), str(fault))


def _merged(base: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """A test with promptfoo's `defaultTest` behind it: keys of its own win, checks are added."""
    merged = base | row
    for key in INHERITED:
        if isinstance(base.get(key), dict) and isinstance(row.get(key), dict):
            merged[key] = base[key] | row[key]
    if isinstance(base.get("assert"), list) and isinstance(row.get("assert"), list):
        merged["assert"] = [*base["assert"], *row["assert"]]
    return merged
