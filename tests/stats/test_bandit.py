from __future__ import annotations

import pytest

from motjuste.stats.bandit import highest_bound


def test_the_better_of_two_that_were_played_alike_is_next():
    assert highest_bound([[0, 0, 1, 0, 0], [1, 0, 1, 0, 0]], 10) == 1


def test_the_one_that_was_played_less_may_still_be_better():
    often, seldom = [1, 0, 0, 0] * 10, [0.2] * 2
    assert highest_bound([often, seldom], 42) == 1
    assert highest_bound([often, seldom], 42, boldness=0.01) == 0


def test_the_first_is_next_when_nothing_tells_them_apart():
    assert highest_bound([[0.0], [0.0]], 2) == 0


def test_everyone_has_to_be_played_first():
    for gains in ([], [[1.0], []]):
        with pytest.raises(ValueError, match="played once"):
            highest_bound(gains, 1)
