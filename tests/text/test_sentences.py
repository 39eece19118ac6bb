"""Sentence ends in many scripts, and how a sentence is put behind another."""

from __future__ import annotations

import pytest

from motjuste.text.sentences import appended, longest_sentence, sentence_ends

ENDED = [
    ("Find it. Return it!", ["Find it.", "Return it!"]),
    ("Use e.g. 3.5 or a.b; no more", ["Use e.g.", "3.5 or a.b; no more"]),
    ("Say “stop.” Then go.\nNo stop here\n\n- one\n", ["Say “stop.”", "Then go.", "No stop here", "- one"]),
    ("找出日期。只写日期。", ["找出日期。", "只写日期。"]),
    ("「はい。」と言う。次へ。", ["「はい。」", "と言う。", "次へ。"]),
    ("ما التاريخ؟ اكتبه فقط.", ["ما التاريخ؟", "اكتبه فقط."]),
    ("तारीख लिखो। बस इतना।", ["तारीख लिखो।", "बस इतना।"]),
    ("หาวันที่ ตอบสั้นๆ\nจบ", ["หาวันที่ ตอบสั้นๆ", "จบ"]),
    ("", []),
    ("\n\n", []),
]


@pytest.mark.parametrize(("text", "expected"), ENDED)
def test_sentences_end_at_their_marks_or_with_their_line(text, expected):
    ends = sentence_ends(text)
    starts = [0, *ends]
    assert [text[start:end].strip() for start, end in zip(starts, ends, strict=False)] == expected


def test_only_the_range_asked_for_is_read():
    text = "One. Two. Three."
    assert sentence_ends(text, 4, 9) == [9]
    assert sentence_ends(text, 4, 4) == []


def test_the_longest_sentence():
    assert longest_sentence("Short. A longer one here. No.") == "A longer one here."
    assert longest_sentence("no end") == "no end"


@pytest.mark.parametrize(
    ("before", "sentence", "after"),
    [
        ("Find it.", "Be brief.", "Find it. Be brief."),
        ("Find it", "Be brief.", "Find it. Be brief."),
        ("Find it:", "Be brief.", "Find it: Be brief."),
        ("找出日期。", "只写日期。", "找出日期。只写日期。"),
        ("找出日期", "只写日期。", "找出日期。只写日期。"),
        ("日付を探す", "短く。", "日付を探す。短く。"),
        ("ما التاريخ؟", "اكتبه فقط.", "ما التاريخ؟ اكتبه فقط."),
        ("اكتب التاريخ", "اكتبه فقط.", "اكتب التاريخ. اكتبه فقط."),
        ("หาวันที่", "ตอบสั้น", "หาวันที่ ตอบสั้น"),
        ("", "Be brief.", "Be brief."),
    ],
)
def test_a_sentence_is_parted_from_the_one_before_as_its_script_does(before, sentence, after):
    assert before + appended(before, len(before), sentence) == after
