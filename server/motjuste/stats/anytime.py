"""Evidence that holds at any time: e-values for users who stop when they like."""

from __future__ import annotations

from functools import lru_cache
from math import comb, exp, inf, lgamma, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def evidence(differences: Sequence[float]) -> list[float]:
    """Evidence that the mean difference is above 0, after each case, as a factor (1 is none).

    The capital of a gambler who bets on gains only, K = prod(1 + bet * difference), each bet made from the cases
    before. As long as those were right or wrong the bet is the one that makes K the `e_value` of wins and losses;
    from the first difference of another size on it is the aGRAPA bet, at most 1/2 (Waudby-Smith & Ramdas 2024). No
    bet is below 0, so without a gain K does not grow in the mean whatever the differences are like, and K >= 1 / alpha
    at any time refutes "no gain" at level alpha (Ville's inequality).

    Args:
        differences: New score - old score, each in [-1, 1], in the order they came in (it matters).

    Raises:
        ValueError: If a difference is outside [-1, 1].
    """
    capital, path = 1.0, []
    gambler = _Gambler()
    for difference in differences:
        if not -1 <= difference <= 1:
            raise ValueError(f"a difference of scores is outside -1..1: {difference}")
        capital *= 1 + gambler.bet * difference
        path.append(capital)
        gambler.learn(difference)
    return path


def anytime_p(differences: Sequence[float]) -> float:
    """p-value that stays valid whenever one stops: 1 / the largest evidence on the way, at most 1.

    Args:
        differences: New score - old score, each in [-1, 1], in the order they came in.
    """
    return min(1.0, 1 / max(evidence(differences), default=1.0))


class _Gambler:
    """What share of the capital to bet on the next case, 0..1."""

    def __init__(self) -> None:
        self._wins = self._losses = 0
        self._graded = False
        self._count = self._mean = self._spread = 0.0

    @property
    def bet(self) -> float:
        if not self._graded:
            return _coin_bet(self._wins, self._losses)
        # One case of prior spread 1/4 keeps the first bets small.
        variance = (0.25 + self._spread) / (self._count + 1)
        return min(max(self._mean / (variance + self._mean * self._mean), 0.0), _BOLDEST)

    def learn(self, difference: float) -> None:
        self._wins += difference > 0
        self._losses += difference < 0
        self._graded = self._graded or difference not in {-1.0, 0.0, 1.0}
        self._count += 1
        before, self._mean = self._mean, self._mean + (difference - self._mean) / self._count
        self._spread += (difference - before) * (difference - self._mean)


@lru_cache(maxsize=65536)
def _coin_bet(wins: int, losses: int) -> float:
    """The bet that makes the capital the e-value of a win or a loss more: 2 * E[share of wins | data] - 1.

    The share's law is Beta(wins + 1, losses + 1) above 1/2, and its mean there follows from the recurrence of the
    incomplete beta function (DLMF 8.17.20).
    """
    from scipy.special import betainc

    cases = wins + losses
    above = float(betainc(losses + 1, wins + 1, 0.5))
    if above == 0.0:
        return 0.0
    step = lgamma(cases + 2) - lgamma(losses + 1) - lgamma(wins + 2) - (cases + 2) * log(2)
    return min(1.0, max(0.0, 2 * (wins + 1) / (cases + 2) * (1 + exp(step) / above) - 1))
