"""The max-T screen: exact where it can be, seeded where it draws, and fair to many candidates."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from motjuste.stats.screen import max_t_p

if TYPE_CHECKING:
    from collections.abc import Sequence


def by_hand(rows: Sequence[Sequence[float]]) -> float:
    cases = len(rows[0])
    observed = max(sum(row) for row in rows)
    reached = [
        max(sum(sign * gain for sign, gain in zip(signs, row, strict=True)) for row in rows)
        >= observed - 1e-12
        for signs in product((1, -1), repeat=cases)
    ]
    return sum(reached) / len(reached)


@pytest.mark.parametrize(
    "rows",
    [
        [[1, 1, 0, -1, 1]],
        [[1, 1, 0, -1, 1], [0, 1, 1, 1, 1], [-1, 0, 0, 0, 1]],
        [[0.5, -0.25, 0.1, 0.3], [0.2, 0.2, -0.7, 0.0]],
        [[-1, -1, -1]],
    ],
)
def test_few_cases_are_flipped_in_every_way(rows):
    assert max_t_p(rows, seed=1) == pytest.approx(by_hand(rows))


def test_many_cases_are_flipped_by_the_seed():
    rng = np.random.default_rng(5)
    rows = rng.choice([-1, 0, 1], p=[0.08, 0.78, 0.14], size=(6, 60)).tolist()
    assert max_t_p(rows, seed=1) == max_t_p(rows, seed=1)
    assert max_t_p(rows, seed=1) != max_t_p(rows, seed=2)
    assert max_t_p(rows, seed=1) == pytest.approx(max_t_p(rows, seed=3, flips=20_000), abs=0.03)


def test_drawing_agrees_with_counting():
    rows = [[1, 1, 0, -1, 1, 1, 1, 0, 1, -1, 1], [0, 1, 1, 1, 1, -1, -1, 0, 1, 1, 0]]
    assert max_t_p(rows, seed=4, flips=2**11) == pytest.approx(by_hand(rows))
    assert max_t_p(rows, seed=4, flips=2**11 - 1) == pytest.approx(by_hand(rows), abs=0.03)


def test_nothing_seen_is_nothing_proved():
    assert max_t_p([], seed=0) == 1.0
    assert max_t_p([[]], seed=0) == 1.0
    assert max_t_p([[0, 0, 0], [0, 0, 0]], seed=0) == 1.0


def test_a_drawn_p_is_never_zero():
    assert max_t_p([[1] * 50], seed=0, flips=100) == 1 / 101


@pytest.mark.parametrize(("rows", "flips"), [([[1, 0], [1]], 10), ([[1]], 0)])
def test_bad_input_is_refused(rows, flips):
    with pytest.raises(ValueError, match=r"same cases|cannot draw"):
        max_t_p(rows, seed=0, flips=flips)


def test_the_best_of_many_equal_candidates_passes_no_more_often_than_it_should():
    rng = np.random.default_rng(11)
    naive = passed = 0
    for seed in range(150):
        rows = rng.choice([-1, 0, 1], p=[0.1, 0.8, 0.1], size=(16, 50))
        best = rows[rows.sum(axis=1).argmax()]
        naive += max_t_p([best.tolist()], seed, flips=400) <= 0.1
        passed += max_t_p(rows.tolist(), seed, flips=400) <= 0.1
    assert passed / 150 < 0.17  # .1 and two standard errors
    assert naive / 150 > 0.5  # the winner's curse, were the others left out
