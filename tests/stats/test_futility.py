"""The chance to show a gain later, against drawing the future."""

from __future__ import annotations

import numpy as np
import pytest

from motjuste.stats.futility import predictive_probability
from motjuste.stats.paired import mcnemar_p


@pytest.mark.parametrize(
    ("wins", "losses", "seen", "n_total"),
    [
        (6, 4, 50, 200),
        (4, 6, 50, 200),
        (3, 2, 25, 100),
        (19, 11, 150, 200),
        (3, 0, 7, 10),
        (0, 0, 1, 2),
        (0, 0, 100, 400),
        (0, 0, 0, 40),
    ],
)
def test_the_sum_agrees_with_draws_of_the_future(wins, losses, seen, n_total):
    rng = np.random.default_rng(6)
    discordant = wins + losses
    rates = rng.beta(1 + discordant, 1 + seen - discordant, 20_000)
    further = rng.binomial(n_total - seen, rates)
    won = rng.binomial(further, rng.beta(1 + wins, 1 + losses, 20_000))
    lost = further - won
    proved = [
        mcnemar_p(wins + w, losses + x) <= 0.05 for w, x in zip(won.tolist(), lost.tolist(), strict=True)
    ]
    exact = predictive_probability(wins, losses, seen, n_total, 0.05)
    assert exact == pytest.approx(np.mean(proved), abs=0.01)
    assert 0 <= exact <= 1


def test_more_wins_are_more_hope():
    hopes = [predictive_probability(wins, 12 - wins, 50, 200, 0.05) for wins in range(13)]
    assert hopes == sorted(hopes)
    assert hopes[3] < 0.05 < hopes[8]


def test_no_hope_is_left_when_the_rest_is_too_small():
    assert predictive_probability(5, 5, 99, 100, 0.05) == 0.0
