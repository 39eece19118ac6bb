"""Two prompts on the same cases: how often they differ, and how surely one is better."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@lru_cache(maxsize=65536)
def mcnemar_p(wins: int, losses: int) -> float:
    """One-sided exact McNemar test, the sign test on the cases that tell the two prompts apart.

    Args:
        wins: Cases the new prompt gets right and the old one wrong.
        losses: Cases the old prompt gets right and the new one wrong.

    Returns:
        P(W >= wins) for W ~ Binomial(wins + losses, 1/2); 1 when no case tells them apart.

    Raises:
        ValueError: If a count is negative.
    """
    _refuse_negative(wins, losses)
    discordant = wins + losses
    # Summing the shorter tail in whole numbers keeps the result exact to the last bit.
    if wins <= losses:
        return 1 - _tail(discordant, losses + 1) / (1 << discordant)
    return _tail(discordant, wins) / (1 << discordant)


def chance_of_gain(wins: int, losses: int, ties: int = 0) -> float:
    """Posterior probability (0..1) that the new prompt is right more often, P(gain > 0 | data).

    The prior is Dirichlet(1/2) on the four cells of the paired table (Jeffreys). The share of wins among
    discordant cases is then Beta(wins + 1/2, losses + 1/2) whatever the ties, which thus change nothing.
    """
    from scipy.special import betainc

    _refuse_negative(wins, losses, ties)
    return float(betainc(losses + 0.5, wins + 0.5, 0.5))


def counts(differences: Sequence[float]) -> tuple[int, int, int]:
    """Wins, losses and ties: how many differences (new score - old score) are above, below and at 0."""
    wins = sum(difference > 0 for difference in differences)
    losses = sum(difference < 0 for difference in differences)
    return wins, losses, len(differences) - wins - losses


def gain_p(differences: Sequence[float], seed: int = 0) -> float:
    """One-sided p-value that the mean difference is above 0, for right-or-wrong and for graded scores.

    Args:
        differences: New score - old score, case by case, each in [-1, 1].
        seed: Of the sign flips; only graded scores on many cases need them.

    Returns:
        The exact McNemar test's p when all differences are -1, 0 or 1, else the sign-flip test's.
    """
    if is_binary(differences):
        wins, losses, _ = counts(differences)
        return mcnemar_p(wins, losses)
    from motjuste.stats.screen import max_t_p

    return max_t_p([differences], seed)


def is_binary(differences: Sequence[float]) -> bool:
    """Whether all differences are -1, 0 or 1, as those of right-or-wrong scores are."""
    return {-1.0, 0.0, 1.0}.issuperset(differences)


def _tail(discordant: int, wins: int) -> int:
    """How many of the 2**discordant equally likely outcomes have at least `wins` wins."""
    total = 0
    ways = 1
    for losses in range(discordant - wins + 1):
        total += ways
        ways = ways * (discordant - losses) // (losses + 1)
    return total


def _refuse_negative(*given: int) -> None:
    if min(given) < 0:
        raise ValueError(f"a count is negative: {given}")
