"""Do different failures lead to the same words? Marks of one step's readings held against each other (method.md 7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from statistics import fmean
from typing import TYPE_CHECKING

from motjuste.optimize.events import TagsCompared
from motjuste.text.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import Mark, Totals
    from motjuste.optimize.methods.method import Proposal

UNSTABLE = 0.2
"""Below this agreement the failures shown do not point at any words in particular."""


@dataclass(slots=True)
class TagStability:
    """Compares the marks that proposals of one step give one prompt, each of which saw other failures.

    Args:
        totals: What has been spent so far.
    """

    totals: Callable[[], Totals]
    _found: dict[int, list[float]] = field(default_factory=dict)

    def compare(self, parent: Candidate, proposals: Sequence[Proposal], step: int) -> list[TagsCompared]:
        """How far proposals for one parent agree; nothing when fewer than two of them mark any words."""
        readings = [marked for one in proposals if (marked := marked_words(parent.text, one.marks))]
        if len(readings) < 2:
            return []
        agreement = fmean(jaccard(one, other) for one, other in combinations(readings, 2))
        self._found.setdefault(step, []).append(agreement)
        return [
            TagsCompared(
                totals=self.totals(),
                step=step,
                candidate=parent.id,
                readings=len(readings),
                jaccard=agreement,
                unstable=agreement < UNSTABLE,
            )
        ]

    def unstable(self, step: int) -> bool:
        """Whether a step's readings, over all its parents, did not agree."""
        return step in self._found and fmean(self._found[step]) < UNSTABLE


def marked_words(text: str, marks: Iterable[Mark]) -> frozenset[int]:
    """The words that marks cover, each by where it starts."""
    return frozenset(mark.start + word.start for mark in marks for word in words(text[mark.start : mark.end]))


def jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    """Common words of all words, 0..1; 1 when both are empty."""
    return len(one & other) / len(one | other) if one | other else 1.0
