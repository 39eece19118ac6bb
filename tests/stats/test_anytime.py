"""Evidence at any time: exact expectations over all outcomes, and the formula it comes from."""

from __future__ import annotations

from itertools import product
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special

from motjuste.stats.anytime import anytime_p, e_value, evidence


@given(st.integers(0, 120), st.integers(0, 120))
def test_the_e_value_is_the_methods_formula(wins, losses):
    cases = wins + losses
    expected = (
        2 * 2.0**cases * special.beta(wins + 1, losses + 1) * special.betainc(losses + 1, wins + 1, 0.5)
    )
    assert e_value(wins, losses) == pytest.approx(expected, rel=1e-8)


def test_the_e_value_is_a_mixture_of_likelihood_ratios():
    mixed, _ = integrate.quad(lambda share: 2 * (2 * share) ** 9 * (2 - 2 * share) ** 4, 0.5, 1)
    assert e_value(9, 4) == pytest.approx(mixed)


def test_no_case_is_no_evidence_and_very_many_wins_are_no_overflow():
    assert e_value(0, 0) == 1.0
    assert e_value(3000, 0) == inf
    assert e_value(0, 3000) < 1e-3
    with pytest.raises(ValueError, match="negative"):
        e_value(1, -1)


@pytest.mark.parametrize("share", [0.1, 0.35, 0.5])
@pytest.mark.parametrize("cases", [1, 4, 9])
def test_without_a_gain_the_mean_e_value_is_at_most_one(share, cases):
    mean = 0.0
    for outcome in product((0, 1), repeat=cases):
        wins = sum(outcome)
        mean += share**wins * (1 - share) ** (cases - wins) * e_value(wins, cases - wins)
    assert mean <= 1 + 1e-12


@pytest.mark.parametrize(
    "law", [{1: 0.2, 0: 0.6, -1: 0.2}, {0.5: 0.5, -0.5: 0.5}, {1: 0.1, 0.2: 0.3, -0.4: 0.4, 0: 0.2}]
)
def test_without_a_gain_the_mean_graded_e_value_is_at_most_one(law):
    assert sum(gain * share for gain, share in law.items()) <= 1e-12
    mean = 0.0
    for outcome in product(law.items(), repeat=6):
        likely = 1.0
        for _, share in outcome:
            likely *= share
        mean += likely * ([1.0, *evidence([gain for gain, _ in outcome])])[-1]
    assert mean <= 1 + 1e-9


@pytest.mark.parametrize("law", [{1: 0.3, 0: 0.4, -1: 0.3}, {0.6: 0.5, -0.6: 0.5}])
def test_stopping_at_will_rejects_no_more_often_than_it_should(law):
    rejected = 0.0
    for outcome in product(law.items(), repeat=8):
        likely = 1.0
        for _, share in outcome:
            likely *= share
        rejected += likely * (anytime_p([gain for gain, _ in outcome]) <= 0.2)
    assert rejected <= 0.2


def test_the_p_value_keeps_the_strongest_evidence_on_the_way():
    assert anytime_p([]) == 1.0
    assert anytime_p([1] * 8) == pytest.approx(1 / e_value(8, 0))
    assert anytime_p([1] * 8 + [-1] * 8) == pytest.approx(1 / e_value(8, 0))
    assert anytime_p([-1] * 8) == 1.0
    graded = [0.5, 0.75, 0.9, 0.6, 0.8, 0.7, 0.5, 0.9] * 2
    assert anytime_p(graded) == pytest.approx(1 / max(evidence(graded)))
    assert anytime_p(graded) < 0.05
    assert anytime_p([*graded, -1.0, -1.0]) == anytime_p(graded)


def test_evidence_of_right_and_wrong_is_the_e_value_of_their_counts():
    gains = [1, 0, 1, 1, -1, 0, 1, -1, 1, 1] * 4
    path = evidence(gains)
    for seen in range(1, len(gains) + 1):
        part = gains[:seen]
        assert path[seen - 1] == pytest.approx(e_value(part.count(1), part.count(-1)))


def test_the_first_bet_knows_the_prior_alone_and_graded_bets_what_was_seen():
    assert evidence([]) == []
    # The share of wins is 3/4 in the mean of the prior, which is a bet of a half.
    assert evidence([0.9]) == [pytest.approx(1.45)]
    # After one case of .9 the bet would be .9 / (.125 + .81) and is cut to 1/2.
    assert evidence([0.9, 0.4])[-1] == pytest.approx(1.45 * 1.2)


def test_very_many_losses_and_wins_are_no_overflow():
    assert 0 <= evidence([-1.0] * 3000)[-1] < 1e-3
    assert evidence([1.0] * 3000)[-1] > 1e300


def test_a_difference_out_of_range_is_refused():
    with pytest.raises(ValueError, match="outside"):
        evidence([0.5, -1.2])
