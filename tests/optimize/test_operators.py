from __future__ import annotations

import pytest

from motjuste.document.parse import parse
from motjuste.evals.case import Case, Score, Split
from motjuste.evals.run import Outcome
from motjuste.optimize.operators.operator import Insertion, Workbench
from motjuste.optimize.operators.place import place
from motjuste.optimize.operators.registry import OPERATORS
from motjuste.optimize.operators.shape import shared_shape
from motjuste.text.edit import apply_edits
from motjuste.text.span import Span

BY_NAME = {operator.name: operator for operator in OPERATORS}


def case(text: str, expected: str) -> Case:
    return Case(id=text, inputs={"text": text}, expected=expected, checks=(), split=Split.TRAIN, line=1)


def bench(*rows: tuple[str, str, str], prompt: str = "Do it.") -> Workbench:
    """Rows of input, expected answer and output; an output equal to the answer is right."""
    cases = tuple(case(text, expected) for text, expected, _ in rows)
    outcomes = tuple(
        Outcome(one, output, Score(float(output == one.expected)), output == one.expected, truncated=False)
        for one, (_, _, output) in zip(cases, rows, strict=True)
    )
    return Workbench(cases, outcomes, prompt)


def texts(name: str, *rows: tuple[str, str, str], prompt: str = "Do it.") -> list[str]:
    return [insertion.text for insertion in BY_NAME[name].insertions(bench(*rows, prompt=prompt))]


@pytest.mark.parametrize(
    ("answers", "statement"),
    [
        (["2024-03-05"] * 5, "Write the date as YYYY-MM-DD."),
        (["31/12/2024", *["01/02/2024"] * 4], "Write the date as DD/MM/YYYY."),
        (["14:05"] * 5, "Write the time as HH:MM on the 24-hour clock."),
        (["7", "-12", "0", "44", "1200"], "Write the number in digits, without separators or units."),
        (["7.00", "12.50", "0.10", "44.00", "1.99"], "exactly two decimals"),
        (['{"a": 1, "b": 2}'] * 5, "JSON object with the keys a, b"),
        (["yes", "no", "no", "yes", "no"], "in one word in small letters only."),
    ],
)
def test_the_shape_answers_share_is_put_into_words(answers: list[str], statement: str):
    shape = shared_shape(answers)
    assert shape is not None
    assert statement in shape.statement


@pytest.mark.parametrize(
    "answers", [["2024-03-05"] * 4, ["a", "B c", "7", "?", "x"], ["", "a", "b", "c", "d"]]
)
def test_answers_without_a_shared_shape_have_none(answers: list[str]):
    assert shared_shape(answers) is None


def test_a_worked_example_quotes_a_failing_case_of_middling_length():
    rows = [("x" * size, f"answer {size}", "wrong") for size in (2, 20, 40)]
    quoted = BY_NAME["worked-example"].insertions(bench(("good one", "yes", "yes"), *rows))
    assert [one.quotes_case for one in quoted] == ["x" * 20, "x" * 40]
    assert quoted[0].text == f"Example input: {'x' * 20} Example answer: answer 20"


@pytest.mark.parametrize("text", ["{{ brace }}", "x" * 301])
def test_a_case_that_would_break_or_swamp_the_prompt_is_not_quoted(text: str):
    assert texts("worked-example", (text, "a", "b")) == []


def test_a_case_already_quoted_is_not_quoted_again():
    assert texts("worked-example", ("seen", "a", "b"), prompt="Example input: seen") == []


def test_labels_are_listed_only_when_they_are_a_closed_set():
    few = [(f"text {n}", label, "?") for n, label in enumerate(["pos", "neg"] * 3)]
    assert texts("label-list", *few) == ["Answer with exactly one of: neg, pos."]
    assert texts("label-list", *[(f"text {n}", f"answer {n}", "?") for n in range(6)]) == []


def test_answer_only_needs_a_wordy_failure():
    assert texts("answer-only", ("a", "b", "The answer is b")) != []
    assert texts("answer-only", ("a", "bbb", "c")) == []


def test_the_unsure_rule_speaks_the_eval_sets_own_word():
    assert texts("unsure-rule", ("a", "b", "x"), ("c", "None", "y")) == [
        "If the text does not say, answer None."
    ]
    assert texts("unsure-rule", ("a", "b", "Sorry, I cannot tell")) == [
        "If you are not sure, give the most likely answer."
    ]
    assert texts("unsure-rule", ("a", "b", "c")) == []


def placed(prompt: str, insertion: Insertion, mark: str | None, bound: Span | None = None) -> str | None:
    document = parse("a.md", prompt)
    span = Span(prompt.index(mark), prompt.index(mark) + len(mark)) if mark else None
    edit = place(document, insertion, span, bound)
    return None if edit is None else apply_edits(prompt, [edit])


@pytest.mark.parametrize(
    ("prompt", "mark", "result"),
    [
        ("Find the date. Be kind.", "date", "Find the date. NEW. Be kind."),
        ("Find the date", "date", "Find the date. NEW."),
        ("- Find the date\n- Be kind\n", "date", "- Find the date. NEW.\n- Be kind\n"),
        ("Find the date\r\nin {{ text }}", "date", "Find the date. NEW.\r\nin {{ text }}"),
        ("Find the date in {{ text }}.", "date", "Find the date in {{ text }}. NEW."),
        ("Be kind. Find the date in {{ text }}", "date", "Be kind. NEW. Find the date in {{ text }}"),
        ("Find the date in {{ text }}", "date", "NEW. Find the date in {{ text }}"),
        ("日付を見つける。短く。", "日付", "日付を見つける。 NEW.短く。"),
    ],
)
def test_a_sentence_goes_to_the_end_of_the_marked_one(prompt: str, mark: str | None, result: str):
    assert placed(prompt, Insertion("NEW."), mark) == result


def test_without_a_mark_a_sentence_closes_the_prompt():
    assert placed("Find the date.\n", Insertion("NEW."), None) == "Find the date. NEW.\n"
    assert (
        placed("Find it! Now.\n\nText: {{ text }}\n", Insertion("NEW."), None)
        == "Find it! Now. NEW.\n\nText: {{ text }}\n"
    )
    assert placed("{{ text }}: find", Insertion("NEW."), None) == "{{ text }}NEW. : find"


def test_a_few_words_go_right_behind_the_mark():
    assert placed("Find the date.", Insertion("(ISO)", place="mark"), "date") == "Find the date (ISO)."
    assert placed("Find the date.", Insertion("(ISO)", place="mark"), None) is None


def test_nothing_is_put_beyond_what_the_user_chose():
    bound = Span(5, 13)
    assert (
        placed("Find the date in it. Ok.", Insertion("NEW."), "the date", bound)
        == "Find the date. NEW. in it. Ok."
    )
