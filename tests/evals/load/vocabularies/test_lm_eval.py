from __future__ import annotations

import pytest

from motjuste.errors import UserError
from motjuste.evals.case import Split
from motjuste.evals.load import read_eval_set

DOCS = '{"question": "2+2?", "answer": "so 4\\n#### 4", "choices": ["3", "4"], "gold": 1}\n'
BASE = """
task: mine
dataset_path: json
dataset_kwargs: {data_files: {test: docs.jsonl}}
test_split: test
doc_to_text: "Q: {{question}}\\nA:"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "docs.jsonl").write_text(DOCS)
    (tmp_path / "outside.jsonl").write_text(DOCS)
    return tmp_path / "w"


def read(folder, text):
    (folder / "task.yaml").write_text(text)
    return read_eval_set(folder / "task.yaml", root=folder)


def test_documents_become_cases(folder):
    found = read(folder, BASE + "doc_to_target: \"{{ answer.split('#### ')[1] }}\"\n")
    (case,) = found.cases
    assert found.bad_rows == ()
    assert case.inputs["input"] == "Q: 2+2?\nA:"
    assert case.inputs["question"] == "2+2?"
    assert case.expected == "4"
    assert case.checks[0].name == "equals"
    assert (case.line, case.path) == (1, str(folder / "docs.jsonl"))


def test_metrics_and_filters_are_checks(folder):
    text = (
        BASE
        + r"""doc_to_target: answer
metric_list:
  - metric: exact_match
    ignore_case: true
    regexes_to_ignore: [",", "so ", "(?s).*#### "]
  - metric: chrf
filter_list:
  - name: strict
    filter: [{function: regex, regex_pattern: "#### (.*)"}, {function: take_first}]
  - name: maj@8
    filter: [{function: majority_vote}]
"""
    )
    found = read(folder, text)
    (case,) = found.cases
    assert case.checks[0].name == "exact-match"
    assert case.checks[0].score("2+2 makes\n#### 4").value == 1.0
    assert case.checks[0].score("4").value == 0.0
    assert [(left.name, left.line) for left in found.unsupported] == [("metric chrf", 9), ("filter maj@8", 9)]


@pytest.mark.parametrize("choice", ["choices", '["three", "four"]', "\"{{ ['three', 'four'] }}\""])
def test_choices_are_picked_by_index(folder, choice):
    found = read(
        folder, BASE + f"output_type: multiple_choice\ndoc_to_choice: {choice}\ndoc_to_target: gold\n"
    )
    (case,) = found.cases
    assert case.expected in {"4", "four"}
    assert case.checks[0].name == "choice"
    assert case.checks[0].score(f"The answer is {case.expected}").value == 1.0


def test_splits_of_the_task_are_kept_when_there_are_several(folder):
    (folder / "more.jsonl").write_text(DOCS.replace("2+2", "1+3"))
    text = (
        BASE.replace("{test: docs.jsonl}", "{train: more.jsonl, test: docs.jsonl}")
        + "training_split: train\ndoc_to_target: answer\n"
    )
    assert [case.split for case in read(folder, text).cases] == [Split.TRAIN, Split.GATE]


def test_a_task_may_include_another(folder):
    (folder / "base.yaml").write_text(BASE + "doc_to_target: question\n")
    assert (
        read(folder, "include: base.yaml\ntask: x\ndoc_to_target: answer\n").cases[0].expected.endswith("4")
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dataset_path: gsm8k\ndoc_to_text: q\n", "is not in the workspace"),
        ("dataset_path: json\ndoc_to_text: q\n", "names no files"),
        ("dataset_path: json\ndataset_kwargs: {data_files: ../outside.jsonl}\ndoc_to_text: q\n", "leads out"),
        ("dataset_path: json\ndataset_kwargs: {data_files: none.jsonl}\ndoc_to_text: q\n", "does not exist"),
        ("include: task.yaml\ntask: x\n", "circle"),
    ],
)
def test_data_that_is_not_here_is_one_error(folder, text, message):
    with pytest.raises(UserError, match=message):
        read(folder, text)


@pytest.mark.parametrize(
    ("target", "message"),
    [("!function utils.target", "runs code"), ("'{{ nothing.there }}'", "no value|not there"), ("'{{ '", "cannot be read"),
     ("'{{ question.__class__ }}'", "may not|not there|unsafe")],
)  # fmt: skip
def test_a_target_that_cannot_be_made_is_a_bad_row(folder, target, message):
    found = read(folder, BASE + f"doc_to_target: {target}\n")
    (bad,) = found.bad_rows
    assert any(each in bad.message for each in message.split("|")), bad
