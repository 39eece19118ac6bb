"""What is said of the rows of an eval file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motjuste.workspace.row_problems import row_problems
from motjuste.workspace.workspace import Workspace


def told(folder, text, prompt="Sort {{ ticket }}.\n", name="cases.jsonl"):
    workspace = Workspace.discover(folder)
    documents = workspace.documents(str(folder / "sort.md"), prompt)
    return [
        (one.line, one.kind.value, one.severity.value, one.message)
        for one in row_problems(workspace, folder / name, text, documents)
    ]


GOOD = '{"ticket": "a", "expected": "b"}\n'


def test_good_rows_have_no_problems(tmp_path):
    assert told(tmp_path, GOOD + '{"ticket": "c", "expected": "d"}\n') == []


@pytest.mark.parametrize(
    ("text", "expected", "words"),
    [
        (GOOD + "{broken\n", (2, "E001", "error"), "The row is not JSON"),
        (GOOD + '{"expected": "x"}\n', (2, "E001", "error"), "no input"),
        ("[]", (1, "E001", "error"), "one JSON list"),
        ('{"text": "a", "expected": "b"}\n', (1, "E002", "error"), "variable `ticket`, and no column"),
        (GOOD + '{"text": "a", "expected": "b"}\n', (2, "E002", "error"), "The row has no `ticket`"),
        (GOOD + GOOD, (2, "duplicate-row", "warning"), "repeats line 1"),
        (GOOD + '{"ticket": "a", "expected": "z"}\n', (2, "E001", "error"), "expects another answer"),
        (
            '{"ticket": "a b", "expected": "b", "split": "train"}\n{"ticket": "A  b ", "expected": "b", "split": "test"}\n',
            (2, "split-leak", "warning"),
            "is a gate case and that one a train case",
        ),
        (
            GOOD + '{"vars": {"ticket": "x"}, "assert": [{"type": "llm-rubric", "value": "kind"}]}\n',
            (2, "unsupported", "info"),
            "llm-rubric",
        ),
    ],
)
def test_each_problem_stands_at_its_row(tmp_path, text, expected, words):
    (problem,) = told(tmp_path, text)
    assert problem[:3] == expected
    assert words in problem[3]


def test_what_the_template_copes_without_may_be_missing(tmp_path):
    assert told(tmp_path, GOOD, '{{ ticket }} {{ more | default("") }}', "cases.jsonl") == []


def test_no_more_is_told_than_anyone_reads(tmp_path):
    assert len(told(tmp_path, "{broken\n" * 500)) == 100


def test_rows_of_a_list_know_their_lines(tmp_path):
    text = "- ticket: a\n  expected: b\n- text: c\n  expected: d\n"
    (problem,) = told(tmp_path, text, name="cases.yaml")
    assert problem[:2] == (3, "E002")


@given(st.text(max_size=80), st.sampled_from(["a.jsonl", "a.json", "a.csv", "a.yaml"]))
def test_no_text_makes_it_raise(text, name):
    from pathlib import Path

    from motjuste.settings import Loaded, Settings

    row_problems(Workspace(Loaded(Settings(), Path("/nowhere"))), Path("/nowhere") / name, text, ())
