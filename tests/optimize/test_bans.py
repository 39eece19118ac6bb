"""What new words may look like where an endpoint holds a model to a form."""

from __future__ import annotations

import re

import pytest

from motjuste import prompts
from motjuste.llm.reply import read
from motjuste.optimize.bans import EXAMPLES, folded, new_words_pattern, repeats_example
from motjuste.optimize.methods.registry import METHODS
from motjuste.optimize.methods.replies import edits_reply


@pytest.mark.parametrize(
    ("own", "new", "may"),
    [
        ("Find the date.", "date as YYYY-MM-DD, in one line", True),
        ("Find the date.", "日付", True),
        ("Find the date.", "", True),
        ("Find the date.", "2024-05-01", False),
        ("Find 2 dates.", "3 dates", True),
        ("Find the date.", "<edit>date</edit>", False),
        ("Put it in <b>.", "it in <i>", True),
        ("Find the date.", "date of {{ text }}", False),
        ("Find the date.", "the `date`", False),
        ("Find the date.", 'the "date"', False),
        ("Find the date.", "x" * 300, False),
    ],
)
def test_what_the_prompt_does_not_hold_is_banned(own: str, new: str, may: bool):
    assert (re.fullmatch(new_words_pattern(own), new) is not None) is may


def test_every_question_shows_an_example_whose_words_are_known_and_banned():
    asked = {
        name
        for method in METHODS
        for name in (method.question.local, method.question.pieces, method.question.whole)
    }
    for name in (*sorted(asked), "fill_rule"):
        text = prompts.load(name).document.text
        shown = folded(text.partition("Example")[2])
        assert any(example in shown for example in EXAMPLES), name
    assert repeats_example("a Capital alone, in capital letters!", "Name it.")
    assert not repeats_example("the capital, in small letters", "Name it.")
    assert not repeats_example("Say which city is big", "Say which city is best.")


def test_a_reply_that_was_not_held_to_it_is_read_all_the_same():
    shape = edits_reply(3, 1, causes=False, pattern=new_words_pattern("Find the date."))
    assert shape.model_json_schema()["$defs"]["NumberedEdit"]["properties"]["new"]["pattern"].startswith(
        "^([^"
    )
    found, _ = read('{"edits": [{"first": 1, "last": 1, "why": "w", "new": "<edit>3</edit>"}]}', shape)
    assert found is not None
