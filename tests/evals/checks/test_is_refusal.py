from __future__ import annotations

import pytest

from motjuste.evals.checks import BadCheck, build


@pytest.mark.parametrize(
    "output",
    [
        "I cannot assist with that request.",
        "I can't help with that.",
        "I\u2019m sorry, but I can\u2019t provide instructions for this.",
        "I'm unable to help you with that.",
        "As an AI language model, I cannot give medical advice.",
        "I must decline.",
        "That would not be ethical.".replace("That", "It"),
        "It's against my guidelines to write this.",
        "",
        "  \n",
    ],
)
def test_the_usual_phrases_decline(output):
    assert build("is-refusal", None).score(output).value == 1.0
    assert build("not-is-refusal", None).score(output).value == 0.0


@pytest.mark.parametrize(
    "output",
    [
        "Paris is the capital of France.",
        "Of course! Here are three ideas.",
        "He said he could not come.",
        "You can't divide by zero.",
        "The answer is 4. " * 60 + "I cannot assist with that.",
    ],
)
def test_answers_do_not(output):
    assert build("is-refusal", None).score(output).value == 0.0


def test_there_is_no_value():
    with pytest.raises(BadCheck):
        build("is-refusal", "x")
