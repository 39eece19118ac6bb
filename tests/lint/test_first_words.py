"""Where a finding about a whole prompt stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.parse import parse
from motjuste.lint.first_words import first_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sort the ticket.\n", "Sort the ticket."),
        ("One two three four five six\n", "One two three four five"),
        ("\n\n  Sort\nBe brief.\n", "Sort"),
        ("---\nevals: a.jsonl\n---\nSort it.\n", "Sort it."),
        ("{{ ticket }}\nSort it.\n", "Sort it."),
        ("Sort {{ ticket }} now.", "Sort"),
        ("Sort it", "Sort it"),
        ("日本語のプロンプト です\n", "日本語のプロンプト です"),
        ("x" * 1_000_000, "x" * 80),
        ("a " * 500_000, "a a a a a"),
        ("", ""),
        (" \n\t\n", ""),
        ("{{ ticket }}", ""),
    ],
)
def test_the_first_words_of_one_line(text, words):
    document = parse("a.md", text)
    assert first_words(document).of(document.text) == words


@given(st.text(max_size=300))
def test_they_stand_in_the_text_and_on_one_line(text):
    document = parse("a.md", text)
    words = first_words(document).of(document.text)
    assert words == words.strip()
    assert len(words.split()) <= 5
    assert not {"\n", "\r"} & set(words)
