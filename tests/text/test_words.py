"""Words in many scripts, by Unicode's borders."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.text.words import count_words, segments, splits_word, words

WILD = st.text(
    alphabet=st.sampled_from("aB1 _'.,\r\n\té\u0301\u200d👩😀🇩🇪東へカーกิน้\u0627\u064bש한글"), max_size=40
)


def read(text: str) -> list[str]:
    return [span.of(text) for span in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Let's think step by step.", ["Let's", "think", "step", "by", "step"]),
        ("3.14 is not 3,140 or foo_bar", ["3.14", "is", "not", "3,140", "or", "foo_bar"]),
        ("a-b {{ name }} <edit>x</edit>", ["a", "b", "name", "edit", "x", "edit"]),
        ("cafe\u0301 na\u00efve", ["cafe\u0301", "na\u00efve"]),
        ("اللغة العربية", ["اللغة", "العربية"]),
        ("שלום עולם", ["שלום", "עולם"]),
        ("한국어 말", ["한국어", "말"]),
        ("東京へ行く", ["東京", "へ行", "く"]),
        ("東京, 大阪", ["東京", "大阪"]),
        ("เขากิน", ["เข", "ากิ", "น"]),
        ("カタカナ語", ["カタカナ", "語"]),
        ("日x本", ["日", "x", "本"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("😀 👩‍👩‍👧 🇩🇪 … — !", []),
        ("", []),
        ("\r\n\r", []),
        ("\U0001d400\U0001d401 x", ["\U0001d400\U0001d401", "x"]),
    ],
)
def test_words_are_what_a_reader_calls_words(text, expected):
    assert read(text) == expected
    assert count_words(text) == len(expected)


@given(WILD)
def test_segments_cover_the_text_without_gaps(text):
    assert "".join(span.of(text) for span in segments(text)) == text
    assert all(len(span) for span in segments(text))


@given(WILD)
def test_words_are_sorted_disjoint_and_hold_all_letters(text):
    found = words(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    inside = {place for span in found for place in range(span.start, span.end)}
    letters = {i for i, char in enumerate(text) if unicodedata.category(char)[0] in "LN"}
    assert letters <= inside


@given(WILD)
def test_no_word_begins_or_ends_inside_a_word_or_grapheme(text):
    for span in words(text):
        assert not splits_word(text, span.start)
        assert not splits_word(text, span.end)


@pytest.mark.parametrize(
    ("text", "offset", "splits"),
    [
        ("start", 2, True),
        ("e\u0301", 1, True),
        ("a b", 1, False),
        ("a  b", 2, False),
        ("\r\n", 1, True),
        ("ab", 2, False),
        ("ab", 9, False),
    ],
)
def test_cuts_through_words_are_known(text, offset, splits):
    assert splits_word(text, offset) is splits
