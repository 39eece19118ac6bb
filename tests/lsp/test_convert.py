"""Offsets become the editor's positions in its own units, and come back."""

from __future__ import annotations

import pytest
from lsprotocol import types

from motjuste.lsp.convert import line_range, to_range, to_span, to_text_edit, touches
from motjuste.lsp.documents import Documents
from motjuste.text.edit import Edit
from motjuste.text.span import Span


def snapshot(text, encoding):
    documents = Documents()
    documents.encoding = encoding
    item = types.TextDocumentItem(uri="file:///p.md", language_id="markdown", version=1, text=text)
    return documents.open(item)


@pytest.mark.parametrize(("encoding", "start", "end"), [("utf-8", 7, 8), ("utf-16", 4, 5), ("utf-32", 3, 4)])
def test_a_span_behind_astral_and_accented_characters(encoding, start, end):
    text = snapshot("x\n😀é x", encoding)
    area = to_range(text, Span(5, 6))
    assert (area.start, area.end) == (types.Position(1, start), types.Position(1, end))
    assert to_span(text, area) == Span(5, 6)


def test_a_range_written_backwards_is_a_span_all_the_same():
    area = types.Range(start=types.Position(0, 3), end=types.Position(0, 1))
    assert to_span(snapshot("abcd", "utf-16"), area) == Span(1, 3)


def test_an_edit_keeps_its_words():
    edit = to_text_edit(snapshot("ab", "utf-16"), Edit(Span(1, 2), "😀"))
    assert edit.new_text == "😀"
    assert edit.range == types.Range(types.Position(0, 1), types.Position(0, 2))


def test_a_row_counted_from_one_is_the_editors_line_from_zero():
    assert line_range(3).start == types.Position(2, 0)
    assert line_range(0).start == types.Position(0, 0)


@pytest.mark.parametrize(
    ("at", "touching"), [(Span(2, 2), True), (Span(5, 5), True), (Span(6, 6), False), (Span(0, 9), True)]
)
def test_a_cursor_on_the_border_is_at_the_span(at, touching):
    assert touches(Span(2, 5), at) is touching
