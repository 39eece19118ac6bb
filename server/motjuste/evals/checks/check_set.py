"""The check `assert-set`: several checks as one, passed when their weighted mean reaches a threshold of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.evals.case import Score
from motjuste.evals.checks.demanding import passes

if TYPE_CHECKING:
    from motjuste.evals.checks.demanding import Demanding

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class CheckSet:
    """The members together."""

    members: tuple[Demanding, ...]
    """At least one."""
    weights: tuple[float, ...]
    """One a member; not all 0."""
    threshold: float | None
    """The weighted mean from which it passes; None asks that every member passes."""
    name: str = "assert-set"

    @property
    def demand(self) -> str:
        """The demand in words."""
        told = "; ".join(member.demand for member in self.members)
        return told if self.threshold is None else f"reach {self.threshold:g} of: {told}"

    def score(self, output: str) -> Score:
        """The weighted mean of the members."""
        scores = [member.score(output) for member in self.members]
        pairs = list(zip(self.weights, scores, strict=True))
        value = min(1.0, sum(weight * score.value for weight, score in pairs) / sum(self.weights))
        if self.threshold is None:
            passed = all(passes(score) for weight, score in pairs if weight)
        else:
            passed = value >= self.threshold - TOLERANCE
        reasons = dict.fromkeys(score.reason for weight, score in pairs if weight and score.reason)
        return Score(
            value, "" if passed else "; ".join(reasons) or "a check of the set failed", passed=passed
        )
