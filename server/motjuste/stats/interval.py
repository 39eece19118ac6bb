"""Intervals: of a rate, of a paired gain on all cases, and of a gain looked at while it comes in."""

from __future__ import annotations

from math import log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from motjuste.stats.spending import spent_by

if TYPE_CHECKING:
    from collections.abc import Sequence

_GRID = 2000
"""Steps between the gains -1 and 1 that the betting interval tries."""
_BOLDEST = 0.5
"""The largest share of its capital that one bet may lose."""


def clopper_pearson(k: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Exact two-sided interval of a rate, `k` successes of `n` cases.

    Never covers less often than `confidence`. Source: Clopper & Pearson, Biometrika 26 (1934).

    Returns:
        Both ends, 0..1; (0, 1) without cases.

    Raises:
        ValueError: If not 0 <= k <= n.
    """
    from scipy.special import betaincinv

    if not 0 <= k <= n:
        raise ValueError(f"not {k} of {n}")
    tail = (1 - confidence) / 2
    low = float(betaincinv(k, n - k + 1, tail)) if k else 0.0
    high = float(betaincinv(k + 1, n - k, 1 - tail)) if k < n else 1.0
    return low, high


def wilson(rate: float, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a rate (JASA 22, 1927); for the mean of graded scores it errs on the wide side.

    Returns:
        Both ends, 0..1; (0, 1) without cases.
    """
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    middle = rate + z * z / (2 * n)
    reach = z * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return max(0.0, (middle - reach) / (1 + z * z / n)), min(1.0, (middle + reach) / (1 + z * z / n))


def newcombe_paired(a: int, b: int, c: int, d: int, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of the gain in accuracy on the same cases, for a sample that was read to its end.

    Newcombe's hybrid score interval for paired data (Statistics in Medicine 17, 1998, method 10).

    Args:
        a: Cases both prompts get right.
        b: Cases the new prompt alone gets right (wins).
        c: Cases the old prompt alone gets right (losses).
        d: Cases both get wrong.
        confidence: Coverage aimed at.

    Returns:
        Both ends of new accuracy - old accuracy, -1..1; (-1, 1) without cases.

    Raises:
        ValueError: If a count is negative.
    """
    if min(a, b, c, d) < 0:
        raise ValueError(f"a count is negative: {(a, b, c, d)}")
    n = a + b + c + d
    if n == 0:
        return -1.0, 1.0
    new, old = (a + b) / n, (a + c) / n
    new_low, new_high = wilson(new, n, confidence)
    old_low, old_high = wilson(old, n, confidence)
    phi = _correlation(a, b, c, d)

    def distance(one: float, other: float) -> float:
        return sqrt(max(0.0, one * one - 2 * phi * one * other + other * other))

    low = new - old - distance(new - new_low, old_high - old)
    high = new - old + distance(new_high - new, old - old_low)
    return max(-1.0, low), min(1.0, high)


def repeated_confidence(before: int, seen: int, total: int, confidence: float = 0.95) -> float:
    """Confidence for an interval at one look of several, so that the intervals of all looks together hold as wanted.

    Each look may spend of the error what a Pocock-type test may spend there, so that the interval agrees with the test:
    the repeated intervals of Jennison & Turnbull (JRSS B 51, 1989), by Bonferroni over the looks.

    Args:
        before: Cases at the look before; 0 at the first.
        seen: Cases at this look.
        total: Cases planned.
        confidence: Of all looks together.

    Returns:
        From `confidence` to 1.
    """
    error = (1 - confidence) / 2
    spent = [spent_by(cases / total, error, "pocock") for cases in (before, seen)]
    return 1 - 2 * (spent[1] - spent[0])


def betting_interval(differences: Sequence[float], alpha: float = 0.05) -> tuple[float, float]:
    """Interval of the mean difference that holds however often it was looked at and whenever one stopped.

    A confidence sequence by betting: for each gain on a grid two gamblers bet that the true one is higher
    or lower; a gain at which one of them has grown rich was not the true one, and stays out for good.
    Source: Waudby-Smith & Ramdas, JRSS B 86 (2024), hedged capital with predictable plug-in bets.

    Args:
        differences: New score - old score, each in [-1, 1], in the order they came in (it matters).
        alpha: Error rate, over all looks together.

    Returns:
        Both ends, -1..1, rounded outwards to 0.001; about 45 % wider than `newcombe_paired` at 100-200 cases.

    Raises:
        ValueError: If a difference is outside [-1, 1].
    """
    import numpy as np

    if not differences:
        return -1.0, 1.0
    x = (np.asarray(differences, dtype=float) + 1) / 2
    if not ((x >= 0) & (x <= 1)).all():
        raise ValueError("a difference of scores is outside -1..1")
    times = np.arange(1, len(x) + 1)
    means = (0.5 + np.cumsum(x)) / (times + 1)
    variances = (0.25 + np.cumsum((x - means) ** 2)) / (times + 1)
    # A bet may use the past alone, hence the variance before each case.
    known = np.concatenate(([0.25], variances[:-1]))
    bets = np.sqrt(2 * log(2 / alpha) / (known * times * np.log(times + 1)))[:, None]
    grid = np.linspace(0, 1, _GRID + 1)
    with np.errstate(divide="ignore"):
        up = np.log1p(np.minimum(bets, _BOLDEST / grid) * (x[:, None] - grid)).cumsum(axis=0)
        down = np.log1p(np.minimum(bets, _BOLDEST / (1 - grid)) * (grid - x[:, None])).cumsum(axis=0)
    # The gamblers share one unit of capital, half each; by Ville's inequality it seldom reaches 1 / alpha.
    alive = (np.maximum(up, down).max(axis=0) < log(2 / alpha)).nonzero()[0]
    if not len(
        alive
    ):  # Every gain has been refuted at some time: rare as an error, and the mean is what is left.
        return (float(x.mean() * 2 - 1),) * 2
    low, high = max(alive[0] - 1, 0), min(alive[-1] + 1, _GRID)
    return float(grid[low] * 2 - 1), float(grid[high] * 2 - 1)


def _correlation(a: int, b: int, c: int, d: int) -> float:
    """Phi of the paired table, with Newcombe's continuity correction towards 0."""
    spread = (a + b) * (c + d) * (a + c) * (b + d)
    if spread == 0:
        return 0.0
    excess: float = a * d - b * c
    if excess > 0:
        excess = max(0.0, excess - (a + b + c + d) / 2)
    return excess / sqrt(spread)
