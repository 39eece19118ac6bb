"""Do marks point at the right words? Edits of marked words against edits of random ones (method.md 7, signature 2)."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING

from motjuste.optimize.events import Localisation
from motjuste.stats.bootstrap import two_way_interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import CandidateProposed
    from motjuste.optimize.scoreboard import Scoreboard

FEWEST_PAIRS = 8
"""Before so many pairs nothing is said about the marks."""


def localisation(
    board: Scoreboard,
    dev: Sequence[Case],
    proposed: Sequence[CandidateProposed],
    candidates: Mapping[int, Candidate],
    seed: int,
) -> Localisation | None:
    """The localisation lift: how much more edits of marked words gain than edits of random words.

    A pair is a proposal for marked words and one for random words, for the same parent in the same step; it is
    compared on the dev cases both ran. Every random proposal is a group of its own for the interval.

    Args:
        board: Where scores are kept.
        dev: The dev cases.
        proposed: All proposals of the run that became candidates.
        candidates: These candidates by number.
        seed: Of the bootstrap.

    Returns:
        None when no proposal for random words was compared with any for marked ones.
    """
    rows: list[list[float | None]] = []
    groups: list[int] = []
    for random, marked in _pairs(proposed):
        row = _gains(board, dev, candidates[marked], candidates[random])
        if any(gain is not None for gain in row):
            rows.append(row)
            groups.append(random)
    gains = [gain for row in rows for gain in row if gain is not None]
    if not gains:
        return None
    interval = two_way_interval(rows, groups, seed)
    return Localisation(
        pairs=len(rows),
        controls=len(set(groups)),
        lift=fmean(gains),
        interval=interval,
        finding=_finding(len(rows), interval),
    )


def _pairs(proposed: Sequence[CandidateProposed]) -> Iterator[tuple[int, int]]:
    """Numbers of a random and a marked proposal, matched in step and parent."""
    for control in proposed:
        if control.source == "random":
            for other in proposed:
                if other.source == "model" and (other.step, other.parent) == (control.step, control.parent):
                    yield control.candidate, other.candidate


def _gains(
    board: Scoreboard, dev: Sequence[Case], marked: Candidate, random: Candidate
) -> list[float | None]:
    """Case by case, None from the first case on that one of the two was not run on."""
    gains = board.gains(marked, random, dev)
    return [*gains, *[None] * (len(dev) - len(gains))]


def _finding(pairs: int, interval: tuple[float, float]) -> str:
    if pairs < FEWEST_PAIRS:
        return "too few pairs"
    if interval[1] <= 0:
        return "tags no better than chance"
    return "tags better than chance" if interval[0] > 0 else "not known"
