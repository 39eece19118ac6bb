from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.decode import decode, encode
from motjuste.document.parse import parse, parse_bytes


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")), st.booleans())
def test_text_survives_the_way_out_and_back(text, bom):
    decoded = decode(encode(text, bom))
    assert (decoded.text, decoded.bom, decoded.fault) == (text, bom, None)


@given(st.binary())
def test_any_bytes_decode_and_the_fault_stands_inside(data):
    decoded = decode(data)
    if decoded.fault is None:
        assert encode(decoded.text, decoded.bom) == data
    else:
        assert decoded.fault.code == "F000"
        assert decoded.fault.span.end <= len(decoded.text)


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"caf\xe9 noir", (3, 4)),
        ("zwölf 😀 ".encode() + b"\xff\xfe\xfd!", (8, 11)),
        (b"\xef\xbb\xbfab\x80", (2, 3)),
        (b"ab\x00cd", (2, 3)),
        ("naïf\x00".encode(), (4, 5)),
        (b"cut off \xf0\x9f\x98", (8, 9)),
    ],
)
def test_the_fault_points_at_the_first_character_lost(data, where):
    fault = decode(data).fault
    assert (fault.span.start, fault.span.end) == where


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark_is_named_and_read(codec):
    data = ("\ufeffSort it.").encode(codec)
    decoded = decode(data)
    assert decoded.text == "Sort it."
    assert "UTF-16" in decoded.fault.message


def test_a_binary_file_is_called_one():
    assert "binary" in decode(b"\x89PNG\r\n\x1a\n\x00\x00\xff").fault.message


def test_the_rest_of_an_undecodable_file_is_still_a_document():
    document = parse_bytes("a.md", b"---\nrole: user\n---\ncaf\xe9 {{ x }} <edit>y</edit>")
    assert document.settings["role"].value == "user"
    assert document.variable_names == ("x",)
    assert [fault.code for fault in document.faults] == ["F000"]


def test_a_file_has_one_unreadable_place_however_many_there_are():
    document = parse_bytes("a.md", b"a\x00b\xffc\x00")
    assert [fault.code for fault in document.faults] == ["F000"]


def test_text_from_an_editor_may_hold_half_a_surrogate_pair():
    assert [fault.code for fault in parse("a.md", "a\ud800b").faults] == ["F000"]


def test_a_byte_order_mark_within_an_editors_text_is_no_part_of_the_prompt():
    document = parse("a.md", "\ufeff---\nrole: user\n---\nSort.")
    assert document.settings["role"].value == "user"
    assert document.front_matter.start == 1
    assert parse("a.md", "\ufeffSort.").literal_spans[0].of("\ufeffSort.") == "Sort."
