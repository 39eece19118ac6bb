"""Which run a user means: by id, by file, by prompt, or the last."""

from __future__ import annotations

import json
import os

import pytest

from motjuste.errors import UserError
from motjuste.llm.places import state_dir
from motjuste.workspace.known import text_digest
from motjuste.workspace.runs import find_run, known_runs


@pytest.fixture
def runs(tmp_path):
    """Run files, the last one empty as after a kill."""
    folder = state_dir() / "runs"
    folder.mkdir(parents=True)
    for name, prompt in (
        ("20260101-a", "a.md"),
        ("20260102-b", "b.md"),
        ("20260103-c", "a.md"),
        ("20260103-d", "p.py::ASK"),
    ):
        line = {"kind": "run_started", "job": "mark", "path": prompt, "address": str(tmp_path / prompt)}
        (folder / f"{name}.jsonl").write_text(json.dumps(line) + "\n")
    (folder / "20260104-d.jsonl").write_text("")
    return folder


def test_a_run_is_found_by_each_of_its_names(runs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert [run.id for run in known_runs()] == [
        "20260104-d",
        "20260103-d",
        "20260103-c",
        "20260102-b",
        "20260101-a",
    ]
    assert find_run("20260102-b") == runs / "20260102-b.jsonl"
    assert find_run(str(runs / "20260101-a.jsonl")) == runs / "20260101-a.jsonl"
    assert find_run("last") == runs / "20260104-d.jsonl"
    assert find_run("p.py::ASK") == runs / "20260103-d.jsonl"
    assert find_run("a.md") == runs / "20260103-c.jsonl"
    assert find_run(str(tmp_path / "b.md")) == runs / "20260102-b.jsonl"


@pytest.mark.usefixtures("runs")
def test_an_unknown_run_is_answered_with_the_known_ones():
    with pytest.raises(UserError, match="no run 'x'") as refused:
        find_run("x")
    assert "20260103-c (mark a.md)" in refused.value.remedy
    assert "20260104-d (broken)" in refused.value.remedy


def test_without_any_run_the_answer_says_how_to_make_one():
    assert list(known_runs()) == []
    with pytest.raises(UserError, match="no run yet") as refused:
        find_run("last")
    assert "motjuste optimize" in refused.value.remedy


def test_of_runs_in_one_second_the_one_written_last_is_the_newest(runs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for number, name in enumerate(("zz", "aa", "mm"), 1):
        path = runs / f"20260105-101112-{name}.jsonl"
        line = {"kind": "run_started", "job": "eval", "path": "a.md", "address": str(tmp_path / "a.md")}
        path.write_text(json.dumps(line) + "\n")
        os.utime(path, ns=(number, number))
    assert find_run("last").stem == "20260105-101112-mm"
    assert find_run("a.md").stem == "20260105-101112-mm"


def test_an_equally_named_prompt_of_another_project_has_no_run(runs, tmp_path, monkeypatch):
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.md").write_text("Do.\n")
    monkeypatch.chdir(other)
    with pytest.raises(UserError, match=r"no run 'a\.md'"):
        find_run("a.md")
    assert find_run("../a.md") == runs / "20260103-c.jsonl"


def test_a_run_of_an_older_version_is_of_the_prompt_whose_text_it_read(runs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    digest = text_digest("Do.\n")
    line = {"kind": "run_started", "job": "eval", "path": "old.md", "text_sha256": digest}
    old = runs / "20250101-a.jsonl"
    old.write_text(json.dumps(line) + "\n")
    (tmp_path / "old.md").write_bytes(b"Do.\n")
    assert find_run("old.md") == find_run(str(tmp_path / "old.md")) == old
    (tmp_path / "old.md").write_bytes(b"Do something else.\n")
    with pytest.raises(UserError, match=r"no run 'old\.md'"):
        find_run("old.md")
    assert find_run("20250101-a") == old
