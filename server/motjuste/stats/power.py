"""What a paired test on so many cases can and cannot see, before anything is spent."""

from __future__ import annotations

from math import ceil, log, sqrt
from statistics import NormalDist


def mde(
    n: int, discordance: float = 0.2, alpha: float = 0.05, power: float = 0.8, *, anytime: bool = False
) -> float:
    """The smallest gain that a one-sided paired test on `n` cases finds with the given power.

    With the defaults this is 2.49 * sqrt(discordance / n), the normal approximation of the McNemar
    test (Miettinen, Biometrics 24, 1968) with the variance of a difference bounded by the discordance.
    A test by evidence asks for more: sqrt(2 * ln(1 / alpha)) standard errors, the best its capital can do.

    Args:
        n: Number of cases.
        discordance: Expected share of cases (0..1) on which the two prompts differ.
        alpha: Level of the test.
        power: Wanted probability to find a gain of that size.
        anytime: Of the test by evidence, which holds at any time.

    Returns:
        A difference of accuracies in 0..1; 1 when there are no cases or too few to find any gain.
    """
    if n <= 0:
        return 1.0
    return min(1.0, _distance(alpha, power, anytime=anytime) * sqrt(discordance / n))


def cases_needed(
    gain: float, discordance: float = 0.2, alpha: float = 0.05, power: float = 0.8, *, anytime: bool = False
) -> int:
    """How many cases bring `mde` down to `gain` (0..1, above 0); 6.18 * discordance / gain**2 by default."""
    if gain <= 0:
        raise ValueError(f"no number of cases proves a gain of {gain}")
    return ceil(_distance(alpha, power, anytime=anytime) ** 2 * discordance / gain**2)


def _distance(alpha: float, power: float, *, anytime: bool) -> float:
    """Between the mean without a gain and the one with it, in standard errors."""
    normal = NormalDist()
    needed = sqrt(2 * log(1 / alpha)) if anytime else -normal.inv_cdf(alpha)
    return needed + normal.inv_cdf(power)
