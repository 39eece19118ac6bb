"""The quick look at numbered lists passes nothing in which the whole look finds a fault."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from motjuste.lint.rules.broken_numbering import _in_order, _runs

VALUES = st.integers(0, 4)
ITEMS = st.tuples(st.just("item"), st.sampled_from([0, 2]), st.sampled_from(".)"))
HEADINGS = st.tuples(st.just("heading"), st.integers(1, 2), st.sampled_from(["", "step"]))
WITHOUT_NUMBER = st.sampled_from([(-1, None), (-1, ("heading", 1, "-")), (-1, ("heading", 2, "-"))])
LINES = st.lists(st.tuples(VALUES, ITEMS) | st.tuples(VALUES, HEADINGS) | WITHOUT_NUMBER, max_size=8)


@given(LINES)
def test_what_is_in_order_has_no_fault(lines):
    _, faults = _runs((tuple(lines),))
    assert not (faults and _in_order([tuple((0, value, 0, 0, series) for value, series in lines)]))


def test_order_is_seen():
    dot = ("item", 0, ".")
    assert _in_order([((0, 1, 0, 0, dot), (0, 2, 0, 0, dot)), ((0, 3, 0, 0, dot),)])
    assert not _in_order([((0, 1, 0, 0, dot), (0, 3, 0, 0, dot))])
