from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.evals.checks import BadCheck, build

MOODS = ["positive", "negative", "neutral"]


@given(st.sampled_from("ABCDE"), st.sampled_from("ABCDE"))
def test_every_usual_way_to_give_a_letter_is_read(wanted, given_letter):
    check = build("choice", wanted)
    for form in ("{}", "({})", "**{}**", "{}.", "{}) because it is so", "{}: it is so", "The answer is {}.",
                 "The answer is ({}).", "**Answer:** {}", "**Answer: {}**", "answer: ({})", "The correct option is {}",
                 r"\boxed{{{}}}", "Let me think.\n\n{}", "I'd go with {}.", "Option ({}) fits best."):  # fmt: skip
        assert check.score(form.format(given_letter)).value == float(wanted == given_letter), form


@pytest.mark.parametrize(
    ("output", "picked"),
    [
        ("I think A is wrong.\nAnswer: (B)", "B"),
        ("The answer is A. Wait, no. The answer is B.", "B"),
        ("Not A but (B)", "B"),
        ("答え B です", "B"),
        ("The answer is (B): 05/05/2001", "B"),
    ],
)
def test_the_last_announcement_wins(output, picked):
    assert build("choice", picked).score(output).value == 1.0


@pytest.mark.parametrize(
    "output",
    ["A or B", "Option A is wrong, option B is right", "The answer is not (B)", "A cat sat", "", "no idea"],
)
def test_what_does_not_decide_picks_nothing(output):
    assert build("choice", "B").score(output).value == 0.0
    assert build("choice", "A").score(output).value == 0.0


def test_an_option_letter_may_be_written_in_brackets_by_the_eval_set():
    assert build("choice", "(B)") == build("choice", "b")


@pytest.mark.parametrize(
    ("output", "picked"),
    [
        ("Positive.", "positive"),
        ("Sentiment: Negative", "negative"),
        ("**Neutral** because it says nothing", "neutral"),
        ("The review is clearly positive", "positive"),
        ("It is negative, not positive", "negative"),
        ("Reasons follow.\nnegative", "negative"),
        ("positive or negative", None),
        ("I cannot tell", None),
        ("", None),
    ],
)
def test_labels_are_read_when_all_options_are_known(output, picked):
    for mood in MOODS:
        score = build("choice", {"value": mood, "options": MOODS}).score(output)
        assert score.value == float(mood == picked), mood


def test_without_the_other_options_a_label_in_a_sentence_does_not_count():
    check = build("choice", "plausible")
    assert check.score("Plausible.").value == 1.0
    assert check.score("The verdict is plausible, since …").value == 1.0
    assert check.score("It is hardly plausible").value == 0.0
    assert check.score("not plausible").value == 0.0
    assert check.score("implausible").value == 0.0


def test_a_label_inside_a_longer_one_does_not_count():
    options = ["safe", "not safe", "A", "AB"]
    assert (
        build("choice", {"value": "not safe", "options": options}).score("I say it's not safe!").value == 1.0
    )
    assert build("choice", {"value": "safe", "options": options}).score("I say it's not safe!").value == 0.0
    assert build("choice", {"value": "AB", "options": options}).score("Blood type AB").value == 1.0


def test_the_reason_names_what_was_picked():
    assert build("choice", "B").score("(A)").reason == "expected (B), got A"
    assert build("choice", "B").score("(A) or (B)").reason.startswith("expected (B), got")
    assert build("choice", "yes").score("perhaps").reason == "expected yes, got no clear choice: perhaps"


@pytest.mark.parametrize(
    "value",
    [None, "", "()", ["A"], {"options": ["A"]}, {"value": "C", "options": ["A", "B"]}, {"value": "A", "options": ["A", "!"]}],
)  # fmt: skip
def test_a_value_that_is_no_option_is_refused(value):
    with pytest.raises(BadCheck, match="choice"):
        build("choice", value)


@given(st.text())
def test_any_output_is_scored_without_an_error(output):
    for value in ("B", "yes", {"value": "yes", "options": ["yes", "no"]}):
        assert build("choice", value).score(output).value in (0.0, 1.0)
