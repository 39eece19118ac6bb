from __future__ import annotations

import re
from typing import Any

import pytest

from motjuste.document.parse import parse
from motjuste.evals.case import Case, Score, Split
from motjuste.evals.run import Outcome
from motjuste.optimize.operators.operator import Insertion, Rewording, Workbench
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
    return Workbench(cases, outcomes, parse("a.md", prompt), room=60)


def texts(name: str, *rows: tuple[str, str, str], prompt: str = "Do it.") -> list[str]:
    return [change.text for change in changes(name, *rows, prompt=prompt)]


def changes(name: str, *rows: tuple[str, str, str], prompt: str = "Do it.") -> list[Any]:
    return list(BY_NAME[name].changes(bench(*rows, prompt=prompt)))


def reworded(name: str, *rows: tuple[str, str, str], prompt: str) -> list[str]:
    """The prompts that an operator's rewordings make."""
    return [apply_edits(prompt, change.edits) for change in changes(name, *rows, prompt=prompt)]


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


def test_worked_examples_stand_for_the_failing_cases_by_length_and_by_form():
    rows = [
        (f"{'x' * size} {size}", answer, "wrong") for size, answer in ((9, "12"), (10, "40"), (200, "No"))
    ]
    found = changes("worked-example", ("good one", "yes", "yes"), *rows)
    first, second = rows[0][0], rows[2][0]
    assert [one.quotes_cases for one in found] == [(first,), (second,), (first, second)]
    assert found[0].text == f"Example input: {first} Example answer: 12"
    assert found[2].place == "lines"
    assert found[2].text == (
        f"Example input: {first}\nExample answer: 12\n\nExample input: {second}\nExample answer: No"
    )


@pytest.mark.parametrize(
    ("prompt", "result"),
    [
        (
            "Say it.\n\n{{ text }}\n",
            "Say it.\n\nInput: one\nAnswer: 1\n\nInput: a longer one by far\nAnswer: No\n\nInput: {{ text }}\nAnswer:\n",
        ),
        (
            "Say it.\n\n  Question: {{ text }}\n  Reply:\n",
            (
                "Say it.\n\n  Question: one\n  Reply: 1\n\n  Question: a longer one by far\n  Reply: No\n\n"
                "  Question: {{ text }}\n  Reply:\n"
            ),
        ),
    ],
)
def test_examples_take_the_form_in_which_the_prompt_puts_its_case(prompt: str, result: str):
    rows = (("one", "1", "?"), ("a longer one by far", "No", "?"), ("good", "7", "7"))
    last = changes("worked-example", *rows, prompt=prompt)[-1]
    assert apply_edits(prompt, last.edits) == result
    assert last.quotes_cases == (rows[0][0], rows[1][0])


@pytest.mark.parametrize(
    "prompt",
    [
        "Say {{ text }} in French.\n",
        "{{ text }}\n",
        "Never use capitals: {{ text }}\n",
        "Say it.\n\nAnswer with a number. Question: {{ text }}\n",
        "Say it.\n\n{{ text }}\n\nBe brief.\n",
        "{{ text }}\n\nSay it: {{ text }}\n",
        "Say it.\n\n{{ other }}\n",
        "Say it.\n\n{{ text | upper }}\n",
        "Say it.\n\n{{ text.name }}\n",
        "Is it right?\n\nAnswer: {{ text }}\n",
        "Say it.\n\n{{ text }}",
        "Say it.\n\n{% if text %}{{ text }}{% endif %}\n",
    ],
)
def test_examples_stand_in_lines_of_their_own_where_the_prompt_has_no_such_form(prompt: str):
    last = changes("worked-example", ("one", "1", "?"), prompt=prompt)[-1]
    assert isinstance(last, Insertion)
    assert last.place == "lines"


def test_a_paragraph_begins_behind_a_blank_line_whatever_the_line_ends():
    rows = [("one", "1", "?")]
    prompt = "Say it.\r\nBe brief.\r\n\r\nQuestion: {{ text }}\r\nReply:\r\n"
    (edit,) = changes("worked-example", *rows, prompt=prompt)[-1].edits
    assert edit.span.start == prompt.index("Question")
    assert isinstance(
        changes("worked-example", *rows, prompt=prompt.replace("\r\n\r\n", "\r\n"))[-1], Insertion
    )


@pytest.mark.parametrize("answer", ["two\nlines", "a  b", '{"a": 1}', "$5"])
def test_what_would_not_stand_as_it_is_stands_in_no_form(answer: str):
    rows = [("one", "1", "?"), ("a longer one by far", answer, "?")]
    assert isinstance(changes("worked-example", *rows, prompt="Say it.\n\n{{ text }}\n")[-1], Insertion)


def test_examples_in_form_leave_room_for_the_prompt():
    rows = [(f"{f'{word} ' * 20}end", str(n), "?") for n, word in enumerate(("a", "b", "c"))]
    assert len(changes("worked-example", *rows, prompt="Say it.\n\n{{ text }}\n")[-1].quotes_cases) == 2


def test_two_examples_of_labels_show_two_labels():
    rows = [(f"text number {n}", label, "?") for n, label in enumerate(["pos", "pos", "pos", "neg", "neg"])]
    both = changes("worked-example", *rows)[-1]
    assert sorted(re.findall("Example answer: (.*)", both.text)) == ["neg", "pos"]


def test_the_same_examples_are_chosen_whatever_the_order_of_the_cases():
    rows = [(f"{'word ' * n}end", str(n), "?") for n in range(1, 9)]
    chosen = [one.quotes_cases for one in changes("worked-example", *rows)]
    assert [one.quotes_cases for one in changes("worked-example", *reversed(rows))] == chosen


def test_long_cases_are_shown_one_at_a_time():
    rows = [("y" * 250, "a", "?"), ("z" * 240, "1", "?")]
    assert [len(one.quotes_cases) for one in changes("worked-example", *rows)] == [1, 1, 1]


@pytest.mark.parametrize("text", ["{{ brace }}", "x" * 301])
def test_a_case_that_would_break_or_swamp_the_prompt_is_not_quoted(text: str):
    assert texts("worked-example", (text, "a", "b")) == []


def test_a_case_already_quoted_is_not_quoted_again():
    assert texts("worked-example", ("seen", "a", "b"), prompt="Example input: seen Example answer: a") == []


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


def test_labels_that_the_prompt_names_are_to_be_copied_from_it():
    rows = [(f"text {n}", label, "It is positive.") for n, label in enumerate(["pos", "neg"] * 3)]
    assert texts("label-words", *rows, prompt="Is it pos or neg?") != []
    assert texts("label-words", *rows, prompt="Is it good?") == []
    named = [(given, label, "pos") for given, label, _ in rows]
    assert texts("label-words", *named, prompt="Is it pos or neg?") == [], "labels are what it answers"


def test_confused_labels_are_told_apart_by_the_shortest_case_of_the_commonest_confusion():
    rows = [
        ("fine then", "neg", "pos"),
        ("well", "neg", "pos"),
        ("bad", "pos", "neg"),
        ("nice", "pos", "pos"),
    ]
    found = changes("label-contrast", *rows)
    assert [one.text for one in found] == ["For example, “well” is neg, not pos."]
    assert found[0].quotes_cases == ("well",)
    assert (
        texts("label-contrast", ("a", "neg", "?"), ("b", "pos", "?"), ("c", "neg", "?"), ("d", "pos", "?"))
        == []
    )


@pytest.mark.parametrize(
    ("pairs", "steps"),
    [
        ([(w, w[1]) for w in ("cat", "plum", "dove", "ox", "tree")], "take the second letter of the input"),
        ([(w, w[0].upper()) for w in ("cat", "plum", "dove", "ox", "tree")], "write that in capital letters"),
        (
            [(w, " ".join(w)) for w in ("cat", "plum", "dove", "ox", "tree")],
            "one by one, with a blank between",
        ),
        ([(f"{w} b a", f"a b {w}") for w in "cdefg"], "in alphabetical order"),
        (
            [(f"Ask {a} {b} now", f"{b}, {a}") for a, b in zip("ABCDE", "VWXYZ", strict=True)],
            "write the last of them",
        ),
        (
            [(f"{'very ' * n}well said {n}", f"said {n}") for n in range(5)],
            "copy them just as they stand there",
        ),
        ([(f"May {n}", f"2024-05-0{n}") for n in range(1, 6)], "then write the date as YYYY-MM-DD"),
    ],
)
def test_steps_are_named_where_train_shows_them(pairs, steps):
    rows = [(given, answer, "wrong") for given, answer in pairs]
    (found,) = texts("steps", *rows)
    assert found.startswith("First ")
    assert steps in found
    assert texts("steps", *[(given, answer, answer) for given, answer in pairs]) == [], "nothing fails"
    assert texts("steps", *rows[:4]) == [], "too few cases for a rule"


def test_no_steps_are_made_up():
    rows = [("cat", "w", "?"), ("plum", "q", "?"), ("dove", "Z", "?"), ("ox", "7", "?"), ("tree", "-", "?")]
    assert texts("steps", *rows) == []
    assert texts("steps", *[(w, w, "small") for w in ("cat", "plum", "dove", "ox", "tree")]) == []


@pytest.mark.parametrize(
    ("prompt", "answer", "result"),
    [
        ("Name it. Do not use commas.", "a b", "Name it. Use letters, digits and blanks only."),
        ("Name it, and never explain it!", "ab", "Name it, and write only the answer itself!"),
        ("Don't write in capitals", "ab", "Write in small letters"),
        ("Avoid digits; be kind.", "ten", "Write numbers as words; be kind."),
    ],
)
def test_a_negative_rule_becomes_what_to_do_in_its_place(prompt, answer, result):
    rows = [(f"text {n}", answer, "wrong") for n in range(3)]
    assert reworded("positive-rule", *rows, prompt=prompt) == [result]


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        ("Do not use commas.", "a, b"),
        ("Do not write in capitals.", "AB"),
        ("Do not stop there.", "ab"),
        ("<!-- motjuste: protect-start -->Do not use commas.<!-- motjuste: protect-end --> Ok.", "ab"),
    ],
)
def test_a_negative_rule_stays_where_train_does_not_bear_the_positive_one_out(prompt, answer):
    rows = [(f"text {n}", answer, "wrong") for n in range(3)]
    assert changes("positive-rule", *rows, prompt=prompt) == []


def test_a_long_input_among_words_is_set_apart():
    rows = [("one two three four five six seven eight", "a", "b")]
    assert reworded("delimiters", *rows, prompt="Sum up {{ text }} for me.") == [
        "Sum up <text>{{ text }}</text> for me."
    ]
    for fenced in ('Sum up "{{ text }}" for me.', "Sum up:\n{{ text }}\nBe brief.", "Sum up."):
        assert changes("delimiters", *rows, prompt=fenced) == []
    assert changes("delimiters", ("one", "a", "b"), prompt="Sum up {{ text }} for me.") == []


def test_an_answer_is_asked_for_behind_an_input_that_ends_the_prompt():
    prompt = "Sum up.\n{{ text }}\n"
    assert reworded("delimiters", ("one", "a", "a long one"), prompt=prompt) == [
        "Sum up.\n{{ text }}\nAnswer:\n"
    ]
    assert changes("delimiters", ("one", "a", "b"), prompt=prompt) == []


def test_no_operator_touches_what_may_not_be_edited_or_says_anything_without_ground():
    prompt = (
        "---\nevals: a.jsonl\n---\n{{ a }} Never use commas in {{ text }} and {% if b %}don't guess{% endif %}.\n"
        "<!-- motjuste: protect-start -->Avoid capitals.<!-- motjuste: protect-end -->\n{{ text }}"
    )
    rows = [(f"some longer text that goes on and on {n}", "pos" if n % 2 else "neg", "?") for n in range(8)]
    made = bench(*rows, prompt=prompt)
    for operator in OPERATORS:
        for change in operator.changes(made):
            edits = change.edits if isinstance(change, Rewording) else (place(made.document, change, None),)
            for edit in edits:
                if edit is not None:
                    assert any(region.contains(edit.span) for region in made.document.literal_spans)
        assert not operator.changes(bench(prompt="Do it."))


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


def test_the_end_and_lines_are_after_the_last_sentence_whatever_is_marked():
    prompt = "Find the date. Be kind.\n\nText: {{ text }}"
    assert placed(prompt, Insertion("NEW.", place="end"), "date") == (
        "Find the date. Be kind. NEW.\n\nText: {{ text }}"
    )
    assert placed(prompt, Insertion("A\nB", place="lines"), "date") == (
        "Find the date. Be kind.\n\nA\nB\n\nText: {{ text }}"
    )


def test_a_few_words_go_right_behind_the_mark():
    assert placed("Find the date.", Insertion("(ISO)", place="mark"), "date") == "Find the date (ISO)."
    assert placed("Find the date.", Insertion("(ISO)", place="mark"), None) is None


def test_nothing_is_put_beyond_what_the_user_chose():
    bound = Span(5, 13)
    assert (
        placed("Find the date in it. Ok.", Insertion("NEW."), "the date", bound)
        == "Find the date. NEW. in it. Ok."
    )
