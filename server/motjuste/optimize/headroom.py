"""The headroom stop: where no wording can help much, the search ends before it has cost much (method.md 6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.portions import NOISE_CASES
from motjuste.stats.interval import clopper_pearson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.scoreboard import Scoreboard

PROBES = 4
"""Prompts that have to be tried on a case before it says anything of headroom (method.md 6.1)."""


def no_headroom(
    board: Scoreboard, seed: Candidate, rivals: Sequence[Candidate], dev: Sequence[Case], min_effect: float
) -> str | None:
    """Why no wording can help much: hardly a case that the seed fails is solved by any first candidate.

    The first race is the probe of method.md 6.1: the candidates are its variants, so it costs nothing more.

    Args:
        board: Where scores are kept.
        seed: The prompt as it was.
        rivals: The first candidates.
        dev: The dev cases in the run's order; the first thirty count.
        min_effect: The smallest gain worth having, 0..1.

    Returns:
        A sentence, or None when there is headroom or nothing was run.
    """
    run = fixed = 0
    competed = sum(not board.missing([rival], dev[:1]) for rival in rivals)
    for case in dev[:NOISE_CASES]:
        tried = [rival for rival in rivals if not board.missing([rival], [case])]
        # A selection that leaves out many early says little of the cases that few were tried on.
        if not tried or len(tried) < min(PROBES, competed):
            continue
        own = board.value(seed, case)
        run += 1
        fixed += any(board.value(rival, case) > own for rival in tried)
    if not run or clopper_pearson(fixed, run, confidence=0.90)[1] >= min_effect:
        return None
    return (
        f"On {run} cases, {competed} differently worded prompts solved {fixed} that this one fails, "
        "so wording is not what holds it back."
    )
