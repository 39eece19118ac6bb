"""One row as its file wrote it, before anybody asks what it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """A row's values by column."""

    line: int
    """Where it starts in its file, from 1."""
    values: Mapping[str, object]
    """Plain data: str, int, float, bool, None, list, dict."""
    blank_is_absent: bool = False
    """True where an empty cell means "no value" in the columns that are no inputs (CSV)."""
    path: str = ""
    """The file it stands in, as messages name it; empty for the eval set's own."""
    folders: tuple[Path, ...] = ()
    """Where files that it names are looked for, the first first."""
    alternatives: tuple[str, ...] = ()
    """Answers that are as right as the expected one."""
    open: Callable[[str], object] | None = field(default=None, compare=False)
    """Reads a file that a check names (`file://schema.json`); None where files are not followed."""


@dataclass(frozen=True, slots=True)
class Left:
    """Something of a row that is left out."""

    name: str
    why: str
    """A phrase that follows the name."""


class RowFault(ValueError):  # noqa: N818  (it becomes a BadRow, and never reaches a user as an error)
    """What is wrong with a row and what to do, as one message."""

    def __init__(self, message: str, *, unsupported: bool = False, left: Sequence[Left] = ()) -> None:
        """Keep whether the row is right where it comes from and only asks for what is not supported here, and for what."""
        super().__init__(message)
        self.unsupported = unsupported
        self.left = tuple(left)
