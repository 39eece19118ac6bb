from __future__ import annotations

import pytest

from motjuste.evals.case import Case, Score, Split
from motjuste.evals.checks import build
from motjuste.evals.scoring import is_right, score_output


def case(*checks, threshold=1.0, weights=()):
    return Case("id", {"input": "x"}, None, checks, Split.DEV, 1, threshold=threshold, weights=weights)


CAT, DOG = build("contains", "cat"), build("contains", "dog")


def test_all_checks_must_hold_by_default():
    assert is_right(case(CAT, DOG), score_output(case(CAT, DOG), "cat and dog"))
    score = score_output(case(CAT, DOG), "a cat")
    assert score == Score(0.5, 'does not contain "dog", got a cat')
    assert not is_right(case(CAT, DOG), score)


def test_weights_and_a_threshold_decide_otherwise():
    weighted = case(CAT, DOG, threshold=0.75, weights=(3.0, 1.0))
    assert score_output(weighted, "a cat").value == pytest.approx(0.75)
    assert is_right(weighted, score_output(weighted, "a cat"))
    assert not is_right(weighted, score_output(weighted, "a dog"))


def test_a_check_without_weight_neither_scores_nor_explains():
    assert score_output(case(CAT, DOG, weights=(1.0, 0.0)), "a cat") == Score(1.0)


def test_rounding_alone_never_fails_a_case():
    rounded = case(CAT, CAT, DOG, threshold=0.8, weights=(0.1, 0.7, 0.2))
    score = score_output(rounded, "a cat")
    assert score.value < 0.8
    assert is_right(rounded, score)


def test_a_cut_off_answer_says_so_only_when_it_is_wrong():
    assert score_output(case(CAT), "a dog", truncated=True).reason.endswith("cut off at the token limit")
    assert score_output(case(CAT), "a cat", truncated=True) == Score(1.0)


def test_a_check_with_a_threshold_of_its_own_decides_for_itself():
    graded = case(build("rouge-n", "a b c d", threshold=0.5), build("contains", "a"))
    score = score_output(graded, "a b")
    assert (score.value, score.passed, score.reason) == (0.75, True, "")
    assert is_right(graded, score)
    assert not is_right(graded, score_output(graded, "b b b"))


def test_a_threshold_of_the_case_is_held_against_the_mean():
    graded = case(build("rouge-n", "a b c d", threshold=0.9), build("contains", "a"), threshold=0.75)
    assert is_right(graded, score_output(graded, "a b"))
    assert not is_right(graded, score_output(graded, "b c"))
