"""A quoted passage stands in one place or in none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.text.quote import locate
from motjuste.text.span import Span

PHRASES = st.lists(
    st.sampled_from(["one", "Two", "strasse", "straße", "caf\u00e9", "日本"]), min_size=1, max_size=8
)


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("Think step by step.", "step by", "step by"),
        ("Think step by step.", "step", None),
        ("Think step by step.", "leap", None),
        ("Answer\r\n  briefly, please", "Answer briefly", "Answer\r\n  briefly"),
        ("Answer briefly, please", " answer\nBRIEFLY ", "Answer briefly"),
        ("Answer. answer", "answer", "answer"),
        ("Answer. Answer", "answer", None),
        ("auf der Straße hier", "DER STRASSE", "der Straße"),
        ("Maß", "mas", None),
        ("start and art", "art", "art"),
        ("a start", "art", None),
        ("for this or that", "or", "or"),
        ("cafe\u0301", "cafe", None),
        ("aa aa aa", "aa aa", None),
        ("x", "", None),
        ("x y", "  ", None),
        ("", "x", None),
        ("say {{ name }} now", "{{ name }}", "{{ name }}"),
        ("日本語", "本", "本"),
        ("one\u00a0two", "one two", "one\u00a0two"),
        ("a  b", "a ", "a "),
        ("İstanbul x", "X", "x"),
    ],
)
def test_a_quote_is_found_once_or_not_at_all(text, quote, found):
    span = locate(text, quote)
    assert (span and span.of(text)) == found


def test_only_the_given_range_is_searched():
    text = "step by step"
    assert locate(text, "step", Span(0, 7)) == Span(0, 4)
    assert locate(text, "STEP", Span(5, 12)) == Span(8, 12)
    assert locate(text, "step", Span(0, 3)) is None
    assert locate(text, "step", Span(9, 12)) is None


@given(PHRASES, st.data())
def test_what_is_found_is_the_quote_up_to_blanks_and_case(phrase, data):
    text = " ".join(phrase)
    start = data.draw(st.integers(0, len(phrase) - 1))
    end = data.draw(st.integers(start + 1, len(phrase)))
    quote = data.draw(st.sampled_from([" ", "\n", " \t "])).join(phrase[start:end])
    quote = data.draw(st.sampled_from([quote, quote.upper(), quote.lower()]))
    span = locate(text, quote)
    if span is not None:
        assert span.of(text).casefold().split() == quote.casefold().split()


@given(PHRASES)
def test_the_whole_text_is_always_found(phrase):
    text = " ".join(phrase)
    assert locate(text, text) == Span(0, len(text))
    assert locate(text, f"\n{text.upper().casefold()} ") == Span(0, len(text))
