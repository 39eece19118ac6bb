"""All ways to select on dev, by name. One of your own is a module and its place here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.selection.halving import Halving
from motjuste.optimize.selection.race import Race
from motjuste.optimize.selection.ucb import Ucb

if TYPE_CHECKING:
    from motjuste.optimize.selection.contest import Selection

SELECTIONS: tuple[Selection, ...] = (Race(), Halving(), Ucb())
"""The first is the default."""


def selection_named(name: str) -> Selection:
    """The selection of that name.

    Raises:
        KeyError: There is none.
    """
    return {selection.name: selection for selection in SELECTIONS}[name]


def selection_names() -> tuple[str, ...]:
    """The names of all, for whoever offers them."""
    return tuple(selection.name for selection in SELECTIONS)
