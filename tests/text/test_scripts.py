"""New words keep the script of the words they replace; words are counted in every script."""

from __future__ import annotations

import unicodedata

import pytest

from motjuste.text.scripts import scripts, written_alike
from motjuste.text.words import count_words, words


@pytest.mark.parametrize(
    ("new", "old", "whole", "alike"),
    [
        ("date as YYYY-MM-DD", "date", "Find the date.", True),
        ("日期", "date", "Find the date.", False),
        ("дата", "date", "Find the date.", False),
        ("日期 (YYYY-MM-DD)", "日期", "请找出日期。", True),
        ("the date", "日期", "请找出日期。", False),
        ("2024", "日期", "请找出日期。", True),
        ("日付を", "日付", "日付を見つけてください。", True),
        ("カタカナ", "日付", "日付を見つけてください。", True),
        ("日付を", "日期", "请找出日期。", False),
        ("วันที่แบบสั้น", "วันที่", "หาวันที่ในข้อความ", True),
        ("the day", "วันที่", "หาวันที่ในข้อความ", False),
        ("بكلمتين", "بكلمة واحدة", "أجب بكلمة واحدة فقط", True),
        ("in one word", "بكلمة واحدة", "أجب بكلمة واحدة فقط", False),
        ("cafe\u0301", "the\u0301", "le the\u0301", True),
        ("Also say why.", ".", "Find the date.", True),
        ("并说明原因", ".", "Find the date.", False),
        ("", "date", "Find the date.", True),
    ],
)
def test_new_words_are_held_to_the_script_of_the_old(new, old, whole, alike):
    assert written_alike(new, old, whole) is alike


def test_letters_are_counted_by_script():
    found = scripts("Date 日期 дата e\u0301 \uff13")
    assert found == {"Latin": 5, "Han": 2, "Cyrillic": 4}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Find the date.", 3),
        ("请用一个词回答问题", 5),
        ("日付を見つけてください", 6),
        ("ค้นหาวันที่", 4),
        ("أجب عن السؤال بكلمة واحدة", 5),
        ("cafe\u0301 cre\u0300me", 2),
        ("caf\u00e9 cr\u00e8me", 2),
        ("서울에서 만나요", 2),
        ("don't stop", 2),
    ],
)
def test_words_are_counted_in_any_script(text, count):
    assert count_words(text) == count


@pytest.mark.parametrize("text", ["cafe\u0301s", "ที่นี่", "नमस्ते", "مُحَمَّد"])
def test_no_word_border_parts_a_letter_from_its_marks(text):
    starts = {span.start for span in words(text)}
    assert not any(unicodedata.combining(text[start]) for start in starts)
