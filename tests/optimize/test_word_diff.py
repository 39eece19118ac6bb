"""The word diff: lines that edits touch, old and new in their places."""

from __future__ import annotations

from motjuste.optimize.events import PlannedEdit
from motjuste.optimize.word_diff import diff_lines, plain


def edit(text, old, new):
    start = text.index(old)
    return PlannedEdit(start, start + len(old), old, new, "model")


def shown(text, *edits):
    return [(line.number, plain(line)) for line in diff_lines(text, edits)]


def test_one_line_and_its_neighbours():
    text = "one\ntwo three four\nfive\nsix\n"
    assert shown(text, edit(text, "three", "drei")) == [
        (1, "one"),
        (2, "two [-three-]{+drei+} four"),
        (3, "five"),
    ]


def test_insertion_and_deletion():
    text = "return it."
    assert shown(text, PlannedEdit(9, 9, "", " as ISO", "operator")) == [(1, "return it{+ as ISO+}.")]
    assert shown(text, edit(text, " it", "")) == [(1, "return[- it-].")]


def test_far_places_are_parted_by_a_gap():
    text = "".join(f"line {number}\n" for number in range(1, 21))
    lines = shown(text, edit(text, "line 3\n", "row 3\n"), edit(text, "line 15", "row 15"))
    assert (None, "…") in lines
    assert lines[0] == (2, "line 2")
    assert lines[-1] == (16, "line 16")


def test_new_lines_have_no_number_and_old_ones_keep_theirs():
    text = "a\nb\nc\n"
    assert shown(text, PlannedEdit(3, 3, "", "\nnew\nmore", "operator")) == [
        (2, "b"),
        (None, "{+new+}"),
        (None, "{+more+}"),
        (3, "c"),
    ]


def test_an_edit_over_several_lines_strikes_each():
    text = "a\nb\nc\nd\n"
    assert shown(text, edit(text, "b\nc", "x")) == [
        (1, "a"),
        (2, "[-b-]"),
        (3, "[-c-]{+x+}"),
        (4, "d"),
    ]


def test_other_line_ends_count_too():
    text = "a\r\nb\rc"
    assert shown(text, edit(text, "c", "x")) == [(2, "b"), (3, "[-c-]{+x+}")]


def test_a_very_long_line_is_cut_around_the_edit():
    text = "word " * 40_000 + "HERE" + " word" * 40_000
    ((number, line),) = shown(text, edit(text, "HERE", "THERE"))
    assert number == 1
    assert len(line) < 400
    assert "[-HERE-]{+THERE+}" in line
    assert line.startswith("…")
    assert line.endswith("…")


def test_no_edits_no_lines():
    assert shown("a\nb\n") == []
