from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.evals.case import Case, EvalSet, Split
from motjuste.evals.checks import build
from motjuste.evals.split import NAMES, SmallSplit, small_splits, split_of


@given(st.text())
def test_a_key_always_has_the_same_split(key):
    assert split_of(key) is split_of(key)
    assert split_of(key) in Split


@pytest.mark.parametrize(
    ("key", "split"), [("a", Split.GATE), ("b", Split.DEV), ("c", Split.TRAIN), ("d", Split.DEV), ("e", Split.DEV)]
)  # fmt: skip
def test_splits_never_change_between_versions(key, split):
    assert split_of(key) is split


def test_the_shares_are_25_35_40():
    found = [split_of(str(number)) for number in range(20_000)]
    for split, share in ((Split.TRAIN, 0.25), (Split.DEV, 0.35), (Split.GATE, 0.40)):
        assert abs(found.count(split) / len(found) - share) < 0.015


def test_the_names_of_splits_others_use_are_understood():
    assert NAMES["test"] is Split.GATE
    assert NAMES["val"] is NAMES["validation"] is Split.DEV


def test_splits_that_are_too_small_are_listed_in_order():
    def case(number, split):
        return Case(str(number), {"a": "b"}, "c", (build("equals", "c"),), split, number)

    cases = tuple(case(number, Split.DEV) for number in range(3))
    found = small_splits(EvalSet("x", cases, ("a",)), {Split.GATE: 1, Split.DEV: 4, Split.TRAIN: 0})
    assert found == (SmallSplit(Split.DEV, 3, 4), SmallSplit(Split.GATE, 0, 1))
    assert small_splits(EvalSet("x", cases, ("a",)), {Split.DEV: 3}) == ()
