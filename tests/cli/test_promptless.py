"""What `motjuste check` says of named files that hold no prompt."""

from __future__ import annotations

import pytest
from tests.cli.command import motjuste

PROMPT = '{"prompt": "You sort the tickets of the desk."}'


def notes(done):
    return [line for line in done.stderr.splitlines() if not line.startswith("Checked ")]


@pytest.mark.parametrize("flags", [[], ["--output-format", "concise"]])
def test_a_named_file_without_a_prompt_is_told(tmp_path, flags):
    (tmp_path / "a.json").write_text('{"a": 1}')
    (tmp_path / "b.py").write_text("x = 1\n")
    (tmp_path / "c.yaml").write_text("a: 1\n")
    (tmp_path / "d.json").write_text(PROMPT)
    (tmp_path / "e.log").write_text("Sort the ticket.\n")
    done = motjuste("check", *flags, "a.json", "b.py", "c.yaml", "d.json", "e.log", cwd=tmp_path)
    assert (done.status, done.out) == (0, "All clean.\n")
    assert notes(done) == [f"{name}: no prompt found in it" for name in ("a.json", "b.py", "c.yaml")]
    assert done.stderr.splitlines()[-1].startswith("Checked 5 files in ")


def test_five_are_told_and_the_others_counted(tmp_path):
    names = [f"{number}.json" for number in range(7)]
    for name in names:
        (tmp_path / name).write_text("{}")
    assert notes(motjuste("check", *names, cwd=tmp_path)) == [
        *(f"{name}: no prompt found in it" for name in names[:5]),
        "and 2 more files without a prompt",
    ]


def test_other_formats_folders_findings_and_missing_files_are_not_told_of(tmp_path):
    folder = tmp_path / "prompts"
    folder.mkdir()
    (folder / "a.json").write_text('{"a": 1}')
    (folder / "b.json").write_text('{"a": ')
    assert notes(motjuste("check", "prompts/a.json", "--output-format", "json", cwd=tmp_path)) == []
    assert "no prompt found" not in motjuste("check", "prompts", cwd=tmp_path).stderr
    assert notes(motjuste("check", "prompts/b.json", cwd=tmp_path)) == []
    assert "no prompt found" not in motjuste("check", "none.json", cwd=tmp_path).stderr
    assert "no prompt found" not in motjuste("check", "-", cwd=tmp_path, stdin=b"{}").stderr


EMPTY = (
    "warning: No prompt was found in {}, so nothing in it was checked. Check the path, name the files, or list them in "
    "the settings under [prompts] include."
)


@pytest.mark.parametrize("flags", [[], ["--output-format", "concise"]])
def test_a_folder_without_a_prompt_is_told_and_not_called_clean(tmp_path, flags):
    (tmp_path / "empty").mkdir()
    (tmp_path / "README.md").write_text("Hello.\n")
    done = motjuste("check", *flags, "empty", cwd=tmp_path)
    assert (done.status, done.out, notes(done)) == (0, "", [EMPTY.format("empty")])
    done = motjuste("check", *flags, cwd=tmp_path)
    assert (done.status, done.out, notes(done)) == (0, "", [EMPTY.format("the current folder")])
    assert EMPTY.format("empty") in motjuste("check", "--show-files", "empty", cwd=tmp_path).stderr
    done = motjuste("check", "--output-format", "json", "empty", cwd=tmp_path)
    assert (done.status, done.json, notes(done)) == (0, [], [EMPTY.format("empty")])


def test_a_folder_without_a_prompt_is_told_beside_one_that_has_some(tmp_path):
    for name in ("empty", "prompts"):
        (tmp_path / name).mkdir()
    (tmp_path / "prompts" / "a.md").write_text("Sort the ticket.\n")
    done = motjuste("check", "prompts", "empty", cwd=tmp_path)
    assert (done.status, done.out, notes(done)) == (0, "All clean.\n", [EMPTY.format("empty")])
    # The same folder again has its prompt all the same.
    assert notes(motjuste("check", "prompts", "./prompts", cwd=tmp_path)) == []


STEPS = "Write the steps for {{ task }}.\n"
CASES = """\
- task: making tea
  assert:
    - type: contains
      value: |
        Please follow these steps.
        1. Boil it.
        2. Warm it.
        4. Pour it.
"""


@pytest.mark.parametrize("named", ["", "evals: ./cases.yaml"])
def test_fixes_change_no_expected_answer(tmp_path, named):
    cases = tmp_path / "prompts" / ("cases.yaml" if named else "steps.evals.yaml")
    cases.parent.mkdir()
    (tmp_path / "prompts" / "steps.md").write_text(f"---\n{named}\n---\n{STEPS}" if named else STEPS)
    cases.write_text(CASES)
    assert motjuste("check", "--fix", cwd=tmp_path).stderr.startswith("Checked 1 file in ")
    outright = motjuste("check", "--fix", cases, cwd=tmp_path)
    assert (outright.status, notes(outright)) == (0, [f"{cases}: no prompt found in it"])
    assert motjuste("check", "--show-files", cases, cwd=tmp_path).out == ""
    handed = motjuste("check", "--fix", "-", "--stdin-filename", cases, cwd=tmp_path, stdin=CASES.encode())
    assert handed.out == CASES
    assert cases.read_text() == CASES


@pytest.mark.parametrize("command", ["eval", "optimize"])
def test_an_eval_set_is_not_run_as_a_prompt(tmp_path, command):
    (tmp_path / "cases.jsonl").write_text('{"task": "tea", "expected": "yes"}\n')
    (tmp_path / "motjuste.toml").write_text('[evals]\n"*" = "cases.jsonl"\n')
    done = motjuste(command, "--estimate", "cases.jsonl", cwd=tmp_path)
    assert done.status == 2
    assert "cases.jsonl: This file is an eval set and holds no prompt" in done.stderr
