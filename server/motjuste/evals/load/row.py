"""One row as its file wrote it, before anybody asks what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Row:
    """A row's values by column."""

    line: int
    """Where it starts in its file, from 1."""
    values: Mapping[str, object]
    """Plain data: str, int, float, bool, None, list, dict."""
    blank_is_absent: bool = False
    """True where an empty cell means "no value" in the columns that are no inputs (CSV)."""


class RowFault(ValueError):  # noqa: N818  (it becomes a BadRow, and never reaches a user as an error)
    """What is wrong with a row and what to do, as one message."""
