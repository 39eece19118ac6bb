"""Operator: state the output format that the expected answers share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.operators.operator import Insertion
from motjuste.optimize.operators.shape import shared_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.optimize.operators.operator import Change, Workbench


class OutputFormat:
    """Says what all expected answers look like: at the mark in a few words, and as a sentence."""

    name = "output-format"

    def changes(self, bench: Workbench) -> Sequence[Change]:
        """A sentence, and where the form has a short name also that name right at the marked words."""
        shape = shared_shape(bench.answers)
        if shape is None:
            return []
        sentence = Insertion(shape.statement)
        return [Insertion(f"({shape.short})", place="mark"), sentence] if shape.short else [sentence]
