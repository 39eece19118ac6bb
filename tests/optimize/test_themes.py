"""In what wrong answers differ, and that the proposals of a step see different kinds of them."""

from __future__ import annotations

import pytest

from motjuste.evals.case import Case, Score, Split
from motjuste.evals.run import Outcome
from motjuste.optimize.evidence import draw_themed, stream
from motjuste.optimize.themes import by_theme, spread, theme


def wrong(given: str, expected: str | None, number: int = 0, *, truncated: bool = False) -> Outcome:
    case = Case(
        id=f"{number}:{given}", inputs={"text": "t"}, expected=expected, checks=(), split=Split.TRAIN, line=1
    )
    return Outcome(case, given, Score(0.0, "too long"), right=False, truncated=truncated)


@pytest.mark.parametrize(
    ("given", "expected", "told"),
    [
        (" ", "a", "no answer"),
        ("PARIS", "Paris", "capitals"),
        ("a, b", "a b", "punctuation or spaces"),
        ("Smith, Ann", "Ann Smith", "order of the words"),
        ("The answer is Paris.", "Paris", "extra words"),
        ("two hundred", "two hundred and one", "missing words"),
        ("1,204", "1240", "another number"),
        ("Positive", "negative", "positive for negative"),
        ("it rained all day long", "the sun was out all week", "another answer"),
        ("なし", "あり", "なし for あり"),
        ("whatever", None, "too long"),
    ],
)
def test_a_difference_has_a_name(given: str, expected: str | None, told: str):
    assert theme(wrong(given, expected)) == told


def test_an_answer_cut_off_is_one_of_its_own():
    assert theme(wrong("half an", "half an hour", truncated=True)) == "cut off"


def test_groups_are_by_theme_and_rare_confusions_are_one():
    pairs = [("a", "A"), ("x", "y"), ("p", "q"), ("x", "y"), ("b", "B"), ("c", "C"), ("m", "n")]
    groups = by_theme([wrong(given, expected, n) for n, (given, expected) in enumerate(pairs)])
    assert [[one.output for one in group] for group in groups] == [["a", "b", "c"], ["x", "x"], ["p", "m"]]


def test_a_spread_takes_one_of_each_in_turn():
    outcomes = [wrong(given, given.upper(), n) for n, given in enumerate("abcd")] + [
        wrong("", "z"),
        wrong("1", "2"),
    ]
    assert [one.output for one in spread(outcomes, 4)] == ["a", "", "1", "b"]
    assert [one.output for one in spread(outcomes, 2, first=1)] == ["", "1"]
    assert len(spread(outcomes, 99)) == len(outcomes)
    assert spread([], 3) == []


def test_each_proposal_of_a_step_begins_with_a_theme_of_its_own():
    outcomes = [
        *(wrong(given, given.upper(), n) for n, given in enumerate("abcd")),
        *(wrong(f"It is {n}.", str(n), n) for n in range(3)),
        *(wrong("", str(n), n) for n in range(2)),
    ]
    shown = [draw_themed(outcomes, stream(0, "evidence", sample), sample) for sample in range(4)]
    firsts = [theme(evidence.failures[0]) for evidence in shown]
    assert firsts == ["capitals", "extra words", "no answer", "capitals"]
    assert all(theme(evidence.failures[1]) == first for evidence, first in zip(shown, firsts, strict=True))
    assert all(len({theme(one) for one in evidence.failures}) == 2 for evidence in shown)
    assert "Differs in: extra words" in shown[1].failures_text
    assert shown[0].failing_ids == draw_themed(outcomes, stream(0, "evidence", 0), 0).failing_ids


def test_one_theme_is_enough_and_none_is_no_evidence():
    outcomes = [wrong(given, given.upper(), n) for n, given in enumerate("abcdef")]
    assert len(draw_themed(outcomes, stream(0), 5).failures) == 3
    assert draw_themed([], stream(0), 1).failures == ()
