"""One test case as the cases it stands for: files of variables read, lists of values multiplied out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from motjuste.evals.case import BadRow
from motjuste.evals.json_text import json_text
from motjuste.evals.load.fill import filled
from motjuste.evals.load.promptfoo.contents import content
from motjuste.evals.load.row import Row, RowFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from motjuste.evals.load.place import Item, Place

MOST_CASES = 10_000
"""Cases one test may stand for."""


def expanded(row: Row, values: Mapping[str, Any], place: Place) -> Iterator[Item]:
    """The rows a test stands for, in the order of its values; or the one thing wrong with it.

    Args:
        row: Where it stands.
        values: What it says, `defaultTest` included.
        place: The file it is read for; files it names are looked for beside its own, then beside that.
    """
    folders = (*row.folders, *(folder for folder in place.folders if folder not in row.folders))
    opening = partial(_opened, place=place, folders=folders)
    row = replace(row, values=values, folders=folders, open=opening)
    if "vars" not in values:
        yield row
        return
    try:
        choices = _choices(values, row, place)
    except RowFault as fault:
        yield BadRow(row.line, str(fault), row.path, fault.unsupported)
        return
    for chosen in product(*choices.values()):
        yield replace(row, values={**values, "vars": _nested(dict(zip(choices, chosen, strict=True)))})


def _choices(values: Mapping[str, Any], row: Row, place: Place) -> dict[str, list[object]]:
    """The values each variable takes in turn."""
    columns = _columns(values["vars"], row, place)
    choices = {name: _values(value, values, row, place) for name, value in columns.items()}
    if prod(len(choice) for choice in choices.values()) > MOST_CASES:
        raise RowFault(f"Its lists of values stand for more than {MOST_CASES:,} cases; write fewer")
    return choices


def _opened(reference: str, place: Place, folders: Any) -> object:
    """What a check's `file://` value holds."""
    (path, *_) = place.files.find(reference, folders)
    return content(path, place, structured=True)


def _columns(given: object, row: Row, place: Place) -> dict[str, Any]:
    """The variables; `vars` may also name files that hold them."""
    if isinstance(given, dict):
        return {str(key): value for key, value in given.items()}
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise RowFault("`vars` must be a mapping of variable names to values, or name files that hold one")
    columns: dict[str, Any] = {}
    for name in names:
        for path in place.files.find(name, row.folders):
            inside = content(path, place, structured=True)
            if not isinstance(inside, dict):
                raise RowFault(f"`vars: {name}` names a file that holds no mapping of variables")
            columns |= {str(key): value for key, value in inside.items()}
    return columns


def _values(value: object, values: Mapping[str, Any], row: Row, place: Place) -> list[object]:
    """The values a variable takes in turn."""
    if isinstance(value, str) and value.startswith("file://"):
        paths = place.files.find(value, row.folders)
        return [content(path, place, structured=False) for path in paths]
    options = values.get("options")
    whole = isinstance(options, dict) and str(options.get("disableVarExpansion")).lower() == "true"
    if not isinstance(value, list) or whole:
        return [value]
    if not value:
        raise RowFault("A variable has an empty list of values, so the test stands for no case")
    return [
        each
        for item in value
        for each in ([item] if isinstance(item, list) else _values(item, values, row, place))
    ]


def _nested(columns: dict[str, object]) -> dict[str, object]:
    """The variables with `{{ name }}` in one replaced by another, as promptfoo does."""
    if not any(isinstance(value, str) and "{{" in value for value in columns.values()):
        return columns
    texts = {name: "" if value is None else json_text(value) for name, value in columns.items()}
    return {
        name: filled(value, {other: text for other, text in texts.items() if other != name})
        for name, value in columns.items()
    }
