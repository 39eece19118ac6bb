"""What a template dialect finds in a body: the stretches it replaces or runs, and their variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motjuste.document.model import Fault, Piece, Variable


@dataclass(frozen=True, slots=True)
class Template:
    """The template text of a body; whatever no piece covers is literal."""

    pieces: tuple[Piece, ...] = ()
    """Sorted and disjoint, none of them literal."""
    variables: tuple[Variable, ...] = ()
    faults: tuple[Fault, ...] = ()
