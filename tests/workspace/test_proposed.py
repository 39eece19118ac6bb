"""A run's edits hold in every text that has taken some of them, and in no other."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from motjuste.optimize.events import GateSummary, PlannedEdit, Totals
from motjuste.text.edit import Edit, apply_edits
from motjuste.text.span import Span
from motjuste.workspace.known import text_digest
from motjuste.workspace.proposed import not_taken

WORDS = st.text("ab \n", max_size=14)


def applied(text, edits):
    return apply_edits(text, [Edit(Span(edit.start, edit.end), edit.new) for edit in edits])


def verdict(text, edits):
    return GateSummary(
        totals=Totals(),
        verdict="HELPS",
        message="",
        n=0,
        wins=0,
        losses=0,
        p=None,
        interval=None,
        looks=0,
        mde=None,
        seed_dev=None,
        seed_gate=None,
        best_dev=None,
        best_gate=None,
        edits=tuple(edits),
        text=applied(text, edits),
    )


@st.composite
def runs(draw):
    """A text and disjoint edits of it that change something."""
    text = draw(WORDS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=8)))
    edits: list[PlannedEdit] = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        new = draw(st.text("ab", max_size=3))
        if new != text[start:end] and not (edits and edits[-1].end == start):
            edits.append(PlannedEdit(start, end, text[start:end], new, "model"))
    return text, edits


@given(runs(), st.data())
def test_whatever_was_taken_the_rest_makes_the_proven_text(run, data):
    text, edits = run
    told = verdict(text, edits)
    taken = [edit for edit in edits if data.draw(st.booleans())]
    now = applied(text, taken)
    left = not_taken(now, told, text_digest(text))
    assert left is not None
    assert all(now[one.start : one.end] == one.edit.old for one in left)
    assert apply_edits(now, [Edit(Span(one.start, one.end), one.edit.new) for one in left]) == told.text


@given(runs(), WORDS)
def test_in_any_other_text_nothing_holds(run, other):
    text, edits = run
    told = verdict(text, edits)
    left = not_taken(other, told, text_digest(text))
    if left is not None:
        assert apply_edits(other, [Edit(Span(one.start, one.end), one.edit.new) for one in left]) == told.text
    assert not_taken(f"{told.text}x", told, text_digest(text)) is None
    assert not_taken(text, told, text_digest(f"{text}x")) is None


def test_a_damaged_summary_offers_nothing():
    told = verdict("one two", [PlannedEdit(0, 3, "one", "1", "model")])
    moved = PlannedEdit(1, 4, "ne ", "1", "model")
    assert not_taken("one two", replace(told, edits=(moved,)), text_digest("one two")) is None
