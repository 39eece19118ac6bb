"""Where a configuration's test cases come from besides itself: files that are read, and sources that are only named."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.evals.case import BadRow, Unsupported
from motjuste.evals.load.columns import EXPECTED
from motjuste.evals.load.files import SCHEME
from motjuste.evals.load.row import Row, RowFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from motjuste.evals.load.place import Item, Place

CODE = re.compile(r"\.(?:py|js|cjs|mjs|ts|cts|mts)(?::\w+)?$")
SHEET = re.compile(r"\.(?:xlsx?|ods)(?:#.*)?$", re.IGNORECASE)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*://")


def generator(values: Mapping[str, object]) -> tuple[str, str] | None:
    """The name and fault of an entry that generates cases by code (`path: file://make.py`); None if it is a test."""
    path = values.get("path")
    if not isinstance(path, str) or "vars" in values or "assert" in values:
        return None
    return path, not_read(path) or "is a source with settings of its own"


def not_read(reference: str) -> str | None:
    """Why a source is left out, as a phrase that follows its name, with what would do; None if it is a file."""
    name = reference.removeprefix(SCHEME)
    if ELSEWHERE.match(name):
        return "is not in the workspace; export it to a JSONL or CSV file there and name that"
    if CODE.search(name):
        return "runs code; write what it makes to a JSONL file and name that"
    if SHEET.search(name):
        return "is a spreadsheet; save it as CSV and name that"
    return None


def referenced(reference: str, line: int, place: Place) -> Iterator[Item]:
    """The rows of the files that `tests` names.

    Args:
        reference: A path or glob, with or without `file://`, or the address of a source.
        line: Where it stands.
        place: The file it stands in.
    """
    why = not_read(reference)
    if why is not None:
        yield Unsupported(line, reference, why, place.path)
        return
    try:
        paths = place.files.find(reference, place.folders)
    except RowFault as fault:
        yield BadRow(line, str(fault), place.path)
        return
    for path in paths:
        yield from _file(path, line, place)


def _file(path: Path, line: int, place: Place) -> Iterator[Item]:
    """One file's rows; each file is read once whatever names it, so that files naming each other end."""
    why = not_read(path.name)
    if why is not None:
        yield Unsupported(line, place.files.display(path), why, place.path)
        return
    if path in place.above:
        yield BadRow(line, f"{place.files.display(path)} names itself", place.path)
        return
    inside = place.of(path)
    try:
        for item in inside.rows():
            yield _as_test(item) if isinstance(item, Row) else item
    except UserError as error:
        where = f"{error.path or inside.shown}{'' if error.line is None else f', line {error.line}'}"
        yield BadRow(line, f"{where}: {error.message}. {error.remedy or ''}".rstrip(), place.path)


def _as_test(row: Row) -> Row:
    """A plain row (of a CSV file) as a test case: to promptfoo every column is a variable but those with `__`.

    One that brings neither a check nor a promptfoo key, but a gold answer in a column we know, stays plain.
    """
    special = {key: value for key, value in row.values.items() if key.startswith("__")}
    if "vars" in row.values or "assert" in row.values or "$ref" in row.values:
        return row
    if not any(key.startswith("__expected") for key in special) and any(
        name in row.values for name in EXPECTED
    ):
        return row
    columns = {key: value for key, value in row.values.items() if key not in special}
    return replace(row, values={"vars": columns, **special})
