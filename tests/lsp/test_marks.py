"""Marks follow their words through edits, and go when their words change."""

from __future__ import annotations

import pytest

from motjuste.evals.case import Case, EvalSet, Split
from motjuste.lsp.marks import FailingCase, LiveMark, Marks, MarkSet, mark_set
from motjuste.lsp.steps import Step
from motjuste.optimize.events import Mark
from motjuste.text.edit import Edit
from motjuste.text.span import Span

URI = "file:///p.md"
TEXT = "Find the date in the text."
DATE = LiveMark(Span(9, 13), "date", "no format", ())


def held(*marks):
    kept = Marks()
    kept.put(URI, MarkSet(marks, (), "e.jsonl"))
    return kept


def step(text, start, end, new):
    return Step(Edit(Span(start, end), new), text[:start][-1:], text[end:][:1])


def test_a_mark_moves_with_text_typed_before_it():
    marks = held(DATE)
    marks.follow(URI, (step(TEXT, 0, 0, "Please! "),))
    assert marks.get(URI).marks[0].span == Span(17, 21)
    assert marks.get(URI).stale


def test_a_mark_stays_when_text_is_typed_behind_it():
    marks = held(DATE)
    marks.follow(URI, (step(TEXT, 14, 14, "or time "),))
    assert marks.get(URI).marks[0].span == DATE.span


@pytest.mark.parametrize(
    ("start", "end", "new"),
    [(9, 13, "day"), (10, 11, "o"), (11, 11, "x"), (13, 13, "s"), (9, 9, "up"), (8, 10, ""), (0, 26, TEXT)],
    ids=[
        "replaced",
        "letter changed",
        "typed inside",
        "grown behind",
        "grown before",
        "cut",
        "all pasted over",
    ],
)
def test_a_mark_whose_words_changed_goes(start, end, new):
    marks = held(DATE)
    marks.follow(URI, (step(TEXT, start, end, new),))
    assert marks.get(URI).marks == ()


def test_a_word_that_a_deletion_joins_to_a_mark_takes_it_along():
    marks = held(DATE)
    marks.follow(URI, (step(TEXT, 13, 14, ""),))
    assert marks.get(URI).marks == (), "`datein`"


def test_a_mark_between_letters_stays_while_nothing_happens_at_its_borders():
    """Words of a script without spaces have letters on both sides."""
    text = "请用日期回答。"
    marks = held(LiveMark(Span(2, 4), "日期", "", ()))
    marks.follow(URI, (step(text, 7, 7, "好"), step(text, 0, 1, "")))
    assert marks.get(URI).marks[0].span == Span(1, 3)
    marks.follow(URI, (step(text[1:], 3, 3, "子"),))
    assert marks.get(URI).marks == ()


def test_only_the_touched_mark_goes():
    other = LiveMark(Span(21, 25), "text", "", ())
    marks = held(DATE, other)
    marks.follow(URI, (step(TEXT, 9, 13, "day"),))
    assert [mark.text for mark in marks.get(URI).marks] == ["text"]
    assert marks.get(URI).marks[0].span.of("Find the day in the text.") == "text"


def test_marks_of_a_run_are_moved_through_what_was_typed_under_it():
    marks = Marks()
    first = step(TEXT, 0, 4, "Get")
    second = step("Get the date in the text.", 0, 0, "> ")
    marks.put(URI, MarkSet((DATE,), (), ""), [first, second])
    assert marks.get(URI).marks[0].span.of("> Get the date in the text.") == "date"


def test_the_revision_counts_every_change_and_nothing_else():
    marks = held(DATE)
    before = marks.revision
    marks.follow("file:///other.md", (step(TEXT, 0, 0, "x"),))
    marks.drop("file:///other.md")
    assert marks.revision == before
    marks.follow(URI, (step(TEXT, 0, 0, "x"),))
    assert marks.revision == before + 1
    marks.drop(URI)
    assert marks.revision == before + 2
    assert marks.get(URI) is None


def test_a_runs_marks_get_the_rows_of_their_cases():
    case = Case("ab12", {}, None, (), Split.TRAIN, 7, "line 7")
    found = mark_set(
        [Mark(9, 13, "date", "no format", ("ab12", "gone"))],
        ("dates differ",),
        (EvalSet("e.jsonl", (case,), ()), "/w/e.jsonl"),
        {"ab12": "expected 2024-01-02"},
    )
    assert found.evals == "/w/e.jsonl"
    assert found.marks[0].cases == (FailingCase("ab12", "line 7", 7, "expected 2024-01-02"),)


def test_without_an_eval_set_marks_stand_without_cases():
    found = mark_set([Mark(0, 4, "Find", "", ("ab12",))], (), None, {})
    assert found.marks[0].cases == ()


def test_marks_whose_words_are_elsewhere_now_are_let_go():
    marks = Marks()
    marks.put(URI, MarkSet((DATE,), (), ""))
    text = " " * DATE.span.start + DATE.text
    marks.hold_to(URI, text)
    assert marks.get(URI) == MarkSet((DATE,), (), "")
    marks.hold_to(URI, f"x{text}")
    assert marks.get(URI).marks == ()
    assert marks.get(URI).stale


def test_each_prompt_of_a_text_has_marks_of_its_own():
    marks = Marks()
    marks.put(URI, MarkSet((DATE,), (), ""), prompt="A")
    first = step(TEXT, 0, 0, "Please! ")
    marks.follow(URI, (first,))
    marks.put(URI, MarkSet((LiveMark(Span(21, 25), "text", "", ()),), (), ""), [first], prompt="B")
    assert [held.marks[0].text for held in marks.all(URI)] == ["date", "text"]
    assert marks.get(URI, "A").marks[0].span == Span(17, 21), "moved once, not again with those of the other"
    marks.put(URI, MarkSet((), (), ""), prompt="A")
    assert [len(held.marks) for held in marks.all(URI)] == [0, 1]
