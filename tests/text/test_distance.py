"""Words between two texts."""

from __future__ import annotations

import pytest

from motjuste.text.distance import changed_words


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Find the date.", "Find the date.", 0),
        ("Find the date.", "Find a date.", 1),
        ("Find the date.", "Find the ISO date.", 1),
        ("Find the date.", "Find it", 2),
        ("Find the date.", "Find  the date!", 0),
        ("Find the date.", "Return only the year of the date.", 5),
        ("找出日期", "找出时间", 1),
        ("", "one two", 2),
    ],
)
def test_replaced_added_and_removed_words_count_once(old, new, words):
    assert changed_words(old, new) == words
    assert changed_words(new, old) == words
