"""Evidence that holds at any time: e-values for users who stop when they like."""

from __future__ import annotations

from itertools import accumulate
from math import comb, inf
from typing import TYPE_CHECKING

from motjuste.stats.paired import is_binary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BOLDEST = 0.5


def e_value(wins: int, losses: int) -> float:
    """Evidence that the new prompt wins more than half of the discordant cases, as a factor (1 is none).

    A uniform mixture over shares of wins in (1/2, 1) against 1/2:
    E = 2 * 2**m * B(w + 1, l + 1) * P(share > 1/2) with m = w + l. For every true share <= 1/2 its mean is
    at most 1 at any stopping time, so E >= 1 / alpha refutes "no better" at level alpha.
    Source: Ramdas et al., Game-theoretic statistics and safe anytime-valid inference (2023).

    Returns:
        0 < E; infinity when it is too large for a float.

    Raises:
        ValueError: If a count is negative.
    """
    if wins < 0 or losses < 0:
        raise ValueError(f"a count is negative: {(wins, losses)}")
    cases = wins + losses
    # The beta functions of whole numbers are binomial sums, so this is one exact fraction.
    better = sum(comb(cases + 1, k) for k in range(losses + 1, cases + 2))
    try:
        return better / ((cases + 1) * comb(cases, wins))
    except OverflowError:
        return inf


def graded_e_value(differences: Sequence[float]) -> float:
    """Evidence that the mean difference is above 0, for graded scores, as a factor (1 is none).

    The capital of a gambler who bets on gains only, K = prod(1 + bet * difference), with a share in
    [0, 1/2] chosen from the cases before (the aGRAPA bet, Waudby-Smith & Ramdas 2024).

    Args:
        differences: New score - old score, each in [-1, 1], in the order they came in (it matters).

    Raises:
        ValueError: If a difference is outside [-1, 1].
    """
    capital = 1.0
    for capital in _capital(differences):  # noqa: B007
        pass
    return capital


def anytime_p(differences: Sequence[float]) -> float:
    """p-value that stays valid whenever one stops: 1 / the largest e-value on the way, at most 1.

    Args:
        differences: New score - old score, each in [-1, 1], in the order they came in.
    """
    if is_binary(differences):
        wins = accumulate(int(difference > 0) for difference in differences)
        losses = accumulate(int(difference < 0) for difference in differences)
        path: Iterator[float] = map(e_value, wins, losses)
    else:
        path = _capital(differences)
    return min(1.0, 1 / max(path, default=1.0))


def _capital(differences: Sequence[float]) -> Iterator[float]:
    capital = 1.0
    count = mean = spread = 0.0
    for difference in differences:
        if not -1 <= difference <= 1:
            raise ValueError(f"a difference of scores is outside -1..1: {difference}")
        # One case of prior spread 1/4 keeps the first bets small.
        variance = (0.25 + spread) / (count + 1)
        bet = min(max(mean / (variance + mean * mean), 0.0), _BOLDEST)
        capital *= 1 + bet * difference
        yield capital
        count += 1
        before, mean = mean, mean + (difference - mean) / count
        spread += (difference - before) * (difference - mean)
