"""A value that still stands in its file: what it is, where, and what is inside, whatever the file's syntax."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Held(Protocol):
    """A node of a YAML or JSON file."""

    @property
    def line(self) -> int:
        """The line it starts on, from 1."""

    @property
    def kind(self) -> str:
        """What it is: `mapping`, `list`, `null` or `text` (any other scalar)."""

    @property
    def text(self) -> str:
        """A scalar as its author sees it; empty for anything else."""

    def items(self) -> Iterator[Held]:
        """The items of a list; none of anything else."""

    def members(self) -> Mapping[str, Held]:
        """The values of a mapping by key; none of anything else.

        Raises:
            RowFault: It cannot be read as a mapping.
        """

    def row(self) -> dict[str, Any]:
        """A mapping as a row's values: the scalars of columns, variables and checks as their author sees them.

        Raises:
            RowFault: A key stands twice, or the row is too deep or too large.
        """

    def check(self) -> Any:
        """It as an item of an `assert` list.

        Raises:
            RowFault: As for `row`.
        """

    def data(self) -> Any:
        """It as plain data: str, int, float, bool, None, list, dict.

        Raises:
            RowFault: As for `row`.
        """
