"""How likely a gate that goes on to its end will still prove a gain: the reason to stop a useless one."""

from __future__ import annotations

from math import exp, lgamma
from typing import TYPE_CHECKING

from motjuste.stats.boundary import upper_tails

if TYPE_CHECKING:
    from motjuste.stats.boundary import Stage

_NEGLIGIBLE = 1e-4
"""Numbers of further discordant cases that are together less likely than this are left out."""


def predictive_probability(stage: Stage, wins: int, seen: int, n_total: int, budget: float) -> float:
    """Posterior predictive probability that the test rejects when all cases are in.

    Uniform priors on the rate of discordance and on the share of wins, both updated by what was seen;
    the integral over both is summed exactly, nothing is drawn. One last look at the end is assumed.
    Source: Spiegelhalter, Freedman & Blackburn, Controlled Clinical Trials 7 (1986).

    Args:
        stage: The test after the present look.
        wins: Wins so far.
        seen: Cases so far.
        n_total: Cases in the end.
        budget: The error rate that may be spent by then.

    Returns:
        A probability, 0..1.
    """
    import numpy as np

    losses = stage.discordant - wins
    null = stage.arrived[: stage.needed]  # P(wins so far and to come, not rejected yet) under the hypothesis
    coming = np.ones(1)  # P(wins to come), as the posterior has it: Polya's urn
    remaining, found = 1.0, 0.0
    for further, likely in enumerate(_further_discordant(stage.discordant, seen, n_total)):
        needed = int(np.argmax(upper_tails(null) <= budget - stage.spent))
        found += likely * float(coming[max(0, needed - wins) :].sum())
        remaining -= likely
        if remaining < _NEGLIGIBLE:
            break
        null = (np.append(null, 0.0) + np.append(0.0, null)) / 2
        won = (1 + wins + np.arange(further + 1)) / (2 + wins + losses + further)
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
