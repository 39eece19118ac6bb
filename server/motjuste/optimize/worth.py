"""Which candidates were of use: better on dev than the prompts they were made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.stats.paired import chance_of_gain, counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.admission import Admission
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.scoreboard import Scoreboard

LIKELY = 0.8
"""Chance of a gain above which a candidate counts as better before it has run all of dev (method.md 7)."""


def take_stock(
    admission: Admission,
    board: Scoreboard,
    seed: Candidate,
    dev: Sequence[Case],
    screened_out: Iterable[int] = (),
) -> None:
    """Have a run's tally say, by source and operator, what came of all candidates so far.

    Args:
        admission: Where the candidates are.
        board: What they scored.
        seed: The prompt the run began with.
        dev: The dev cases.
        screened_out: Candidates left out of the race.
    """
    known = {one.id: one for one in (seed, *admission.children)}
    better = [one.id for one in admission.children if useful(board, one, known[one.parent], dev)]
    admission.tally.fared(
        [admission.origins[number] for number in sorted(screened_out)],
        [admission.origins[number] for number in better],
    )


def useful(board: Scoreboard, child: Candidate, parent: Candidate, dev: Sequence[Case]) -> bool:
    """Whether a candidate's mean on dev is above its parent's; where one has not run all of dev, whether it is likely."""
    new, old = board.mean(child, dev), board.mean(parent, dev)
    return likely_better(board, child, parent, dev) if new is None or old is None else new > old


def likely_better(board: Scoreboard, child: Candidate, other: Candidate, dev: Sequence[Case]) -> bool:
    """Whether P(gain > 0) is above 0.8 on the dev cases both ran; without any it is not."""
    return chance_of_gain(*counts(board.gains(child, other, dev))) > LIKELY
