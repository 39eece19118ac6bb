from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.parse import parse
from motjuste.optimize.candidate import Origin, derive, grown, plain, seed_candidate, without
from motjuste.text.edit import Edit, apply_edits
from motjuste.text.span import Span

MODEL, OPERATOR = Origin("model"), Origin("operator", "output-format")
SEED = parse("a.md", "Find the date in the text and return it.\n")


def edit(text: str, old: str, new: str) -> Edit:
    start = text.index(old)
    return Edit(Span(start, start + len(old)), new)


def test_edits_of_a_grandchild_are_told_against_the_seed():
    seed = seed_candidate(SEED)
    child = derive(SEED, seed, [edit(seed.text, "date", "ISO date")], MODEL, 1)
    grandchild = derive(SEED, child, [edit(child.text, "return", "write")], OPERATOR, 2)
    assert grandchild.text == "Find the ISO date in the text and write it.\n"
    assert [(one.old, one.new, one.source) for one in grandchild.edits] == [
        ("date", "ISO date", "model"),
        ("return", "write", "operator"),
    ]
    assert apply_edits(SEED.text, plain(grandchild.edits)) == grandchild.text
    assert grandchild.parent == 1


def test_what_an_earlier_edit_quotes_an_edit_that_holds_it_quotes_as_well():
    seed, at = seed_candidate(SEED), len("Find the date")
    child = derive(SEED, seed, [Edit(Span(at, at), " (A: 1)")], Origin("operator", "worked-example", "a"), 1)
    again = derive(SEED, child, [Edit(Span(at, at), " (B: 2)")], Origin("operator", "worked-example", "b"), 2)
    assert [(one.new, one.quotes_case) for one in again.edits] == [(" (B: 2) (A: 1)", "a b")]
    gone = derive(SEED, child, [edit(child.text, " (A: 1)", " (C)")], MODEL, 3)
    assert [one.quotes_case for one in gone.edits] == [""]


def test_a_label_that_goes_with_examples_quotes_none():
    seed, end = seed_candidate(SEED), len(SEED.text)
    origin = Origin("operator", "worked-example", "a b")
    child = derive(SEED, seed, [Edit(Span(0, 0), "A: 1, B: 2. "), Edit(Span(end, end), "C:")], origin, 1)
    assert [one.quotes_case for one in child.edits] == ["a b", ""]


def test_an_edit_of_edited_words_belongs_to_whoever_came_last():
    seed = seed_candidate(SEED)
    child = derive(SEED, seed, [edit(seed.text, "the date", "the ISO date")], MODEL, 1)
    again = derive(SEED, child, [edit(child.text, "ISO", "full")], OPERATOR, 2)
    assert again.text == "Find the full date in the text and return it.\n"
    assert [one.source for one in again.edits] == ["operator"]


def test_one_edit_can_be_taken_back():
    seed = seed_candidate(SEED)
    edits = [edit(seed.text, "date", "ISO date"), edit(seed.text, "return", "write")]
    both = derive(SEED, seed, edits, MODEL, 1)
    assert without(SEED, both, both.edits[0], 2).text == "Find the date in the text and write it.\n"


def test_protected_words_stay_protected_in_every_candidate():
    document = parse("a.md", SEED.text, protect=["return it"])
    seed = seed_candidate(document)
    child = derive(document, seed, [edit(seed.text, "date", "ISO date")], MODEL, 1)
    assert [span.of(child.text) for span in child.document.protected] == ["return it"]


def test_a_chosen_span_takes_in_what_edits_put_inside_it():
    span = Span(5, 13)
    assert grown(span, [Edit(Span(0, 4), "Search for")]) == Span(11, 19)
    assert grown(span, [Edit(Span(9, 13), "one date")]).of("Find the one date in") == "the one date"
    assert grown(span, [Edit(Span(13, 13), " (ISO)")]).of("Find the date (ISO) in") == "the date (ISO)"
    assert grown(span, [Edit(Span(20, 24), "note")]) == span


@given(
    st.lists(st.integers(0, len(SEED.text)), min_size=2, max_size=6, unique=True), st.text("xy ", max_size=4)
)
def test_planned_edits_always_make_the_candidates_text(cuts: list[int], new: str):
    cuts = sorted(cuts)[: len(cuts) // 2 * 2]
    edits = [Edit(Span(*pair), new) for pair in zip(cuts[::2], cuts[1::2], strict=True)]
    candidate = derive(SEED, seed_candidate(SEED), edits, MODEL, 1)
    assert candidate.text == apply_edits(SEED.text, edits) == apply_edits(SEED.text, plain(candidate.edits))
    assert all(SEED.text[one.start : one.end] == one.old for one in candidate.edits)
