"""Smallest gains a test can see, against the figures of the method and against exact power."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from motjuste.stats.anytime import anytime_p
from motjuste.stats.paired import mcnemar_p
from motjuste.stats.power import cases_needed, mde


@pytest.mark.parametrize(
    ("n", "share", "expected"),
    [
        (50, 0.2, 0.157),
        (100, 0.2, 0.111),
        (200, 0.2, 0.079),
        (400, 0.2, 0.056),
        (1319, 0.2, 0.031),
        (200, 0.1, 0.056),
        (400, 0.1, 0.039),
    ],
)
def test_the_smallest_gain_is_that_of_the_method(n, share, expected):
    assert mde(n, share) == pytest.approx(expected, abs=0.0006)


def test_without_cases_nothing_can_be_seen():
    assert mde(0) == 1.0
    assert mde(1, discordance=1.0) == 1.0


def test_the_cases_needed_bring_the_smallest_gain_down():
    needed = cases_needed(0.1)
    assert needed == 124
    assert mde(needed) <= 0.1 < mde(needed - 1)
    with pytest.raises(ValueError, match="no number of cases"):
        cases_needed(0)


@pytest.mark.parametrize("n", [100, 200, 400])
def test_the_exact_test_finds_the_smallest_gain_about_four_times_in_five(n):
    share = 0.2
    gain = mde(n, share)
    found = 0.0
    for discordant in range(n + 1):
        likely = stats.binom.pmf(discordant, n, share)
        if likely > 1e-9:
            wins = np.arange(discordant + 1)
            proved = [mcnemar_p(int(w), discordant - int(w)) <= 0.05 for w in wins]
            found += likely * stats.binom.pmf(wins, discordant, (share + gain) / 2 / share)[proved].sum()
    assert 0.75 < found < 0.86


@pytest.mark.parametrize(("share", "size"), [(0.2, 200), (0.1, 400)])
def test_evidence_finds_its_own_smallest_gain_in_four_of_five_runs(share, size):
    random = np.random.default_rng(3)
    gain = mde(size, share, anytime=True)
    law = [(share + gain) / 2, (share - gain) / 2, 1 - share]
    found = [anytime_p(random.choice([1, -1, 0], size, p=law).tolist()) <= 0.05 for _ in range(400)]
    assert 0.7 <= np.mean(found) <= 0.9
    assert mde(size, share) < gain
    assert mde(cases_needed(0.05, share, anytime=True), share, anytime=True) <= 0.05
