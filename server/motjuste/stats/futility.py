"""How likely a gate that goes on to its end will still show a gain: the reason to stop a useless one."""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma
from typing import TYPE_CHECKING

from motjuste.stats.boundary import coin_law, upper_tails

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def hope(differences: Sequence[float], left: int, wanted: float, draws: int = 200) -> float:
    """Predictive probability that the evidence of `anytime.evidence` reaches what is wanted within the cases left.

    What is to come is drawn by the Bayesian bootstrap (Rubin, Annals of Statistics 9, 1981) from the differences so
    far with a win and a loss added, so that few cases do not say too much. The bets are aGRAPA's, those of graded
    scores. The same differences give the same value.

    Args:
        differences: New score - old score, each in [-1, 1], in order.
        left: Cases to come.
        wanted: The evidence that counts as a proof.
        draws: How many futures are drawn.

    Returns:
        A probability, 0..1, in steps of 1 / draws.
    """
    import numpy as np

    from motjuste.stats.anytime import evidence

    past = np.asarray(differences, dtype=float)
    values, counts = np.unique(np.round(np.append(past, (1.0, -1.0)), 2), return_counts=True)
    random = np.random.default_rng(len(past))
    weights = random.standard_gamma(counts, (draws, len(values)))
    shares = (weights / weights.sum(axis=1, keepdims=True)).cumsum(axis=1)
    path = evidence(differences)
    most = np.full(draws, max(path, default=1.0))
    capital = np.full(draws, path[-1] if path else 1.0)
    count, mean = float(len(past)), np.full(draws, past.mean() if path else 0.0)
    spread = np.full(draws, ((past - mean[0]) ** 2).sum())
    for _ in range(left):
        place = (shares < random.random((draws, 1))).sum(axis=1)
        gain = values[np.minimum(place, len(values) - 1)]
        bet = np.clip(mean / ((0.25 + spread) / (count + 1) + mean * mean), 0.0, 0.5)
        capital = capital * (1 + bet * gain)
        most = np.maximum(most, capital)
        count += 1
        step = gain - mean
        mean = mean + step / count
        spread = spread + step * (gain - mean)
    return float((most >= wanted).mean())
