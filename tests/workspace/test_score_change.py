"""Scores compared case by case, and which of them a prompt is held to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.workspace.test_scores import SCORE

from motjuste.evals.load import read_eval_set
from motjuste.workspace.score_change import case_names, compare, entry_after, mean_interval
from motjuste.workspace.scores import Entry


def score(**cases: float):
    return replace(SCORE, cases=cases, mean=sum(cases.values()) / len(cases))


def test_only_cases_that_both_have_are_compared():
    change = compare({"a": 1, "b": 1, "c": 0, "d": 1}, {"b": 0, "c": 1, "d": 1, "e": 1})
    assert (change.shared, change.fallen, change.risen) == (3, ("b",), ("c",))
    assert (change.before, change.now, change.drop) == pytest.approx((2 / 3, 2 / 3, 0))


def test_scores_of_other_cases_cannot_be_compared():
    assert compare({"a": 1}, {"b": 1}) is None


def test_the_worst_fall_comes_first():
    change = compare({"a": 1, "b": 1, "c": 0.5}, {"a": 0.5, "b": 0, "c": 0.4})
    assert change.fallen == ("b", "a", "c")


def test_a_drop_as_large_as_allowed_is_allowed():
    change = compare({"a": 1, "b": 1, "c": 1, "d": 1}, {"a": 0, "b": 1, "c": 1, "d": 1})
    assert not change.exceeds(0.25)
    assert change.exceeds(0.24)


def test_a_rounded_score_is_no_drop():
    assert not compare({"a": 0.3333334}, {"a": 0.333333}).exceeds(0.0)


def test_the_interval_holds_the_gain():
    low, high = compare({"a": 1, "b": 0, "c": 0, "d": 1}, {"a": 1, "b": 1, "c": 0, "d": 1}).interval()
    assert -1 <= low < 0.25 < high <= 1
    low, high = compare({"a": 0.5, "b": 0.2}, {"a": 0.4, "b": 0.2}).interval()
    assert -1 <= low <= -0.05 <= high <= 1


@pytest.mark.parametrize("scores", [[1.0, 0.0, 1.0, 1.0], [1.0], [0.0, 0.0], [0.5, 0.25, 1.0]])
def test_the_interval_of_a_mean_holds_it(scores):
    low, high = mean_interval(scores)
    assert 0 <= low <= sum(scores) / len(scores) <= high <= 1


def test_a_first_score_is_what_the_prompt_is_held_to():
    assert entry_after(None, score(a=1), accept=False) == Entry(score(a=1))


def test_a_lower_score_keeps_the_better_one_beside_it():
    entry = entry_after(Entry(score(a=1, b=1)), score(a=1, b=0), accept=False)
    assert entry == Entry(score(a=1, b=0), score(a=1, b=1))
    still = entry_after(entry, score(a=0, b=0), accept=False)
    assert still == Entry(score(a=0, b=0), score(a=1, b=1))


def test_a_score_that_is_reached_again_ends_the_debt():
    entry = Entry(score(a=1, b=0), score(a=1, b=1))
    assert entry_after(entry, score(a=1, b=1), accept=False) == Entry(score(a=1, b=1))


def test_a_lower_score_can_be_accepted():
    entry = Entry(score(a=1, b=0), score(a=1, b=1))
    assert entry_after(entry, score(a=1, b=0), accept=True) == Entry(score(a=1, b=0))


def test_new_cases_do_not_hide_a_fall_on_the_old_ones():
    entry = entry_after(Entry(score(a=1, b=1)), score(a=1, b=0, c=1, d=1, e=1), accept=False)
    assert entry.baseline == score(a=1, b=1)


def test_other_cases_altogether_begin_anew():
    assert entry_after(Entry(score(a=1), score(a=1)), score(b=0), accept=False) == Entry(score(b=0))


def test_a_score_that_says_nothing_new_keeps_its_day():
    old = score(a=1)
    later = replace(old, date="2027-01-01", motjuste="9")
    assert entry_after(Entry(old), later, accept=False) == Entry(old)
    other = replace(later, model="another")
    assert entry_after(Entry(old), other, accept=False) == Entry(other)


def test_cases_are_named_by_their_places(tmp_path):
    (tmp_path / "e.jsonl").write_text('{"input": "x", "expected": "y"}\n{"input": "z", "expected": "y"}\n')
    eval_set = read_eval_set(tmp_path / "e.jsonl")
    first, second = eval_set.cases
    assert case_names([second.id, "gone", first.id], eval_set) == ("line 1", "line 2", "gone")
    elsewhere = replace(eval_set, cases=(replace(first, path="more.csv", line=7), second))
    assert case_names([first.id, second.id], elsewhere) == ("line 2", "more.csv:7")
    assert case_names(["b", "a"], None) == ("b", "a")
