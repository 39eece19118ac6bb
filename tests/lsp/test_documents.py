"""The server's texts stay equal to the editor's, whatever is typed and in whichever units characters are counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from motjuste.lsp.documents import Documents
from motjuste.text.edit import Edit, apply_edits
from motjuste.text.position import LineIndex
from motjuste.text.span import Span

URI = "file:///w/p.md"


def opened(text, encoding="utf-16"):
    documents = Documents()
    documents.encoding = encoding
    documents.open(types.TextDocumentItem(uri=URI, language_id="markdown", version=1, text=text))
    return documents


def change(start, end, text):
    area = types.Range(start=types.Position(*start), end=types.Position(*end))
    return types.TextDocumentContentChangePartial(range=area, text=text)


def test_an_edit_replaces_its_range():
    documents = opened("one\ntwo\nthree\n")
    snapshot, steps = documents.change(URI, 2, [change((1, 0), (1, 3), "2")])
    assert snapshot.text == "one\n2\nthree\n"
    assert snapshot.version == 2
    assert [(step.edit, step.before, step.after) for step in steps] == [(Edit(Span(4, 7), "2"), "\n", "\n")]


def test_each_change_is_relative_to_the_text_after_the_one_before():
    documents = opened("ab")
    snapshot, _ = documents.change(URI, 2, [change((0, 0), (0, 0), "x\n"), change((1, 1), (1, 2), "c")])
    assert snapshot.text == "x\nac"


def test_a_form_feed_and_a_line_separator_end_no_line():
    """Editors end lines at LF, CRLF and CR alone; `str.splitlines` would end them here too."""
    documents = opened("a\x0cb\u2028c\nd")
    snapshot, _ = documents.change(URI, 2, [change((1, 0), (1, 1), "D")])
    assert snapshot.text == "a\x0cb\u2028c\nD"


def test_a_column_past_the_line_means_its_end():
    documents = opened("short\r\nnext")
    snapshot, _ = documents.change(URI, 2, [change((0, 99), (0, 99), "!")])
    assert snapshot.text == "short!\r\nnext"


def test_a_place_past_the_last_line_means_the_end():
    documents = opened("a\n")
    snapshot, _ = documents.change(URI, 2, [change((7, 0), (9, 0), "b")])
    assert snapshot.text == "a\nb"


def test_a_range_written_backwards_means_the_same_words():
    documents = opened("abcdef")
    snapshot, _ = documents.change(URI, 2, [change((0, 4), (0, 2), "-")])
    assert snapshot.text == "ab-ef"


def test_a_whole_text_becomes_the_smallest_single_edit():
    documents = opened("one two three")
    whole = types.TextDocumentContentChangeWholeDocument(text="one 2 three")
    snapshot, steps = documents.change(URI, 5, [whole])
    assert snapshot.text == "one 2 three"
    assert steps[0].edit == Edit(Span(4, 7), "2")


@pytest.mark.parametrize(("old", "new"), [("aa", "aaa"), ("aaa", "aa"), ("", "x"), ("x", ""), ("x", "x")])
def test_whole_texts_that_repeat_themselves_are_no_trap(old, new):
    documents = opened(old)
    snapshot, steps = documents.change(URI, 2, [types.TextDocumentContentChangeWholeDocument(text=new)])
    assert snapshot.text == new == apply_edits(old, [steps[0].edit])


def test_an_edit_of_a_text_that_is_not_open_is_refused():
    assert Documents().change(URI, 2, []) is None


def test_no_two_texts_share_a_serial_even_after_opening_again():
    documents = opened("a")
    serials = [documents.get(URI).serial]
    serials.append(documents.change(URI, 2, [])[0].serial)
    documents.close(URI)
    item = types.TextDocumentItem(uri=URI, language_id="markdown", version=1, text="b")
    serials.append(documents.open(item).serial)
    assert len(set(serials)) == 3


def test_an_untitled_text_is_not_on_disk_and_still_has_a_name():
    documents = Documents()
    item = types.TextDocumentItem(uri="untitled:Untitled-1", language_id="markdown", version=1, text="")
    snapshot = documents.open(item)
    assert not snapshot.on_disk
    assert snapshot.name == "Untitled-1"


def test_a_file_uri_becomes_its_path():
    documents = Documents()
    item = types.TextDocumentItem(uri="file:///a%20b/p%C3%A9.md", language_id="x", version=1, text="")
    assert documents.open(item).path == "/a b/pé.md"


TEXTS = st.text(alphabet="ab é\u2028\x0c\n\r😀", max_size=30)


@given(st.data(), TEXTS, st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_any_script_of_edits_leaves_the_editors_text(data, text, encoding):
    documents = opened(text, encoding)
    for version in range(2, 6):
        # No editor sends a place inside a CRLF, so ends are taken as positions that exist.
        ends = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
        lines = LineIndex(text)
        first, last = (lines.position(end, encoding) for end in ends)
        start, end = (lines.offset(*place, encoding) for place in (first, last))
        typed = data.draw(TEXTS)
        text = text[:start] + typed + text[end:]
        snapshot, _ = documents.change(URI, version, [change(first, last, typed)])
        assert snapshot.text == text
