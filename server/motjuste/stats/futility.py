"""How likely a gate that goes on to its end will still show a gain: the reason to stop a useless one."""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma

from motjuste.stats.boundary import coin_law, upper_tails

_NEGLIGIBLE = 1e-4
"""Numbers of further discordant cases that are together less likely than this are left out."""


@lru_cache(maxsize=4096)
def predictive_probability(wins: int, losses: int, seen: int, n_total: int, alpha: float) -> float:
    """Posterior predictive probability that the plain exact test is significant when all cases are in.

    Uniform priors on the rate of discordance and on the share of wins, both updated by what was seen;
    the integral over both is summed, nothing is drawn. The plain test asks a little less than the last look
    of a sequential one, which makes giving up the more cautious.
    Source: Spiegelhalter, Freedman & Blackburn, Controlled Clinical Trials 7 (1986).

    Args:
        wins: Wins so far.
        losses: Losses so far.
        seen: Cases so far, ties included.
        n_total: Cases in the end.
        alpha: Level of the test.

    Returns:
        A probability, 0..1, too small by at most 0.0001.
    """
    import numpy as np

    discordant = wins + losses
    null = coin_law(discordant)  # P(wins in the end) without a gain
    coming = np.ones(1)  # P(wins to come), as the posterior has it: Polya's urn
    remaining, found = 1.0, 0.0
    for further, likely in enumerate(_further_discordant(discordant, seen, n_total)):
        needed = int(np.argmax(upper_tails(null) <= alpha))
        found += likely * float(coming[max(0, needed - wins) :].sum())
        remaining -= likely
        if remaining < _NEGLIGIBLE:
            break
        null = (np.append(null, 0.0) + np.append(0.0, null)) / 2
        won = (1 + wins + np.arange(further + 1)) / (2 + discordant + further)
        coming = np.append(coming * (1 - won), 0.0) + np.append(0.0, coming * won)
    return found


def _further_discordant(discordant: int, seen: int, n_total: int) -> list[float]:
    """P(r of the cases to come are discordant) for each r: beta-binomial with a uniform prior."""
    cases = n_total - seen
    a, b = 1 + discordant, 1 + seen - discordant

    def log_beta(x: float, y: float) -> float:
        return lgamma(x) + lgamma(y) - lgamma(x + y)

    whole = lgamma(cases + 1) - log_beta(a, b)
    return [
        exp(whole - lgamma(r + 1) - lgamma(cases - r + 1) + log_beta(a + r, b + cases - r))
        for r in range(cases + 1)
    ]
