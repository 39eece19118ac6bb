"""The prefix `not-`: an output passes when the check behind it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.evals.case import Score
from motjuste.evals.checks.demanding import Undecided
from motjuste.evals.checks.phrase import shown

if TYPE_CHECKING:
    from motjuste.evals.checks.demanding import Demanding


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of `inner`."""

    inner: Demanding

    @property
    def name(self) -> str:
        """The inner name with the prefix."""
        return f"not-{self.inner.name}"

    @property
    def demand(self) -> str:
        """The demand in words."""
        return f"not {self.inner.demand}"

    def score(self, output: str) -> Score:
        """1 minus the inner score; what could not be decided stays 0."""
        inner = self.inner.score(output)
        if isinstance(inner, Undecided):
            return inner
        value = 1.0 - inner.value
        passed = None if inner.passed is None else not inner.passed
        if passed or (passed is None and value >= 1.0):
            return Score(value, passed=passed)
        return Score(value, f"must not {self.inner.demand}, got {shown(output)}", passed=passed)
