from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import pace

from motjuste.evals.checks import BadCheck, build
from motjuste.evals.checks.levenshtein import within

TEXT = st.text("abc", max_size=12)


def distance(first, second):
    row = list(range(len(second) + 1))
    for line, character in enumerate(first, start=1):
        before, row[0] = row[:], line
        for column, other in enumerate(second, start=1):
            row[column] = min(
                before[column] + 1, row[column - 1] + 1, before[column - 1] + (character != other)
            )
    return row[-1]


@given(TEXT, TEXT, st.integers(0, 14))
def test_it_agrees_with_the_plain_table(first, second, limit):
    assert within(first, second, limit) == (distance(first, second) <= limit)


def test_five_characters_are_allowed_unless_told_otherwise():
    assert build("levenshtein", "hello world").score("hello").value == 0.0
    assert build("levenshtein", "hello").score("hallo!").value == 1.0
    assert build("levenshtein", "hello", threshold=1).score("hallo!").value == 0.0
    assert build("levenshtein", "hello", threshold=2).score("hallo!").value == 1.0
    assert build("levenshtein", "", threshold=0).score("").value == 1.0


def test_long_texts_are_given_up_and_their_negation_does_not_pass():
    long = "ab" * 200_000
    for check in (build("levenshtein", long, threshold=1000), build("not-levenshtein", long, threshold=1000)):
        score = pace.within(1, partial(check.score, long[::-1]))
        assert score.value == 0.0
        assert "too long" in score.reason
    assert build("levenshtein", "short").score(long).value == 0.0


def test_it_needs_a_text():
    for value in (None, ["a"], {"a": 1}):
        with pytest.raises(BadCheck):
            build("levenshtein", value)
