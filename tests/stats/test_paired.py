"""Paired tests against brute force and against scipy."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from motjuste.stats.paired import chance_of_gain, counts, gain_p, is_binary, mcnemar_p


@pytest.mark.parametrize("discordant", range(9))
def test_the_sign_test_counts_all_outcomes(discordant):
    outcomes = [sum(outcome) for outcome in product((0, 1), repeat=discordant)]
    for wins in range(discordant + 1):
        expected = sum(outcome >= wins for outcome in outcomes) / len(outcomes)
        assert mcnemar_p(wins, discordant - wins) == expected


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_sign_test_is_scipys_binomial_test(wins, losses):
    expected = stats.binomtest(wins, wins + losses, 0.5, "greater").pvalue if wins + losses else 1.0
    assert mcnemar_p(wins, losses) == pytest.approx(expected, rel=1e-9)


def test_the_sign_test_of_thousands_of_cases_is_finite():
    assert mcnemar_p(3000, 3000) == pytest.approx(0.5, abs=0.01)
    assert mcnemar_p(4000, 0) == 0.0
    assert mcnemar_p(0, 4000) == 1.0


def test_no_evidence_without_discordant_cases():
    assert mcnemar_p(0, 0) == 1.0
    assert chance_of_gain(0, 0, 50) == pytest.approx(0.5)


@pytest.mark.parametrize("call", [lambda: mcnemar_p(-1, 2), lambda: chance_of_gain(1, -1, 0)])
def test_negative_counts_are_refused(call):
    with pytest.raises(ValueError, match="negative"):
        call()


@pytest.mark.parametrize(("wins", "losses", "ties"), [(0, 0, 5), (3, 1, 10), (10, 25, 65), (40, 12, 0)])
def test_the_posterior_of_a_gain_is_that_of_dirichlet_draws(wins, losses, ties):
    draws = stats.dirichlet([wins + 0.5, losses + 0.5, ties / 2 + 0.5, ties / 2 + 0.5]).rvs(
        40_000, random_state=1
    )
    assert chance_of_gain(wins, losses, ties) == pytest.approx((draws[:, 0] > draws[:, 1]).mean(), abs=0.01)


def test_counts_read_the_signs():
    assert counts([1, -1, 0, 0.2, 1]) == (3, 1, 1)
    assert counts([]) == (0, 0, 0)


def test_right_or_wrong_scores_are_told_from_graded_ones():
    assert is_binary([1, 0, -1.0, 0.0])
    assert not is_binary([1, 0.5])


def test_the_p_of_a_gain_is_the_sign_test_for_right_or_wrong_scores():
    assert gain_p([1] * 9 + [-1] * 3 + [0] * 20) == mcnemar_p(9, 3)
    assert gain_p([]) == 1.0


def test_the_p_of_a_graded_gain_is_the_permutation_test():
    gains = [0.5, 0.25, -0.125, 0.75, 0.0, 0.5, -0.25]
    expected = stats.permutation_test(
        (gains,),
        lambda x, axis: x.mean(axis=axis),
        permutation_type="samples",
        vectorized=True,
        alternative="greater",
    ).pvalue
    assert gain_p(gains) == pytest.approx(expected)
