"""The boundary's dynamic program against counting every outcome."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.stats.boundary import first_stage, next_stage, upper_tails

PLANS = st.lists(st.tuples(st.integers(0, 4), st.floats(0, 0.3)), min_size=1, max_size=3)


def outcomes(counts: list[int]) -> list[list[int]]:
    """Wins up to each look, for each equally likely run of coin tosses."""
    ends = np.cumsum(counts)
    return [[sum(tosses[:end]) for end in ends] for tosses in product((0, 1), repeat=int(ends[-1]))]


@given(PLANS)
def test_each_look_needs_the_fewest_wins_its_budget_allows(plan):
    runs = outcomes([count for count, _ in plan])
    still_open = list(range(len(runs)))
    stage, budget = first_stage(), 0.0
    for look, (count, extra) in enumerate(plan):
        budget += extra
        stage = next_stage(stage, stage.discordant + count, budget)
        spent = 1 - len(still_open) / len(runs)

        def tail(needed: int, look: int = look, still_open: list[int] = still_open) -> float:
            return sum(runs[i][look] >= needed for i in still_open) / len(runs)

        assert spent + tail(stage.needed) <= budget + 1e-12
        assert stage.needed == 0 or spent + tail(stage.needed - 1) > budget - 1e-12
        assert stage.reached(stage.needed) == pytest.approx(tail(stage.needed))
        assert stage.reached(0) == pytest.approx(tail(0))
        still_open = [i for i in still_open if runs[i][look] < stage.needed]
        assert stage.spent == pytest.approx(1 - len(still_open) / len(runs))


def test_one_look_at_the_end_is_the_plain_test():
    stage = next_stage(first_stage(), 20, 0.05)
    assert stage.needed == 15  # P(W >= 15) = .0207, P(W >= 14) = .0577
    assert stage.spent == pytest.approx(0.0207, abs=0.0001)


def test_what_one_look_leaves_over_the_next_may_spend():
    early = next_stage(first_stage(), 2, 0.03)
    assert early.spent == 0.0
    assert next_stage(early, 5, 0.0320).needed == 5  # P(5 of 5) = 1/32 = .03125
    assert next_stage(early, 5, 0.0312).needed == 6


def test_tails_end_in_zero():
    assert upper_tails(np.array([0.5, 0.25, 0.25])).tolist() == [1.0, 0.5, 0.25, 0.0]
