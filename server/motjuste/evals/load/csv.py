"""Rows of a CSV file (RFC 4180, UTF-8, commas): the first line names the columns."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.evals.case import BadRow
from motjuste.evals.load.row import Row
from motjuste.evals.load.text_file import LARGEST, LINE_END

if TYPE_CHECKING:
    from collections.abc import Iterator


def rows(text: str, display: str) -> Iterator[Row | BadRow]:
    """Each row with the line it starts on, which a quoted line break does not shift; or what is wrong with it.

    A column without a name (pandas writes its index so) is left out.

    Raises:
        UserError: The header cannot be used, or the file's separator is no comma.
    """
    records = _records(text)
    header = next(records, None)
    if header is None:
        return
    names = _names(header, display)
    for record in records:
        if isinstance(record, BadRow):
            yield record
            continue
        line, cells = record
        if len(cells) == len(names):
            yield Row(
                line,
                {name: cell for name, cell in zip(names, cells, strict=True) if name},
                blank_is_absent=True,
            )
        else:
            yield BadRow(
                line,
                f"The row has {_cells(len(cells))}, the header has {len(names)}; put a cell that holds a comma in double quotes",
            )


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def _records(text: str) -> Iterator[tuple[int, list[str]] | BadRow]:
    """Each record that is not blank, with the line it starts on."""
    csv.field_size_limit(LARGEST)  # the limit on the file is the limit on a cell
    reader = csv.reader(_lines(text), strict=True)
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRow(start, _fault(str(error), reader.line_num))
            continue
        if cells:
            yield start, cells


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends, since a line end inside quotes belongs to the cell."""
    start = 0
    for match in LINE_END.finditer(text):
        yield text[start : match.end()]
        start = match.end()
    if start < len(text):
        yield text[start:]


def _fault(message: str, end: int) -> str:
    if "unexpected end of data" in message:
        return f"A quoted cell in it is never closed, so that it swallows everything up to line {end}; close the quote"
    return "A quoted cell is followed by more text; double every quote inside a quoted cell"


def _names(header: tuple[int, list[str]] | BadRow, display: str) -> list[str]:
    if isinstance(header, BadRow):
        raise UserError(
            f"The header cannot be read: {header.message}",
            remedy="Correct the first row",
            path=display,
            line=header.line,
        )
    line, cells = header
    names = [cell.strip() for cell in cells]
    if len(names) == 1 and any(mark in names[0] for mark in ";\t|"):
        raise UserError(
            "The columns are not separated by commas",
            remedy="Save it as CSV with commas",
            path=display,
            line=line,
        )
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice is not None:
        raise UserError(
            f"The header names the column `{twice}` twice",
            remedy="Rename one of them",
            path=display,
            line=line,
        )
    return names
