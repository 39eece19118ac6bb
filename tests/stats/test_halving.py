from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.stats.halving import Round, rounds


def test_the_plan_is_that_of_the_method():
    assert rounds(16, 100, 0.4) == (Round(10, 8), Round(30, 4), Round(70, 2), Round(100, 1))
    assert rounds(1, 30, 0.4) == (Round(30, 1),)
    assert rounds(0, 30, 0.4) == (Round(30, 0),)


@given(st.integers(1, 60), st.integers(1, 400), st.sampled_from([0.2, 0.4, 1.0]))
def test_one_is_left_with_all_cases_and_the_budget_is_kept(candidates, cases, share):
    plan = rounds(candidates, cases, share)
    assert (plan[-1].cases, plan[-1].keep) == (cases, 1)
    seen, left, spent = 0, candidates, 0
    for number, one in enumerate(plan):
        assert seen <= one.cases <= cases
        assert 1 <= one.keep <= left
        last_alone = number == len(plan) - 1 and left == 1
        spent += 0 if last_alone else left * (one.cases - seen)
        seen, left = one.cases, one.keep
    # A round adds one case at least, however small the budget.
    assert spent <= share * candidates * cases + candidates * len(plan)


@pytest.mark.parametrize("share", [0.2, 0.4])
def test_a_smaller_share_costs_less(share):
    def cost(plan):
        left, seen, spent = 16, 0, 0
        for one in plan:
            spent += left * (one.cases - seen)
            left, seen = one.keep, one.cases
        return spent

    assert cost(rounds(16, 100, share)) <= share * 1600 + 100
