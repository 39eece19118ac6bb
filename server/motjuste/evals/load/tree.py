"""Rows of a YAML or JSON file: a promptfoo configuration, an lm-eval task, or a list of rows, bare or under a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.evals.case import BadRow
from motjuste.evals.load import promptfoo
from motjuste.evals.load.row import Row, RowFault
from motjuste.evals.load.vocabularies import lm_eval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.evals.load.held import Held
    from motjuste.evals.load.place import Item, Place

LISTS = ("data", "items", "examples", "rows", "cases", "records", "samples", "dataset", "test_cases")
"""Keys under which exports keep their rows."""
ROW = ("vars", "input", "inputs", "question", "prompt")
"""Keys that make a mapping one row."""


def rows(top: Held, place: Place) -> Iterator[Item]:
    """Each row, or what is wrong with it.

    Raises:
        UserError: The file holds no rows.
    """
    if top.kind == "list":
        for item in top.items():
            yield from _item(item, place)
        return
    try:
        members = top.members()
    except RowFault as fault:
        raise UserError(str(fault), remedy="Correct it", path=place.shown, line=top.line) from fault
    if lm_eval.is_task(members):
        yield from lm_eval.rows(members, place)
    elif promptfoo.is_config(members):
        yield from promptfoo.rows(top, place)
    elif listed := next(
        (members[key] for key in LISTS if key in members and members[key].kind == "list"), None
    ):
        yield from rows(listed, place)
    elif any(key in members for key in ROW):
        yield from _item(top, place)
    elif top.kind != "null":
        raise UserError(
            "The eval set is no list of rows and has no `tests:` list",
            remedy="Write the rows as list items, each starting with `- `"
            if place.file.suffix != ".json"
            else "Write the rows as one JSON list, or one object a line in a .jsonl file",
            path=place.shown,
            line=top.line,
        )


def _item(held: Held, place: Place) -> Iterator[Item]:
    if held.kind == "text" and held.text.startswith("file://"):
        from motjuste.evals.load.promptfoo.sources import referenced

        yield from referenced(held.text, held.line, place)
        return
    if held.kind != "mapping":
        yield BadRow(
            held.line, f"The row is a {held.kind}, not a mapping; write `input: …` and `expected: …`"
        )
        return
    try:
        yield Row(held.line, held.row())
    except RowFault as fault:
        yield BadRow(held.line, str(fault))
