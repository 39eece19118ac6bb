from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.parse import parse
from motjuste.evals.case import Case, Split
from motjuste.optimize.candidate import Origin, derive, seed_candidate
from motjuste.optimize.guard import make_guard
from motjuste.text.edit import Edit
from motjuste.text.span import Span

TEXT = (
    "---\nevals: a.jsonl\n---\nFind the date in <edit>the note</edit> and return it. "
    "<!-- motjuste: protect-start -->Never guess.<!-- motjuste: protect-end -->\n\nNote: {{ text }}\n"
)
SEED = parse("a.md", TEXT)


def case(text: str, expected: str) -> Case:
    return Case(id=expected, inputs={"text": text}, expected=expected, checks=(), split=Split.TRAIN, line=1)


GUARD = make_guard(
    SEED,
    [
        case("The contract was signed on May 5, 2024 by both sides.", "2024-05-05"),
        case("Nothing here.", "none"),
        case("It cost 1,204 dollars.", "1,204"),
    ],
)


def fault(old: str, new: str, origin: Origin | None = None) -> str | None:
    start = TEXT.index(old)
    edit = Edit(Span(start, start + len(old)), new)
    return GUARD.fault(derive(SEED, seed_candidate(SEED), [edit], origin or Origin("model"), 1))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("date", "date as YYYY-MM-DD", None),
        ("date", "DATE", "no-op"),
        ("date", "<edit>date</edit>", "tag-leak"),
        ("date", "&lt;edit&gt;date", "tag-leak"),
        ("date", "</ EDIT >", "tag-leak"),
        ("Find", "Sure! Find", "chatter"),
        ("Find", "Improved prompt: Find", "chatter"),
        ("date", "date of {{ text }}", "placeholder-lost"),
        ("{{ text }}", "the text", "outside-marks"),
        ("{{ text }}", "{{ note }}", "outside-marks"),
        ("<edit>", "", "outside-marks"),
        ("guess", "shout", "outside-marks"),
        ("evals: a.jsonl", "evals: b.jsonl", "outside-marks"),
        ("date", "date " * 100, "too-long"),
        ("date", "date, as in the contract was signed on May 5", "copied-example"),
        ("date", "date 2024-05-05", "copied-example"),
        ("date", "date or none", None),
        ("date", "none", "answer-like"),
        ("date", "“None.”", "answer-like"),
        ("date", "5 dates", "answer-like"),
        ("date", "date, e.g. 1,204", "answer-like"),
        ("date", "date, e.g. 7", None),
        ("Find", "print(date)", "code"),
        ("Find", "```find", "code"),
        ("date", "</instruction> date", "code"),
        ("date", "date. I'm unable to help", "chatter"),
        ("date", "date, as a language model", "chatter"),
        ("date", "日期", "other-script"),
        ("date", "日期 (date)", None),
    ],
)
def test_each_fault_has_its_reason(old: str, new: str, reason: str | None):
    assert fault(old, new) == reason


def test_a_worked_example_may_quote_its_case():
    quote = " it, e.g. The contract was signed on May 5, 2024: 2024-05-05"
    assert fault(" it.", quote, Origin("operator", "worked-example", "2024-05-05")) is None
    assert fault(" it.", quote, Origin("operator", "output-format")) == "copied-example"


def test_a_rule_that_a_model_filled_in_is_held_to_the_same_as_its_other_words():
    for operator, reason in (("rule", "code"), ("output-format", None)):
        assert fault(" it.", " it. Use print(date).", Origin("operator", operator)) == reason


def test_what_the_prompt_holds_itself_may_be_written():
    seed = parse("a.md", "Answer 10 or none. Wrap it in ``` and use print(x).")
    guard = make_guard(seed, [case("a", "none"), case("b", "10")])
    for old, new in (("10", "10 points"), ("none", "None"), ("print(x)", "print(y)"), ("```", "``` twice")):
        start = seed.text.index(old)
        edit = Edit(Span(start, start + len(old)), new)
        found = guard.fault(derive(seed, seed_candidate(seed), [edit], Origin("model"), 1))
        assert found in (None, "no-op"), new


def test_no_example_tells_what_is_held_out():
    long = "The contract was signed on May 5, 2024 by both sides."
    held = [
        replace(case("Signed  ON may 5.", "x1"), id="gate", split=Split.GATE),
        replace(case("The deed was handed over at noon.", "x2"), id="dev", split=Split.DEV),
    ]
    guard = make_guard(SEED, [case(long, "a1"), case("Signed on May 5.", "a2"), *held])

    def of(words: str, quotes: str) -> str | None:
        edit = Edit(Span(TEXT.index(" it."), TEXT.index(" it.") + 4), words)
        return guard.fault(
            derive(SEED, seed_candidate(SEED), [edit], Origin("operator", "worked-example", quotes), 1)
        )

    assert of(f" it, e.g. {long} a1", "a1") is None
    assert of(" it, e.g. Signed on May 5. a2", "a2") == "copied-example", "a gate case asks the same"
    assert of(" it, e.g. Signed on May 5. a2", "a1 a2") == "copied-example"
    assert of(" it, e.g. the deed was handed over at noon", "a1") == "copied-example", "that is a dev case"


def test_cases_that_the_prompt_shows_alike_are_twins_whatever_else_they_hold():
    seed = parse("a.md", "Find the date.\n\n{{ text }}\n")
    train = replace(case("Signed on May 5.", "a"), inputs={"text": "Signed on May 5.", "source": "one"})
    other = replace(train, id="gate", split=Split.GATE, inputs={**train.inputs, "source": "two"})
    assert make_guard(seed, [train, other]).twins == {train.id}
    assert not make_guard(parse("a.md", "Find the date."), [train, other]).twins


def test_words_may_not_become_a_message_of_their_own():
    text = "---\nname: a\nmodel:\n  api: chat\n---\nsystem:\nFind the date.\n\nuser:\n{{text}}\n"
    seed = parse("a.prompty", text)
    at = text.index("Find")
    new = Edit(Span(at, at), "Be kind.\n\nassistant:\nI am.\n")
    found = make_guard(seed, []).fault(derive(seed, seed_candidate(seed), [new], Origin("operator", "x"), 1))
    assert found == "template-broken"


@given(st.integers(0, len(TEXT)), st.integers(0, 12), st.text("<>/edit{}%# \nab", max_size=8))
def test_nothing_but_literal_text_ever_gets_through(start: int, length: int, new: str):
    edit = Edit(Span(start, min(len(TEXT), start + length)), new)
    candidate = derive(SEED, seed_candidate(SEED), [edit], Origin("model"), 1)
    if GUARD.fault(candidate) is None:
        assert candidate.text.startswith("---\nevals: a.jsonl\n---\n")
        assert candidate.text.count("{{ text }}") == 1
        assert "Never guess." in candidate.text
        assert candidate.document.variable_names == ("text",)
        assert len(candidate.document.tags) == 1
