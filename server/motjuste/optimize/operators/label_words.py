"""Operator: ask for a label in the prompt's own words, when answers say it in others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.operators.labels import closed_labels
from motjuste.optimize.operators.operator import Insertion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.optimize.operators.operator import Change, Workbench


class LabelWords:
    """Asks for one of the names that the prompt gives, copied letter for letter."""

    name = "label-words"

    def changes(self, bench: Workbench) -> Sequence[Change]:
        """One sentence, when the prompt names all labels already and some failing output is none of them."""
        labels = closed_labels(bench.answers)
        prompt = bench.prompt.casefold()
        if not labels or not all(label.casefold() in prompt for label in labels):
            return []
        if all(outcome.output.strip() in labels for outcome in bench.failing):
            return []
        return [
            Insertion(
                "Copy one of the names given here letter for letter, with the same capitals, and add nothing.",
                place="end",
            )
        ]
