from __future__ import annotations

import json

import pytest

from motjuste.evals.load import read_eval_set


def read(folder, *rows):
    path = folder / "x.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return read_eval_set(path)


def only(folder, row):
    found = read(folder, row)
    assert found.bad_rows == (), found.bad_rows
    return found.cases[0]


CHAT = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "2+2?"}]


# OpenAI evals


def test_openai_evals_rows_have_messages_and_an_ideal(tmp_path):
    case = only(tmp_path, {"input": CHAT, "ideal": "4"})
    assert case.inputs == {"input": "2+2?", "system": "Be brief."}
    assert case.expected == "4"


def test_several_ideals_are_right_alike(tmp_path):
    case = only(tmp_path, {"input": CHAT, "ideal": ["4", "four"]})
    (check,) = case.checks
    assert [check.score(text).value for text in ("4", "four", "five")] == [1.0, 1.0, 0.0]
    assert case.expected == "4"
    other = only(tmp_path, {"input": CHAT, "ideal": ["4", "vier"]})
    assert other.id != case.id


def test_items_are_unwrapped(tmp_path):
    case = only(tmp_path, {"item": {"question": "2+2?", "ideal": "4"}, "sample": {"output_text": "5"}})
    assert (case.inputs, case.expected) == ({"question": "2+2?"}, "4")


def test_a_conversation_of_several_turns_is_one_text(tmp_path):
    turns = [
        *CHAT,
        {"role": "assistant", "content": "4"},
        {"role": "user", "content": [{"type": "text", "text": "+1?"}]},
    ]
    assert (
        only(tmp_path, {"input": turns, "ideal": "5"}).inputs["input"]
        == "user: 2+2?\n\nassistant: 4\n\nuser: +1?"
    )


def test_the_check_of_the_prompt_holds_for_every_ideal(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"input": "2+2?", "ideal": ["4", "5"]}')
    (case,) = read_eval_set(path, default_check="numeric").cases
    assert case.checks[0].name == "numeric"
    assert case.checks[0].score("it is 5.").value == 1.0


# inspect


def test_inspect_samples_have_an_input_and_a_target(tmp_path):
    case = only(tmp_path, {"input": "Say hi", "target": ["hi", "hello"], "id": 3, "metadata": {"group": "g"}})
    assert (case.inputs, case.label) == ({"input": "Say hi"}, "3")
    assert case.checks[0].score("hello").value == 1.0
    assert only(tmp_path, {"input": CHAT, "target": "4"}).inputs == {"input": "2+2?", "system": "Be brief."}


@pytest.mark.parametrize("target", ["B", "b", ["B"], "Rome"])
def test_choices_are_lettered_behind_the_question(tmp_path, target):
    case = only(tmp_path, {"input": "Capital of Italy?", "choices": ["Paris", "Rome"], "target": target})
    assert case.inputs == {
        "input": "Capital of Italy?\n\nA) Paris\nB) Rome", "question": "Capital of Italy?", "choices": "A) Paris\nB) Rome",
    }  # fmt: skip
    assert case.expected == "B"
    assert case.checks[0].name == "choice"
    assert case.checks[0].score("The answer is (B)").value == 1.0
    assert case.checks[0].score("A").value == 0.0


@pytest.mark.parametrize(
    ("row", "unsupported"),
    [
        ({"input": "q", "target": "C", "choices": ["x", "y"]}, False),
        ({"input": "q", "target": ["A", "B"], "choices": ["x", "y"]}, True),
        ({"input": "q", "target": "x", "sandbox": "docker"}, True),
        ({"input": "q", "target": "x", "files": {"a": "b"}}, True),
        ({"input": "q", "target": "A", "choices": [str(n) for n in range(40)]}, False),
    ],
)
def test_samples_that_cannot_be_used_are_bad_rows(tmp_path, row, unsupported):
    (bad,) = read(tmp_path, row).bad_rows
    assert bad.unsupported is unsupported


# Langfuse


def test_langfuse_items_leave_out_the_archived(tmp_path):
    item = {"id": "a", "input": {"question": "q"}, "expectedOutput": {"answer": "x"}, "metadata": None, "status": "ACTIVE",
            "datasetId": "d", "createdAt": "2026", "sourceTraceId": None}  # fmt: skip
    found = read(tmp_path, item, {**item, "id": "b", "input": {"question": "r"}, "status": "ARCHIVED"})
    assert found.bad_rows == ()
    (case,) = found.cases
    assert (case.inputs, case.expected, case.label) == ({"question": "q"}, "x", "a")


# Braintrust


def test_braintrust_records_leave_out_what_the_log_adds(tmp_path):
    case = only(tmp_path, {"id": "1", "input": "q", "expected": "x", "metadata": {"group": "g"}, "tags": ["a"],
                           "_xact_id": "9", "created": "2026", "dataset_id": "d"})  # fmt: skip
    assert (case.inputs, case.expected) == ({"input": "q"}, "x")


# Phoenix


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ({"answer": "x"}, "x"),
        ({"whatever": "x"}, "x"),
        ({"label": "x", "why": "y"}, "x"),
        ({"a": 1, "b": 2}, '{"a":1,"b":2}'),
    ],
)
def test_phoenix_outputs_are_the_reference(tmp_path, output, expected):
    case = only(tmp_path, {"input": {"question": "q", "n": 1}, "output": output, "metadata": {"k": "v"}})
    assert (case.inputs, case.expected) == ({"question": "q", "n": "1"}, expected)


# Foundry


def test_foundry_rows_leave_out_the_earlier_response(tmp_path):
    case = only(tmp_path, {"query": "q", "response": "old", "ground_truth": "x", "context": "c"})
    assert (case.inputs, case.expected) == ({"query": "q", "context": "c"}, "x")


# Plain rows


def test_nested_inputs_are_columns(tmp_path):
    assert only(tmp_path, {"input": {"a": 1, "b": [2]}, "expected": "x"}).inputs == {"a": "1", "b": "[2]"}
    assert only(tmp_path, {"input.question": "q", "inputs.tone": "t", "expected": "x"}).inputs == {
        "question": "q",
        "tone": "t",
    }
    assert only(tmp_path, {"input": {"a": 1}, "a": "own", "expected": "x"}).inputs == {"a": "own"}
    assert only(tmp_path, {"input": {}, "expected": "x"}).inputs == {"input": "{}"}


def test_rows_of_our_own_stay_as_they_are(tmp_path):
    assert only(tmp_path, {"question": "q", "output": "draft", "label": "x"}).inputs == {
        "question": "q",
        "output": "draft",
    }
    assert only(tmp_path, {"item": "a shoe", "expected": "x"}).inputs == {"item": "a shoe"}
    assert only(tmp_path, {"tags": "a", "text": "b", "expected": "x"}).inputs == {"tags": "a", "text": "b"}
    row = {"vars": {"input": {"a": 1}}, "assert": [{"type": "equals", "value": "x"}]}
    assert only(tmp_path, row).inputs == {"input": '{"a":1}'}


def test_exports_keep_their_rows_under_a_key(tmp_path):
    path = tmp_path / "x.json"
    for key in ("data", "examples", "items"):
        path.write_text(json.dumps({"name": "set", key: [{"input": "q", "expected": "x"}]}, indent=1))
        (case,) = read_eval_set(path).cases
        assert (case.inputs, case.line) == ({"input": "q"}, 4)
