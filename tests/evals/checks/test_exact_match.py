from __future__ import annotations

from functools import partial

import pytest
from tests.pace import within

from motjuste.evals.checks import BadCheck, build


@pytest.mark.parametrize(
    ("value", "right", "wrong"),
    [
        ("Paris", " Paris\n", "paris"),
        ({"value": "Paris", "ignore_case": True}, "PARIS", "Rome"),
        ({"value": "U.S.", "ignore_punctuation": True}, "US", "UK"),
        ({"value": "room 12", "ignore_numbers": True}, "room 7", "hall 12"),
        ({"value": "1,000", "regexes_to_ignore": [",", r"\$"]}, "$1000", "1001"),
        ({"value": "18", "extract": r"#### (-?[0-9.,]+)"}, "so\n#### 18", "18"),
        ({"value": "18", "extract": r"(\d+)", "pick": -1}, "9 and 18", "18 and 9"),
        ({"value": "9", "extract": r"\d+"}, "9 and 18", "none"),
        ({"value": "b", "extract": r"(a)?(b)"}, "b", "ab"),
    ],
)
def test_options_level_both_sides(value, right, wrong):
    assert build("exact-match", value).score(right).value == 1.0
    score = build("exact-match", value).score(wrong)
    assert score.value == 0.0
    assert score.reason


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"value": "x", "ignore": True},
        {"value": "x", "extract": "("},
        {"value": "x", "pick": 7, "extract": "x"},
    ],
)
def test_other_values_are_refused(value):
    with pytest.raises(BadCheck):
        build("exact-match", value)


def test_a_pattern_that_runs_away_scores_0_and_so_does_its_negation():
    value = {"value": "x", "extract": r"(x+x+)+y"}
    for name in ("exact-match", "not-exact-match"):
        score = within(2, partial(build(name, value).score, "x" * 5_000))
        assert score.value == 0.0
        assert "took longer" in score.reason
