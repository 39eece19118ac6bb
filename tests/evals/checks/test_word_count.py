from __future__ import annotations

import pytest

from motjuste.evals.checks import BadCheck, build


@pytest.mark.parametrize(
    ("value", "right", "wrong"),
    [
        (3, "one two  three\n", "one two"),
        ("3", "a b c", "a b c d"),
        ({"min": 2, "max": 3}, "a b", "a"),
        ({"min": "2"}, "a b c d", "a"),
        ({"max": 2}, "", "a b c"),
        (0, " ", "a"),
    ],
)
def test_words_are_counted_between_white_space(value, right, wrong):
    assert build("word-count", value).score(right).value == 1.0
    score = build("word-count", value).score(wrong)
    assert score.value == 0.0
    assert f"has {len(wrong.split())}" in score.reason
    assert build("not-word-count", value).score(wrong).value == 1.0


@pytest.mark.parametrize(
    "value", [None, "many", 1.5, -1, {}, {"least": 1}, {"min": 3, "max": 2}, [3], {"min": "x"}, "9" * 40]
)
def test_other_values_are_refused(value):
    with pytest.raises(BadCheck):
        build("word-count", value)
