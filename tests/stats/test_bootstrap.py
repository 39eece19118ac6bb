"""Bootstrap intervals: seeded, honest about few cases, and no narrower for pairs that share what they ran."""

from __future__ import annotations

from random import Random
from statistics import fmean

import pytest

from motjuste.stats.bootstrap import gap_interval, two_way_interval


def test_a_gap_that_is_there_is_seen_and_one_that_is_not_is_not():
    low, high = gap_interval([1, 1, 1, 0] * 10, [0, 0, 1, 0] * 10, seed=1)
    assert 0.3 < low < 0.5 < high < 0.7
    low, high = gap_interval([1, 0, -1, 0] * 10, [0, 1, 0, -1] * 10, seed=1)
    assert low < 0 < high


def test_the_same_seed_gives_the_same_interval():
    chosen, watched = [0.1 * place for place in range(10)], [0.01 * place**2 for place in range(9)]
    assert gap_interval(chosen, watched, seed=3) == gap_interval(chosen, watched, seed=3)
    assert gap_interval(chosen, watched, seed=3) != gap_interval(chosen, watched, seed=4)


@pytest.mark.parametrize(("chosen", "watched"), [([], [1.0]), ([1.0], [])])
def test_a_gap_needs_both_sides(chosen, watched):
    with pytest.raises(ValueError, match="both sides"):
        gap_interval(chosen, watched, seed=1)


def test_the_gap_interval_covers_as_often_as_it_says():
    random = Random(11)

    def covers(number: int) -> bool:
        chosen, watched = ([random.choice((-1, 0, 0, 0, 1)) for _ in range(40)] for _ in range(2))
        low, high = gap_interval(chosen, watched, seed=number)
        return low <= 0 <= high

    assert 0.72 <= fmean(covers(number) for number in range(300)) <= 0.88


def test_two_way_covers_a_mean_of_crossed_effects():
    random = Random(12)

    def covers(number: int) -> bool:
        groups = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
        of_group = [random.gauss(0, 0.1) for _ in range(4)]
        of_case = [random.gauss(0, 0.2) for _ in range(40)]
        rows = [[of_group[group] + case + random.gauss(0, 0.2) for case in of_case] for group in groups]
        low, high = two_way_interval(rows, groups, seed=number)
        return low <= 0 <= high

    assert fmean(covers(number) for number in range(120)) >= 0.88


def test_pairs_that_share_a_prompt_count_once():
    random = Random(13)
    row = [random.choice((-1, 0, 1)) for _ in range(30)]
    other = [random.choice((-1, 0, 1)) for _ in range(30)]
    apart = two_way_interval([row, other] * 6, list(range(12)), seed=1)
    together = two_way_interval([row, other] * 6, [0, 1] * 6, seed=1)
    assert together[1] - together[0] > apart[1] - apart[0]


def test_cases_that_were_not_run_are_left_out():
    assert two_way_interval([[1.0, None], [None, 1.0]], [0, 1], seed=1) == (1.0, 1.0)
    assert two_way_interval([[None, None]], [0], seed=1) == (-1.0, 1.0)
    assert two_way_interval([], [], seed=1) == (-1.0, 1.0)
    with pytest.raises(ValueError, match="each pair"):
        two_way_interval([[1.0], [1.0, 0.0]], [0, 1], seed=1)
