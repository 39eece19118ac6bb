"""What our own checks offer beyond the contract: their demand in words, a verdict, and a score for "cannot tell"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from motjuste.evals.case import Check, Score


class Demanding(Check, Protocol):
    """A check that can say in words what it wants of an output."""

    @property
    def demand(self) -> str:
        """A verb phrase that follows "must": `contain "Paris"`, `be valid JSON`."""


@dataclass(frozen=True, slots=True)
class Undecided(Score):
    """A score of 0 because the check itself gave up; its negation must not pass for that."""


def passes(score: Score) -> bool:
    """Whether a check is content: by its own threshold if it has one, else with nothing less than 1."""
    return score.value >= 1.0 if score.passed is None else score.passed
