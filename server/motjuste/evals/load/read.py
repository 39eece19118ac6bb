"""Reading an eval set: the file's rows, what they mean, its cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.evals import checks
from motjuste.evals.case import BadRow, Unsupported
from motjuste.evals.load.assemble import assemble
from motjuste.evals.load.files import Files
from motjuste.evals.load.place import FORMATS, Place
from motjuste.evals.load.promptfoo.expand import expanded
from motjuste.evals.load.row import Row, RowFault
from motjuste.evals.load.rows import Draft, draft, is_promptfoo
from motjuste.evals.load.short_form import PREFIX
from motjuste.evals.load.vocabularies import translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from motjuste.evals.case import EvalSet
    from motjuste.evals.load.place import Item

__all__ = ["FORMATS", "read_eval_set", "read_rows"]


class UnknownCheck(UserError):  # noqa: N818 - it says what is wrong, as the errors of models do
    """There is no check of the default's name; who knows the prompt that gives it says where."""


def read_eval_set(
    path: Path,
    *,
    default_check: str | None = None,
    display: str | None = None,
    root: Path | None = None,
    text: str | None = None,
) -> EvalSet:
    """Read an eval set. A row that cannot be used is listed in `bad_rows` and never raises.

    Args:
        path: The file: rows, or a promptfoo configuration or lm-eval task with its cases.
        default_check: The check of rows that have an expected answer and name none; `equals` if None.
        display: How messages name the file; `path` if None.
        root: The folder that files it names must lie in; that of the file if None.
        text: What stands in the file where an editor holds it; None reads it from the disk.

    Raises:
        UserError: The file is missing, unreadable, too large, not UTF-8, of an unknown suffix, broken as a whole, or has
            no rows; or there is no check of the default's name (UnknownCheck).
    """
    files = Files(path, display or str(path), root, text)
    how = default_check or "equals"
    place = Place(files.main, files)
    try:
        found = list(_understood(place.rows(), place))
        _refuse_unknown(how)
        return read_rows(found, files.display(files.main), how, files.looked_at())
    except UserError as error:
        error.files = files.looked_at()
        raise


def read_rows(
    found: Iterable[Item], display: str, default_check: str, files: tuple[str, ...] = ()
) -> EvalSet:
    """The eval set of rows that were read from files.

    Raises:
        UserError: There are none.
    """
    drafts: list[Draft] = []
    bad: list[BadRow] = []
    left: list[Unsupported] = []
    for item in found:
        read = _draft(item, default_check, left) if isinstance(item, Row) else item
        if isinstance(read, Draft):
            drafts.append(read)
        elif isinstance(read, BadRow):
            bad.append(read)
        else:
            left.append(read)
    if not drafts and not bad and not left:
        raise UserError(
            "The eval set has no cases", remedy="Add rows with an input and an expected answer", path=display
        )
    return assemble(display, drafts, bad, left, files)


def _understood(found: Iterator[Item], place: Place) -> Iterator[Item]:
    """The rows in our own vocabulary; a test that stands for several cases as those."""
    for item in found:
        if not isinstance(item, Row):
            yield item
        elif item.open is None and is_promptfoo(item.values):
            yield from expanded(item, item.values, place)
        else:
            try:
                row = translated(item)
            except RowFault as fault:
                yield BadRow(item.line, str(fault), item.path, fault.unsupported)
                continue
            if row is not None:
                yield row


def _draft(row: Row, default_check: str, left: list[Unsupported]) -> Draft | BadRow:
    """What a row means; when that is nothing, what it asks for that is not supported joins `left`."""
    try:
        return draft(row, default_check)
    except RowFault as fault:
        left += [Unsupported(row.line, each.name, each.why, row.path) for each in fault.left]
        return BadRow(row.line, str(fault), row.path, fault.unsupported)
    except checks.BadCheck as fault:
        return BadRow(row.line, str(fault), row.path)


def _refuse_unknown(how: str) -> None:
    """Refuse a default check that every row would stumble over."""
    match = PREFIX.fullmatch(how.strip())
    name = match["name"] if match else how
    if name.removeprefix("not-") not in checks.NAMES:
        try:
            checks.build(name, None)
        except checks.BadCheck as fault:
            raise UnknownCheck(str(fault), remedy="Correct `check:` in the prompt's front matter") from fault
