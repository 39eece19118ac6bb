from __future__ import annotations

import pytest

from motjuste.document.parse import parse
from motjuste.optimize.numbered import number_words, readable
from motjuste.optimize.splice import capped, disjoint, replacement, within_share
from motjuste.text.span import Span

TEXT = "Find the date in the text, and return it."


def span(words: str, text: str = TEXT) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def test_words_are_numbered_where_they_may_be_edited():
    text = "---\nevals: a.jsonl\n---\nFind <edit>the date</edit> in {{ text }}, please.\n"
    numbered = number_words(parse("a.md", text))
    assert numbered.text == "[1]Find [2]the [3]date [4]in {{ text }}, [5]please."
    assert numbered.span(2, 3).of(text) == "the date"
    assert numbered.span(3, 4) is None, "a mark never crosses a tag"
    assert numbered.span(0, 1) is None
    assert numbered.span(2, 9) is None
    assert readable(parse("a.md", text)) == "Find the date in {{ text }}, please."


def test_protected_words_have_no_number():
    text = "Be kind. <!-- motjuste: protect-start -->Never shout.<!-- motjuste: protect-end --> Be brief."
    shown = number_words(parse("a.md", text)).text
    assert "Never shout." in shown
    assert "[3]Be [4]brief" in shown


def test_a_long_mark_is_cut_to_its_last_words():
    assert capped(TEXT, span("Find the date in the text"), 3).of(TEXT) == "in the text"
    assert capped(TEXT, span("the date"), 5).of(TEXT) == "the date"
    lines = "Be kind.\r\n\r\nFind the date."
    assert capped(lines, span("kind.\r\n\r\nFind the", lines), 5).of(lines) == "Find the"


def test_lines_of_new_words_end_as_those_of_the_text():
    text = "Read it.\r\nSay yes.\r\nStop."
    assert replacement(text, Span(0, 18), "Read.\nSay no.").text == "Read.\r\nSay no."


def test_overlapping_spans_are_left_out():
    assert disjoint([Span(4, 8), Span(0, 5), Span(8, 9)]) == (Span(0, 5), Span(8, 9))


def test_no_more_than_half_the_words_are_marked_at_once():
    spans = [span("Find the date"), span("text"), span("return it")]
    assert within_share(TEXT, spans, 9) == (spans[0], spans[1])


@pytest.mark.parametrize(
    ("old", "new", "result"),
    [
        ("date", '"ISO date"', "ISO date"),
        ("date", " ISO\n date ", "ISO date"),
        ("it", "it as text.", "it as text"),
        ("text", "note,", "note"),
        ("date", "date.", "date."),
        ("date", "de\u0301but", "d\u00e9but"),
        ("date", '"day" or "month"', '"day" or "month"'),
        ("date", "'day' or 'month'", "'day' or 'month'"),
        ("date", "'the day's date'", "the day's date"),
        ("text", "notes, letters etc.", "notes, letters etc."),
        ("it", "it, e.g.", "it, e.g"),
    ],
)
def test_wrapping_a_model_adds_is_taken_off(old: str, new: str, result: str):
    assert replacement(TEXT, span(old), new).text == result
