"""Operator: list the labels, when the expected answers are a small closed set."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from motjuste.optimize.operators.operator import Insertion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.optimize.operators.operator import Workbench

MOST_LABELS = 12
LEAST_REPEATS = 2
LONGEST_LABEL = 60


class LabelList:
    """Names the distinct expected answers as the only ones allowed."""

    name = "label-list"

    def insertions(self, bench: Workbench) -> Sequence[Insertion]:
        """One sentence, when each label is short and comes back often enough to be a label."""
        labels = Counter(answer.strip() for answer in bench.answers)
        closed = 2 <= len(labels) <= MOST_LABELS and labels.total() >= LEAST_REPEATS * len(labels)
        if not closed or any(len(label) > LONGEST_LABEL or "\n" in label for label in labels):
            return []
        return [Insertion(f"Answer with exactly one of: {', '.join(sorted(labels))}.")]
