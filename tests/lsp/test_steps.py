"""Many changes in one notification are what they are one after another, and cost little more than the text."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from motjuste.lsp.steps import apply
from motjuste.text.edit import apply_edits
from motjuste.text.position import LineIndex

WORDS = st.text(alphabet="ab é\u2028\n\r😀", max_size=8)
PLACES = st.tuples(st.integers(0, 12), st.integers(0, 9))


def change(start, end, text):
    area = types.Range(start=types.Position(*start), end=types.Position(*end))
    return types.TextDocumentContentChangePartial(range=area, text=text)


CHANGES = st.one_of(
    *[st.builds(change, PLACES, PLACES, WORDS)] * 6,
    st.builds(types.TextDocumentContentChangeWholeDocument, text=WORDS),
)


@given(
    st.text(alphabet="ab é\n\r😀", max_size=40),
    st.lists(CHANGES, min_size=8, max_size=24),
    st.sampled_from(["utf-8", "utf-16", "utf-32"]),
)
def test_many_at_once_are_those_one_by_one(text, changes, encoding):
    lines = LineIndex(text)
    after, steps = apply(lines, changes, encoding)
    for one, step in zip(changes, steps, strict=True):
        lines, (same,) = apply(lines, [one], encoding)
        assert step == same
        text = apply_edits(text, [step.edit])
        assert lines.text == text
    assert after.text == text


@pytest.mark.parametrize("upwards", [True, False])
def test_replacing_all_in_a_long_text_takes_neither_long_nor_much_memory(upwards):
    count = 6000
    lines = LineIndex("Sort the ticket into a group, please.\n" * count)
    rows = sorted(range(count), reverse=upwards)
    changes = [change((row, 9), (row, 15), "message") for row in rows]
    begun = time.thread_time()
    after, steps = apply(lines, changes, "utf-16")
    assert time.thread_time() - begun < 1
    assert after.text == "Sort the message into a group, please.\n" * count
    assert len(steps) == count
    tracemalloc.start()
    try:
        kept = apply(LineIndex(lines.text), changes, "utf-16")
        assert tracemalloc.get_traced_memory()[1] < 20_000_000, "a text after each would be a gigabyte"
        assert kept[1] == steps
    finally:
        tracemalloc.stop()
