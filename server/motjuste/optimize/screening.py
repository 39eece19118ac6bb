"""The screen before the race: a parent's new candidates on a few of its train cases (method.md 6.2).

It spends a handful of calls a candidate to spare dev cases those that are clearly worse. What it sees is biased (the
candidates were made from these cases), so it only ever drops, and no claim is made of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.optimize.events import CandidatesScreened
from motjuste.optimize.themes import spread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from motjuste.evals.case import Case
    from motjuste.evals.run import Outcome
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import Totals
    from motjuste.optimize.scoreboard import Scoreboard

FAILING, PASSING = 4, 3
"""Cases of the parent's that a candidate is run on."""
SEVERAL = 2
"""Failing cases that another candidate must fix for one that fixes none to be clearly worse."""
FEWEST = 3
"""Fewer candidates than this may as well race."""
KEPT = 2
"""Candidates that race however they do here, so that a step never ends without one."""


@dataclass(frozen=True, slots=True)
class Screening:
    """Runs candidates on train cases and says who is clearly worse.

    Args:
        board: Where scores are kept; what it already knows costs nothing.
        affordable: Whether so many more calls may be made and still leave enough for a race and the gate.
        totals: What has been spent so far.
    """

    board: Scoreboard
    affordable: Callable[[int], bool]
    totals: Callable[[], Totals]

    async def run(
        self, parent: Candidate, outcomes: Sequence[Outcome], children: Sequence[Candidate], step: int
    ) -> CandidatesScreened | None:
        """Screen a parent's new candidates; first on failing cases, then those that matter on passing ones.

        Args:
            parent: The prompt they were made from.
            outcomes: Its outcomes on train cases.
            children: The candidates.
            step: The search step, from 1.

        Returns:
            What came of it; None when there are too few candidates or failures, or too little budget.

        Raises:
            motjuste.llm.errors.ModelError: The task model's endpoint failed.
        """
        wrong = [outcome for outcome in outcomes if not outcome.right]
        failing = [outcome.case for outcome in spread(wrong, FAILING)]
        passing = [outcome.case for outcome in outcomes if outcome.right][:PASSING]
        cost = len(children) * (len(failing) + len(passing))
        if len(children) < FEWEST or len(failing) < SEVERAL or not self.affordable(cost):
            return None
        fixed = await self._changed(
            parent,
            [(child, [case for case in failing if case.id not in child.quoted]) for child in children],
            better=True,
        )
        several = max(fixed.values()) >= SEVERAL
        hopeless = {child.id for child in children if several and not fixed[child.id]}
        # Where nobody fixes anything there is nothing to choose by, and the race decides.
        tried = [child for child in children if any(fixed.values()) and child.id not in hopeless]
        broke = await self._changed(parent, [(child, passing) for child in tried], better=False)
        worse = hopeless | {number for number, count in broke.items() if count > fixed[number]}
        return CandidatesScreened(
            totals=self.totals(),
            step=step,
            parent=parent.id,
            failing=len(failing),
            passing=len(passing),
            fixed={str(number): count for number, count in fixed.items()},
            broke={str(number): count for number, count in broke.items()},
            dropped=tuple(sorted(worse - _best(children, fixed, broke))),
        )

    async def _changed(
        self, parent: Candidate, asked: Sequence[tuple[Candidate, Sequence[Case]]], *, better: bool
    ) -> dict[int, int]:
        """By candidate, on how many of its cases it scores above its parent, or below it; each is asked once."""
        alike: dict[tuple[str, ...], tuple[list[Candidate], Sequence[Case]]] = {}
        for child, cases in asked:
            alike.setdefault(tuple(case.id for case in cases), ([], cases))[0].append(child)
        for group, cases in alike.values():
            await self.board.run_sample(group, cases, 0)
        sign = 1 if better else -1
        return {
            child.id: sum(sign * (self._value(child, case) - self._value(parent, case)) > 0 for case in cases)
            for child, cases in asked
        }

    def _value(self, candidate: Candidate, case: Case) -> float:
        return self.board.outcome(candidate, case).score.value


def _best(children: Sequence[Candidate], fixed: dict[int, int], broke: dict[int, int]) -> set[int]:
    """The best few by cases fixed less cases broken; among equals those that change fewer words."""
    ranked = sorted(
        children,
        key=lambda child: (broke.get(child.id, 0) - fixed[child.id], child.changed_words, child.id),
    )
    return {child.id for child in ranked[:KEPT]}
