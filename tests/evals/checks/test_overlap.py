from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pace import within

from motjuste.evals.checks import BadCheck, build
from motjuste.evals.checks.overlap import MEASURES, bleu, f1, gleu, rouge

CAT = "the cat is on the mat"


@pytest.mark.parametrize("name", MEASURES)
def test_the_reference_itself_scores_one_and_nothing_scores_zero(name):
    reference = "one two three four five six"
    assert build(name, reference).score(reference).value == pytest.approx(1.0)
    assert build(name, reference).score("").value == 0.0
    assert build(name, reference).score("seven eight").value < 0.01


@pytest.mark.parametrize("name", MEASURES)
@given(output=st.text(), reference=st.text(min_size=1))
def test_every_measure_stays_between_0_and_1(name, output, reference):
    assert 0.0 <= MEASURES[name][0](output, reference) <= 1.0 + 1e-9


def test_measures_are_those_of_their_papers():
    assert rouge("the cat", CAT) == pytest.approx(2 / 6)  # recall, each occurrence counted once
    assert rouge("the the the cat is on mat", CAT) == pytest.approx(1.0)
    # Precisions 5/6, 3/5, 1/4 and none of 3; both have six words, so nothing is taken off for shortness.
    assert bleu("the cat sat on the mat", CAT) == pytest.approx((5 / 6 * 3 / 5 * 1 / 4 * 1e-7) ** 0.25)
    assert bleu("the cat is on", CAT) == pytest.approx(2.718281828 ** (1 - 6 / 4))
    # 5 + 3 + 1 + 0 sequences shared of 6 + 5 + 4 + 3 on either side.
    assert gleu("the cat sat on the mat", CAT) == pytest.approx(9 / 18)
    assert gleu("the cat is on the mat.", CAT) == 1.0
    assert f1("A cat, on mats!", "the cat on a mat") == pytest.approx(2 * 2 / 6)


def test_a_score_passes_from_its_threshold_on():
    check = build("rouge-n", "a b c d", threshold=0.5)
    assert check.score("a b").passed is True
    assert check.score("a b").value == 0.5
    assert check.score("a b").reason == ""
    below = check.score("a")
    assert (below.passed, below.value) == (False, 0.25)
    assert "0.25 is below 0.5" in below.reason
    assert build("rouge-n", "a b c d").score("a b c").passed is True  # promptfoo's 0.75


def test_the_negation_turns_value_and_verdict():
    score = build("not-bleu", CAT).score(CAT)
    assert score.value == pytest.approx(0.0)
    assert score.passed is False
    assert score.reason
    assert build("not-bleu", CAT).score("nothing of it").passed is True


def test_of_several_references_the_best_counts():
    assert build("gleu", ["no such thing", CAT]).score(CAT).value == 1.0


@pytest.mark.parametrize("value", [None, "", [], [""], {"a": 1}])
def test_there_must_be_a_reference(value):
    with pytest.raises(BadCheck):
        build("bleu", value)
    with pytest.raises(BadCheck, match="from 0 to 1"):
        build("bleu", "x", threshold=2)


@pytest.mark.parametrize("name", MEASURES)
def test_a_long_output_is_compared_in_time(name):
    within(5, lambda: build(name, "word " * 20_000).score("word other " * 400_000))
