"""Several answers that are right alike: the best score of one check a right answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.evals.checks.demanding import passes

if TYPE_CHECKING:
    from motjuste.evals.case import Score
    from motjuste.evals.checks.demanding import Demanding


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the members passes; they are of one kind."""

    members: tuple[Demanding, ...]
    """At least one."""

    @property
    def name(self) -> str:
        """That of its members."""
        return self.members[0].name

    @property
    def demand(self) -> str:
        """The demand in words."""
        return " or ".join(member.demand for member in self.members)

    def score(self, output: str) -> Score:
        """The score of the first member that passes, else the best."""
        scores = [member.score(output) for member in self.members]
        return max(scores, key=lambda score: (passes(score), score.value))
