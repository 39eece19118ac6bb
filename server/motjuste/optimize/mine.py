"""Mining: run a prompt on train cases until it has made enough mistakes to learn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.portions import BLOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from motjuste.evals.case import Case
    from motjuste.evals.run import Outcome
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.scoreboard import Scoreboard


async def mine(
    board: Scoreboard,
    candidate: Candidate,
    train: Sequence[Case],
    wanted: int,
    affordable: Callable[[int], bool],
) -> list[Outcome]:
    """The outcomes on train cases, block by block until `wanted` of them are failures.

    Args:
        board: Where scores are kept.
        candidate: The prompt to run.
        train: Train cases in the run's order; never dev or gate cases.
        wanted: Enough failures.
        affordable: Whether so many more calls may be made.

    Returns:
        Outcomes of all cases that were run, failures among them or not.
    """
    outcomes: list[Outcome] = []
    for start in range(0, len(train), BLOCK):
        block = train[start : start + BLOCK]
        if not affordable(board.missing([candidate], block)):
            break
        await board.run([candidate], block)
        outcomes += [board.outcome(candidate, case) for case in block]
        if sum(not outcome.right for outcome in outcomes) >= wanted:
            break
    return outcomes
