"""A file while it is read: how messages name it, what it may open, and its rows by its suffix."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.evals.case import BadRow, Unsupported
from motjuste.evals.load import csv, json_file, jsonl, yaml
from motjuste.evals.load.row import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from motjuste.evals.load.files import Files
    from motjuste.evals.load.held import Held

Item = Row | BadRow | Unsupported
"""What reading an eval set gives, one after the other."""

LINES: dict[str, Callable[[str, str], Iterator[Row | BadRow]]] = {
    ".jsonl": jsonl.rows,
    ".ndjson": jsonl.rows,
    ".csv": csv.rows,
}
TREES: dict[str, Callable[[str, str], Held | None]] = {
    ".yaml": yaml.held,
    ".yml": yaml.held,
    ".json": json_file.held,
}
TABLES = (".parquet", ".arrow", ".feather")
FORMATS: tuple[str, ...] = (*LINES, *TREES, *TABLES)
"""Suffixes of eval sets."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file that rows are read from."""

    file: Path
    files: Files
    above: tuple[Path, ...] = field(default=())
    """The files that name it, the eval set's own first."""

    @property
    def shown(self) -> str:
        """How messages name it."""
        return self.files.display(self.file)

    @property
    def path(self) -> str:
        """What its rows say they stand in: nothing for the eval set's own file."""
        return "" if self.file == self.files.main else self.shown

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where files that it names are looked for: beside it, then beside those that name it."""
        return tuple(dict.fromkeys(file.parent for file in (self.file, *reversed(self.above))))

    def of(self, path: Path) -> Place:
        """The place of a file that this one names."""
        return Place(path, self.files, (*self.above, self.file))

    def open(self, path: Path) -> Held | None:
        """The value of a YAML or JSON file; None if there is nothing in it.

        Raises:
            UserError: It cannot be read.
        """
        read = TREES.get(path.suffix.lower(), yaml.held)
        return read(self.files.text(path), self.files.display(path))

    def rows(self) -> Iterator[Item]:
        """The file's rows.

        Raises:
            UserError: It is of no known kind, cannot be read, or is broken as a whole.
        """
        suffix = self.file.suffix.lower()
        if suffix in LINES:
            found: Iterator[Item] = LINES[suffix](self.files.text(self.file), self.shown)
        elif suffix in TREES:
            from motjuste.evals.load.tree import rows

            held = self.open(self.file)
            found = iter(()) if held is None else rows(held, self)
        elif suffix in TABLES:
            from motjuste.evals.load import arrow

            found = arrow.rows(self.file, self)
        else:
            raise UserError(
                f"An eval set cannot be a `{self.file.suffix or self.file.name}` file",
                remedy=f"Use one of {', '.join(FORMATS)}",
                path=self.shown,
            )
        yield from _placed(found, self.path, self.folders)


def _placed(found: Iterator[Item], path: str, folders: tuple[Path, ...]) -> Iterator[Item]:
    """The items with the file they stand in, unless they say so themselves."""
    for item in found:
        if isinstance(item, Row):
            yield item if item.folders else replace(item, path=item.path or path, folders=folders)
        elif path and not item.path:
            yield replace(item, path=path)
        else:
            yield item
