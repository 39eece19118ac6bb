"""Edits of a text, checked against slow and obvious versions of themselves."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.text.edit import (
    Edit,
    OverlapError,
    apply_edits,
    compose,
    map_span,
    overlapping,
    smallest_edits,
)
from motjuste.text.span import Span
from motjuste.text.words import segments, splits_word

TEXTS = st.text(alphabet="ab \n\r.é\u0301😀東京", max_size=30)
SENTENCES = st.lists(st.sampled_from(["one", "two", " ", ", ", "\n", "😀", "日"]), max_size=12).map("".join)


@st.composite
def edits_of(draw, text):
    """Edits that do not overlap: cuts of the text, every other stretch between them replaced."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
    spans = [Span(a, b) for a, b in pairwise(cuts)][::2]
    edits = [Edit(span, draw(st.text(alphabet="xyz ", max_size=3))) for span in spans]
    return draw(st.permutations(edits))


@st.composite
def two_rounds(draw):
    text = draw(TEXTS)
    first = draw(edits_of(text))
    second = draw(edits_of(apply_edits(text, first)))
    return text, first, second


def replaced_one_by_one(text: str, edits: list[Edit]) -> str:
    # From the end backwards no edit moves another; of insertions at one place the last given goes first.
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end))[::-1]:
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@given(st.data())
def test_edits_apply_as_if_made_one_by_one(data):
    text = data.draw(TEXTS)
    edits = data.draw(edits_of(text))
    assert apply_edits(text, edits) == replaced_one_by_one(text, edits)


def test_insertions_at_one_place_keep_the_order_given_and_stand_before_a_replacement():
    edits = [Edit(Span(1, 2), "X"), Edit(Span(1, 1), "1"), Edit(Span(1, 1), "2")]
    assert apply_edits("abc", edits) == "a12Xc"


@pytest.mark.parametrize(
    "spans",
    [
        [Span(0, 2), Span(1, 3)],
        [Span(0, 3), Span(1, 1)],
        [Span(0, 3), Span(0, 3)],
        [Span(0, 3), Span(0, 2)],
        [Span(0, 3), Span(0, 0), Span(2, 3)],
    ],
)
def test_overlapping_edits_are_refused(spans):
    edits = [Edit(span, "x") for span in spans]
    assert overlapping(edits)
    with pytest.raises(OverlapError, match="same words"):
        apply_edits("abcdef", edits)


def test_touching_edits_do_not_overlap():
    edits = [Edit(Span(0, 2), "x"), Edit(Span(2, 4), "y"), Edit(Span(2, 2), "-"), Edit(Span(4, 4), "z")]
    assert not overlapping(edits)
    assert apply_edits("abcdef", edits) == "x-yzef"


def test_an_edit_outside_the_text_is_refused():
    with pytest.raises(OverlapError, match="outside the text of 3"):
        apply_edits("abc", [Edit(Span(2, 4), "x")])


@given(two_rounds())
def test_composed_edits_do_what_both_rounds_do(case):
    text, first, second = case
    both = compose(text, first, second)
    assert apply_edits(text, both) == apply_edits(apply_edits(text, first), second)


@given(two_rounds())
def test_composed_edits_are_sorted_disjoint_and_change_something(case):
    text, first, second = case
    both = compose(text, first, second)
    assert list(both) == sorted(both)
    assert not overlapping(both)
    assert len({edit.span.start for edit in both if not len(edit.span)}) == sum(not len(e.span) for e in both)
    assert all(edit.text != edit.span.of(text) for edit in both)


@given(two_rounds())
def test_composed_edits_touch_nothing_that_both_rounds_left_alone(case):
    text, first, second = case
    both = compose(text, first, second)
    for place in range(len(text)):
        once = map_span(Span(place, place + 1), first)
        twice = once and map_span(once, second)
        if twice:
            assert map_span(Span(place, place + 1), both) == twice


def test_composing_keeps_far_edits_apart():
    assert compose("one two three", [Edit(Span(0, 3), "1")], [Edit(Span(6, 11), "3")]) == (
        Edit(Span(0, 3), "1"),
        Edit(Span(8, 13), "3"),
    )


def test_composing_an_edit_with_its_reverse_leaves_nothing():
    assert compose("one two", [Edit(Span(4, 7), "2")], [Edit(Span(4, 5), "two")]) == ()


@given(TEXTS, TEXTS)
def test_smallest_edits_make_the_new_text(old, new):
    assert apply_edits(old, smallest_edits(old, new)) == new


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_smallest_edits_of_any_text_round_trip_around_whole_lines(head, middle, tail):
    old, new = f"{head}\n{tail}", f"{head}\n{middle}\n{tail}"
    assert apply_edits(old, smallest_edits(old, new)) == new
    assert apply_edits(new, smallest_edits(new, old)) == old


@given(SENTENCES, SENTENCES)
def test_smallest_edits_change_the_fewest_tokens(old, new):
    edits = smallest_edits(old, new)
    a = [span.of(old) for span in segments(old)]
    b = [span.of(new) for span in segments(new)]
    starts = {span.start for span in segments(old)} | {len(old)}
    deleted = sum(1 for span in segments(old) if any(edit.span.contains(span) for edit in edits))
    inserted = deleted + len(b) - len(a)
    assert all(edit.span.start in starts and edit.span.end in starts for edit in edits)
    assert deleted + inserted == len(a) + len(b) - 2 * longest_common(a, b)


def longest_common(a: list[str], b: list[str]) -> int:
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + 1 if x == y else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


@given(TEXTS, TEXTS)
def test_smallest_edits_stand_apart_and_cut_no_word(old, new):
    edits = smallest_edits(old, new)
    assert all(one.span.end < other.span.start for one, other in pairwise(edits))
    for edit in edits:
        assert not splits_word(old, edit.span.start)
        assert not splits_word(old, edit.span.end)


def test_smallest_edits_name_the_changed_words_only():
    assert smallest_edits("Think step by step.", "Think it through step by step.") == (
        Edit(Span(6, 6), "it through "),
    )
    assert smallest_edits("same", "same") == ()
    assert smallest_edits("", "new") == (Edit(Span(0, 0), "new"),)
    assert smallest_edits("old", "") == (Edit(Span(0, 3), ""),)


def test_texts_with_nothing_in_common_get_one_edit():
    old = "".join(f"a{i}." for i in range(800))
    new = "".join(f"b{i}!" for i in range(800))
    assert smallest_edits(f"x\n{old}\ny", f"x\n{new}\ny") == (Edit(Span(2, 2 + len(old)), new),)


def test_a_word_in_a_megabyte_is_found_through_the_lines_around_it():
    line = "The quick brown fox can't jump.\n"
    old = line * 30_000
    new = line * 15_000 + line.replace("brown", "red") + line * 14_999
    place = 15_000 * len(line) + 10
    assert smallest_edits(old, new) == (Edit(Span(place, place + 5), "red"),)


@given(st.data())
def test_an_untouched_span_is_found_again_after_the_edits(data):
    text = data.draw(TEXTS)
    edits = data.draw(edits_of(text))
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    after = map_span(span, edits)
    if after is None:
        assert any(edit.span.overlaps(span) for edit in edits)
    else:
        assert after.of(apply_edits(text, edits)) == span.of(text)


def test_an_insertion_at_a_spans_start_moves_it_and_one_at_its_end_does_not():
    assert map_span(Span(2, 4), [Edit(Span(2, 2), "xy")]) == Span(4, 6)
    assert map_span(Span(2, 4), [Edit(Span(4, 4), "xy")]) == Span(2, 4)
    assert map_span(Span(2, 4), [Edit(Span(3, 3), "xy")]) is None
    assert map_span(Span(2, 4), [Edit(Span(3, 9), "")]) is None
