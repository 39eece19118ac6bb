"""What events tell of single cases: the answers of prompts that have been run on them, at readable length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.events import CaseOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.scoreboard import Scoreboard

_LONGEST_ANSWER = 2000
"""Code points of an answer that an event carries; whoever compares two answers looks at their beginnings."""
_LONGEST_INPUT = 500


class Told:
    """Tells what became of cases, each prompt and case once.

    Args:
        board: Where the outcomes are kept.
    """

    def __init__(self, board: Scoreboard) -> None:
        self._board = board
        self._done: set[tuple[int, str]] = set()

    def new(self, candidates: Iterable[Candidate], cases: Sequence[Case]) -> tuple[CaseOutcome, ...]:
        """The outcomes that were not told before, candidate by candidate; each has been run on all the cases."""
        pairs = {(candidate.id, case.id): (candidate, case) for candidate in candidates for case in cases}
        fresh = [pair for pair in pairs if pair not in self._done]
        self._done.update(fresh)
        return tuple(_outcome(self._board, *pairs[pair]) for pair in fresh)


def _outcome(board: Scoreboard, candidate: Candidate, case: Case) -> CaseOutcome:
    outcome = board.worst(candidate, case)
    return CaseOutcome(
        id=case.id,
        split=case.split.value,
        passed=outcome.right,
        score=board.value(candidate, case),
        output=_cut(outcome.output, _LONGEST_ANSWER),
        expected=None if case.expected is None else _cut(case.expected, _LONGEST_ANSWER),
        reason="" if outcome.right else outcome.score.reason,
        candidate=candidate.id,
        input=_cut("\n".join(case.inputs.values()), _LONGEST_INPUT),
        label=case.label,
        line=case.line,
    )


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
