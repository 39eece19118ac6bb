"""The example workspace: its eval sets are what their generator writes, and its prompts fit them."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest

from motjuste.document.parse import parse_bytes
from motjuste.document.render import render
from motjuste.evals.case import Split
from motjuste.evals.link import find_link
from motjuste.evals.load import read_eval_set
from motjuste.evals.problems import Fit, check_fit, check_rows, fit

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PROMPTS = {"dates": "dates.md", "names": "names.md", "amounts": "amounts.j2"}
ANSWERS = {
    "dates": r"(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    "names": r"[A-Z][a-z]+, [A-Z][a-z]+",
    "amounts": r"\d{1,4}\.\d\d",
}


def load_generator():
    spec = importlib.util.spec_from_file_location("make_cases", EXAMPLES / "make_cases.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_prompt(name):
    path = EXAMPLES / "prompts" / PROMPTS[name]
    return parse_bytes(str(path), path.read_bytes())


def read_cases(name):
    return read_eval_set(EXAMPLES / "prompts" / f"{name}.evals.jsonl")


@pytest.mark.parametrize("name", PROMPTS)
def test_eval_set_is_what_the_generator_writes(name):
    committed = (EXAMPLES / "prompts" / f"{name}.evals.jsonl").read_bytes().decode()
    assert committed == load_generator().eval_set(name), "stale: run python examples/make_cases.py"


def test_every_generated_set_has_a_prompt_here():
    assert set(load_generator().MAKERS) == set(PROMPTS)


def test_a_new_last_sentence_leaves_the_first_round_of_cases_alone(tmp_path, monkeypatch):
    generator = load_generator()
    before = [json.loads(line)["expected"] for line in generator.eval_set("names").splitlines()]
    sentences = (EXAMPLES / "sentences" / "names.txt").read_text(encoding="utf-8")
    (tmp_path / "sentences").mkdir()
    (tmp_path / "sentences" / "names.txt").write_text(
        f"{sentences}One more for {{name}}.\n", encoding="utf-8"
    )
    monkeypatch.setattr(generator, "HERE", tmp_path)
    after = [json.loads(line)["expected"] for line in generator.eval_set("names").splitlines()]
    count = len(sentences.splitlines())
    assert len(after) == len(before) + generator.USES
    assert after[:count] == before[:count]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (2, "two"),
        (21, "twenty-one"),
        (40, "forty"),
        (105, "one hundred and five"),
        (1900, "one thousand nine hundred"),
        (2013, "two thousand and thirteen"),
    ],
)
def test_numbers_are_spelt_as_people_say_them(amount, words):
    assert load_generator().in_words(amount) == words


@pytest.mark.parametrize(
    ("day", "word"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (13, "13th"), (22, "22nd")]
)
def test_ordinals(day, word):
    assert load_generator().ordinal(day) == word


@pytest.mark.parametrize("name", PROMPTS)
def test_prompt_links_its_eval_set_and_parses_without_fault(name):
    document = read_prompt(name)
    link = find_link(document, EXAMPLES, {})
    assert document.faults == ()
    assert link is not None
    assert (link.fault, link.how) == (None, "front matter")
    assert link.path.resolve() == EXAMPLES / "prompts" / f"{name}.evals.jsonl"


@pytest.mark.parametrize("name", PROMPTS)
def test_eval_set_is_clean_and_large_enough_for_a_claim(name):
    cases = read_cases(name)
    assert cases.bad_rows == ()
    assert len({case.id for case in cases.cases}) == len(cases.cases) >= 200
    assert len(cases.part(Split.GATE)) >= 70
    check_rows(cases)
    check_fit(read_prompt(name), cases)
    assert fit(read_prompt(name), cases) == Fit(missing=(), unused=(), no_input=False)


@pytest.mark.parametrize("name", PROMPTS)
def test_answers_have_one_form_and_the_sentences_no_open_slot(name):
    for case in read_cases(name).cases:
        assert re.fullmatch(ANSWERS[name], case.expected or ""), case.label
        assert not re.search(r"[{}]", "".join(case.inputs.values())), case.label


@pytest.mark.parametrize("name", PROMPTS)
def test_every_case_stands_in_the_messages_sent(name):
    document = read_prompt(name)
    for case in read_cases(name).cases:
        sent = render(document, case.inputs)
        (text,) = case.inputs.values()
        assert text in sent[-1][1]
        assert not re.search(r"[{}#]|evals:", "".join(content for _, content in sent))


def test_one_prompt_has_no_variable_and_two_have_one():
    assert [len(read_prompt(name).variable_names) for name in PROMPTS] == [1, 0, 1]
