"""The race on dev: who falls out, who never does, and what it saves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.stats.race import drops


def scores(right: int, cases: int = 10) -> list[int]:
    return [1] * right + [0] * (cases - right)


def test_a_candidate_beaten_by_enough_others_falls_out():
    # Three wins to none is p = 1/8, two are p = 1/4.
    rows = {0: scores(5), 1: scores(8), 2: scores(8), 3: scores(5), 4: scores(6)}
    assert drops(rows, incumbent=0, beam=2) == (3,)
    assert drops(rows, incumbent=0, beam=3) == ()
    assert drops(rows, incumbent=0, beam=2, alpha=0.3) == (3, 4)


def test_a_candidate_without_hope_against_the_incumbent_falls_out():
    # Beta(1, 5) is above 1/2 with probability 1/32, Beta(1, 4) with 1/16.
    assert drops({7: scores(9), 3: scores(5)}, incumbent=7, beam=4) == (3,)
    assert drops({7: scores(9), 3: scores(6)}, incumbent=7, beam=4) == ()


def test_the_incumbent_stays_however_far_behind():
    assert drops({0: scores(0), 1: scores(9), 2: scores(9)}, incumbent=0, beam=1) == ()


def test_before_the_first_case_all_stay():
    assert drops({0: [], 1: [], 2: []}, incumbent=0, beam=1) == ()


def test_graded_scores_are_compared_by_their_sizes():
    good, bad = [0.9, 0.8, 0.9, 0.7, 0.9, 0.8], [0.1, 0.2, 0.0, 0.1, 0.3, 0.2]
    assert drops({0: good, 1: bad, 2: good}, incumbent=0, beam=2) == (1,)
    assert drops({0: bad, 1: good, 2: bad}, incumbent=0, beam=1) == (2,)
    assert drops({0: bad, 1: good, 2: [0.5] * 6}, incumbent=0, beam=2) == ()


@pytest.mark.parametrize(
    ("rows", "incumbent", "beam"),
    [({1: [1]}, 0, 1), ({0: [1], 1: [1, 0]}, 0, 1), ({0: [1]}, 0, 0), ({}, 0, 1)],
)
def test_bad_input_is_refused(rows, incumbent, beam):
    with pytest.raises(ValueError, match="a race needs"):
        drops(rows, incumbent, beam)


@given(st.integers(2, 7), st.integers(1, 12), st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_best_are_never_beaten_out_of_the_beam(candidates, cases, beam, rng):
    rows = {k: [rng.randint(0, 1) for _ in range(cases)] for k in range(candidates)}
    dropped = drops(rows, incumbent=0, beam=beam)
    assert list(dropped) == sorted(dropped)
    assert 0 not in dropped
    best = max(rows, key=lambda k: sum(rows[k]))
    if best:
        assert best not in dropped


def test_a_race_saves_a_third_of_the_calls_and_loses_next_to_nothing():
    """The method's figures: 16 candidates, 100 cases, discordance .2, true gains N(-1, 5) points."""
    rng = np.random.default_rng(2)
    calls, picked, full = [], [], []
    for _ in range(60):
        gains = np.clip(rng.normal(-0.01, 0.05, 16), -0.19, 0.19)
        seed = rng.random(100) < 0.5
        # A candidate turns wrong to right and right to wrong at rates that give discordance .2 and its gain.
        luck = rng.random((16, 100))
        flips = np.where(seed, luck < (0.2 - gains[:, None]), luck < (0.2 + gains[:, None]))
        table = np.vstack([seed, seed ^ flips]).astype(int)
        full.append(gains[table[1:].sum(axis=1).argmax()])
        running, spent = list(range(17)), 0
        for end in range(10, 101, 10):
            spent += 10 * (len(running) - 1)
            gone = drops({k: table[k, :end].tolist() for k in running}, incumbent=0, beam=4)
            running = [k for k in running if k not in gone]
        calls.append(spent)
        rest = [k for k in running if k]
        picked.append(gains[max(rest, key=lambda k: table[k].sum()) - 1] if rest else 0.0)
    assert 850 < np.mean(calls) < 1150
    assert abs(np.mean(picked) - np.mean(full)) < 0.006
    assert np.mean(picked) > 0.045
