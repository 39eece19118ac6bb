"""Offsets and positions, there and back, in every encoding editors use."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pace import within

from motjuste.text.edit import Edit
from motjuste.text.position import LineIndex
from motjuste.text.span import Span

ENCODINGS = ["utf-8", "utf-16", "utf-32"]
CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
WILD = st.text(alphabet="ab \n\ré\u0301😀東\u2028\x0b\x85", max_size=40)


def stands_inside_a_line_end(text: str, offset: int) -> bool:
    return text[offset - 1 : offset + 1] == "\r\n" if offset else False


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=WILD)
def test_every_offset_comes_back(encoding, text):
    index = LineIndex(text)
    for offset in range(len(text) + 1):
        if not stands_inside_a_line_end(text, offset):
            assert index.offset(*index.position(offset, encoding), encoding) == offset


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=WILD)
def test_positions_count_lines_and_units_as_the_protocol_does(encoding, text):
    index = LineIndex(text)
    codec, width = CODECS[encoding]
    lines = re.split("\r\n|\r|\n", text)
    assert index.line_count == len(lines)
    offset = 0
    for number, line in enumerate(lines):
        for column in range(len(line) + 1):
            units = len(line[:column].encode(codec)) // width
            assert index.position(offset + column, encoding) == (number, units)
            assert index.row_column(offset + column) == (number + 1, column + 1)
        offset += len(line)
        offset += 2 if text[offset : offset + 2] == "\r\n" else 1


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=WILD, line=st.integers(-2, 60), character=st.integers(-2, 120))
def test_any_position_is_clamped_to_a_place_in_the_text(encoding, text, line, character):
    index = LineIndex(text)
    offset = index.offset(line, character, encoding)
    assert 0 <= offset <= len(text)
    assert not stands_inside_a_line_end(text, offset)
    if 0 <= line < index.line_count:
        found, units = index.position(offset, encoding)
        assert found == line
        assert units <= max(character, 0)


def test_a_character_inside_a_code_point_means_its_start():
    index = LineIndex("a😀b")
    assert [index.offset(0, units, "utf-16") for units in range(6)] == [0, 1, 1, 2, 3, 3]
    assert [index.offset(0, units, "utf-8") for units in range(8)] == [0, 1, 1, 1, 1, 2, 3, 3]


def test_a_place_inside_a_line_end_is_the_end_of_its_line():
    index = LineIndex("ab\r\ncd\re\n")
    assert index.position(3, "utf-16") == (0, 2)
    assert index.offset(0, 99, "utf-16") == 2
    assert index.offset(1, 99, "utf-16") == 6
    assert index.position(7, "utf-16") == (2, 0)
    assert index.position(9, "utf-16") == (3, 0)
    assert index.offset(9, 0, "utf-16") == 9
    assert index.line_count == 4


def test_offsets_outside_are_clamped():
    index = LineIndex("ab")
    assert index.position(-5, "utf-8") == (0, 0)
    assert index.position(99, "utf-8") == (0, 2)
    assert LineIndex("").position(0, "utf-16") == (0, 0)
    assert LineIndex("").offset(0, 0, "utf-16") == 0


@pytest.mark.parametrize("char", ["x", "é", "😀"])
def test_a_long_line_is_quick(char):
    text = char * 220_000 + "\n" + "short line\n" * 20_000
    index = LineIndex(text)

    def there_and_back():
        for offset in range(0, 220_000, 2_200):
            assert index.offset(*index.position(offset, "utf-16"), "utf-16") == offset

    within(1.0, there_and_back)  # 0.2 s here; a scan a unit would take minutes


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=WILD, steps=st.lists(st.integers(0, 3), max_size=60))
def test_many_positions_at_once_are_those_one_by_one(encoding, text, steps):
    offsets, at = [], 0
    for step in steps:
        at = min(at + step, len(text))
        offsets.append(at)
    index = LineIndex(text)
    assert list(index.positions(offsets, encoding)) == [index.position(one, encoding) for one in offsets]


@given(st.text(st.sampled_from("ab\r\n"), max_size=30), st.data())
def test_lines_after_an_edit_are_those_of_the_new_text(text, data):
    lines = LineIndex(text)
    for _ in range(3):
        start = data.draw(st.integers(0, len(lines.text)))
        end = data.draw(st.integers(start, len(lines.text)))
        new = data.draw(st.text(st.sampled_from("x\r\n"), max_size=4))
        lines = lines.edited(Edit(Span(start, end), new))
        afresh = LineIndex(lines.text)
        assert lines._starts == afresh._starts
        assert lines.line_count == afresh.line_count
