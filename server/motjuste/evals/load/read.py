"""Reading an eval set: the file's format by its suffix, its rows, its cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.evals import checks
from motjuste.evals.case import BadRow
from motjuste.evals.load import csv, jsonl, yaml
from motjuste.evals.load.assemble import assemble
from motjuste.evals.load.asserts import PREFIX
from motjuste.evals.load.row import Row, RowFault
from motjuste.evals.load.rows import Draft, draft
from motjuste.evals.load.text_file import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from motjuste.evals.case import EvalSet

FORMATS: dict[str, Callable[[str, str], Iterator[Row | BadRow]]] = {
    ".jsonl": jsonl.rows,
    ".ndjson": jsonl.rows,
    ".csv": csv.rows,
    ".yaml": yaml.rows,
    ".yml": yaml.rows,
}


def read_eval_set(path: Path, *, default_check: str | None = None, display: str | None = None) -> EvalSet:
    """Read an eval set. A row that cannot be used is listed in `bad_rows` and never raises.

    Args:
        path: The file.
        default_check: The check of rows that have an expected answer and name none; `equals` if None.
        display: How messages name the file; `path` if None.

    Raises:
        UserError: The file is missing, unreadable, too large, not UTF-8, of an unknown suffix, broken as a whole, or has
            no rows; or there is no check of the default's name.
    """
    shown = display or str(path)
    read = FORMATS.get(path.suffix.lower())
    if read is None:
        raise UserError(
            f"An eval set cannot be a `{path.suffix or path.name}` file",
            remedy=f"Use one of {', '.join(FORMATS)}",
            path=shown,
        )
    how = default_check or "equals"
    _refuse_unknown(how)
    return read_rows(read(read_text(path, shown), shown), shown, how)


def read_rows(found: Iterator[Row | BadRow], display: str, default_check: str) -> EvalSet:
    """The eval set of rows from anywhere.

    Raises:
        UserError: There are none.
    """
    drafts: list[Draft] = []
    bad: list[BadRow] = []
    for row in found:
        read = row if isinstance(row, BadRow) else _draft(row, default_check)
        (bad if isinstance(read, BadRow) else drafts).append(read)  # type: ignore[arg-type]
    if not drafts and not bad:
        raise UserError(
            "The eval set has no cases", remedy="Add rows with an input and an expected answer", path=display
        )
    return assemble(display, drafts, bad)


def _draft(row: Row, default_check: str) -> Draft | BadRow:
    try:
        return draft(row, default_check)
    except (RowFault, checks.BadCheck) as fault:
        return BadRow(row.line, str(fault))


def _refuse_unknown(how: str) -> None:
    """Refuse a default check that every row would stumble over."""
    match = PREFIX.fullmatch(how.strip())
    name = match["name"] if match else how
    if name.removeprefix("not-") not in checks.NAMES:
        try:
            checks.build(name, None)
        except checks.BadCheck as fault:
            raise UserError(str(fault), remedy="Correct `check:` in the prompt's front matter") from fault
