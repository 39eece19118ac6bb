"""Which candidates fall out of the race on dev: a rule for thrift, not for claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.stats.paired import counts, gain_p, is_binary, mcnemar_p

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

HOPELESS = 0.05
"""A candidate less likely than this to be better than the incumbent falls out."""


def drops(
    scores: Mapping[int, Sequence[float]], incumbent: int, beam: int, alpha: float = 0.2
) -> tuple[int, ...]:
    """The candidates that need not see another case.

    A candidate falls out when at least `beam` others beat it by a one-sided paired test at level `alpha`,
    or when its chance to be better than the incumbent is below 5 %. Right-or-wrong scores are compared by
    the exact sign test on discordant cases and the Beta(1 + wins, 1 + losses) posterior, graded ones by
    sign flips both times.
    Source: the racing rule of CAPO (arXiv 2504.16005) with the test for right-or-wrong scores.

    Args:
        scores: By candidate, its scores (0..1) on the cases seen so far, in one order of cases.
        incumbent: The candidate to beat; it never falls out itself.
        beam: How many candidates are wanted in the end, at least 1.
        alpha: Level of each comparison.

    Returns:
        The ids that fall out, ascending. The best `beam` by mean score are not beaten by `beam` others.

    Raises:
        ValueError: If the incumbent has no scores, the scores differ in length, or `beam` is not positive.
    """
    import numpy as np

    if incumbent not in scores or beam < 1 or len({len(row) for row in scores.values()}) > 1:
        raise ValueError("a race needs the incumbent's scores, one length of scores, and a positive beam")
    ids = sorted(scores)
    rows = np.array([scores[candidate] for candidate in ids], dtype=float)
    gains = rows[:, None] - rows[None]
    base = ids.index(incumbent)
    return tuple(
        candidate
        for place, candidate in enumerate(ids)
        if place != base and (_hopeless(gains[place, base]) or _beaten(gains[:, place], alpha, beam))
    )


def _beaten(gains: NDArray[np.float64], alpha: float, beam: int) -> bool:
    """Whether `beam` of the rows, each one candidate's gains over the same other, are above 0 at level `alpha`."""
    means = gains.sum(axis=1)
    better = 0
    for row in (-means).argsort(kind="stable")[: int((means > 0).sum())]:
        better += gain_p(gains[row].tolist()) <= alpha
        if better >= beam:
            return True
    return False


def _hopeless(gains: NDArray[np.float64]) -> bool:
    """Whether the chance of a mean gain above 0 is small; for graded scores as far as a test can say."""
    listed: list[float] = gains.tolist()
    if not is_binary(listed):
        return sum(listed) < 0 and gain_p([-gain for gain in listed]) < HOPELESS
    wins, losses, _ = counts(listed)
    # P(share of wins > 1/2) under Beta(1 + wins, 1 + losses) is a binomial tail.
    return mcnemar_p(losses + 1, wins) < HOPELESS
