"""Holm's adjustment, by hand and by its definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.stats.many import holm, opening_alpha


def test_a_known_example():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
    assert holm([0.7, 0.9]) == [1.0, 1.0]


@given(st.lists(st.floats(0, 1), max_size=8), st.floats(0.001, 0.999))
def test_adjusted_values_reject_what_the_steps_down_reject(ps, alpha):
    rejected = set()
    for rank, place in enumerate(sorted(range(len(ps)), key=lambda i: ps[i])):
        if ps[place] * (len(ps) - rank) > alpha:
            break
        rejected.add(place)
    assert {place for place, p in enumerate(holm(ps)) if p <= alpha} == rejected


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(p):
    with pytest.raises(ValueError, match="not p-values"):
        holm([0.5, p])


def test_all_openings_of_a_gate_together_stay_below_its_error_rate():
    assert opening_alpha(0.05, 1) == pytest.approx(0.0304, abs=1e-4)
    assert opening_alpha(0.05, 2) == pytest.approx(opening_alpha(0.05, 1) / 4)
    assert sum(opening_alpha(0.05, number) for number in range(1, 5000)) < 0.05
    with pytest.raises(ValueError, match="counted from 1"):
        opening_alpha(0.05, 0)
