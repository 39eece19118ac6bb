"""Whether expected answers are labels: a small closed set of short texts that come back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_LABELS = 12
LEAST_REPEATS = 2
"""Train cases a label, on average."""
LONGEST_LABEL = 60


def closed_labels(answers: Iterable[str]) -> tuple[str, ...]:
    """The distinct answers in alphabetical order, when there are few and each comes back; else nothing."""
    labels = Counter(answer.strip() for answer in answers)
    closed = 2 <= len(labels) <= MOST_LABELS and labels.total() >= LEAST_REPEATS * len(labels)
    if not closed or any(not label or len(label) > LONGEST_LABEL or "\n" in label for label in labels):
        return ()
    return tuple(sorted(labels))
