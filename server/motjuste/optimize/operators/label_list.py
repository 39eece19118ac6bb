"""Operator: list the labels, when the expected answers are a small closed set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.operators.labels import closed_labels
from motjuste.optimize.operators.operator import Insertion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.optimize.operators.operator import Change, Workbench


class LabelList:
    """Names the distinct expected answers as the only ones allowed."""

    name = "label-list"

    def changes(self, bench: Workbench) -> Sequence[Change]:
        """One sentence, when each label is short and comes back often enough to be a label."""
        labels = closed_labels(bench.answers)
        return [Insertion(f"Answer with exactly one of: {', '.join(labels)}.")] if labels else []
