from __future__ import annotations

import time

import pytest

from motjuste.evals.checks import BadCheck, build
from motjuste.evals.checks.regex import LONGEST_PATTERN, SECONDS


def test_a_pattern_is_searched_anywhere():
    check = build("regex", r"\d{4}-\d\d-\d\d")
    assert check.score("It is 2024-03-05.").value == 1.0
    assert check.score("March 5").reason == r"does not match /\d{4}-\d\d-\d\d/, got March 5"


def test_a_group_is_compared_with_the_gold_answer():
    check = build("regex", r"ANSWER: (\w+)", expected="B")
    assert check.score("ANSWER: B").value == 1.0
    assert check.score("ANSWER: C").reason == "expected B, got C"
    assert check.score("B").value == 0.0


def test_the_group_that_took_part_counts():
    assert build("regex", r"a=(\d)|b=(\d)", expected="7").score("b=7").value == 1.0
    assert build("regex", r"a(b)?", expected="7").score("a").reason == "expected 7, got nothing"


def test_without_a_group_the_gold_answer_means_nothing():
    assert build("regex", r"\d+", expected="B").score("5").value == 1.0


@pytest.mark.parametrize(
    "pattern", ["(", "[a", "(?P<x>a)(?P<x", "*a", r"\p{Nonsense}", "x" * (LONGEST_PATTERN + 1)]
)
def test_a_bad_pattern_is_refused_when_built(pattern):
    with pytest.raises(BadCheck, match=r"regular expression|characters"):
        build("regex", pattern)


@pytest.mark.parametrize("value", [None, "", ["a"]])
def test_a_pattern_is_needed(value):
    with pytest.raises(BadCheck):
        build("regex", value)


RUNAWAY = r"^(?:a|aa|aaa|[a-z])+$"


@pytest.mark.parametrize("name", ["regex", "not-regex"])
def test_a_runaway_pattern_scores_0_with_the_reason_and_does_not_hang(name):
    begin = time.monotonic()
    score = build(name, RUNAWAY).score("a" * 200 + "!")
    assert time.monotonic() - begin < SECONDS + 5
    assert score.value == 0.0
    assert "took longer than" in score.reason
