"""What is kept of runs: read back as it was, damaged files as good as none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from motjuste.optimize.events import GateSummary, Mark, PlannedEdit, Totals
from motjuste.workspace.known import (
    KnownMarks,
    RunSummary,
    marks_key,
    read_marks,
    read_summary,
    save_marks,
    save_summary,
    text_digest,
)

MARKS = KnownMarks(
    marks=(Mark(1, 5, "wort", "vague \U0001f600", ("a1", "b2")),),
    gradient=("why",),
    run="r",
    evalset="x.jsonl",
    evalset_digest="d",
    mean=0.25,
    cases=12,
    at=1.5,
)
VERDICT = GateSummary(
    totals=Totals(task_calls=3),
    verdict="HELPS",
    message="m",
    n=10,
    wins=8,
    losses=1,
    p=0.02,
    interval=(0.1, 0.5),
    looks=2,
    mde=0.1,
    seed_dev=0.1,
    seed_gate=0.2,
    best_dev=0.5,
    best_gate=0.6,
    edits=(PlannedEdit(0, 1, "a", "b", "operator", "op", "case"),),
    text="bcd",
)
SUMMARY = RunSummary(
    run="r",
    job="optimize",
    path="p.md",
    text_sha256=text_digest("acd"),
    evalset="x.jsonl",
    evalset_digest="d",
    task_model="m",
    mean=None,
    cases=0,
    verdict=VERDICT,
    at=2.5,
)


def test_marks_come_back_as_they_were(tmp_path):
    key = marks_key("t", "d", "m")
    save_marks(tmp_path, key, MARKS)
    assert read_marks(tmp_path, key) == MARKS
    assert read_marks(tmp_path, marks_key("other", "d", "m")) is None


def test_every_part_of_the_key_counts():
    keys = {
        marks_key(*parts) for parts in (("a", "b", "c"), ("x", "b", "c"), ("a", "x", "c"), ("a", "b", "x"))
    }
    assert len(keys) == 4


def test_a_summary_comes_back_as_it_was(tmp_path):
    file = tmp_path / "p.md"
    save_summary(tmp_path, file, SUMMARY)
    assert read_summary(tmp_path, file, "optimize") == SUMMARY
    assert read_summary(tmp_path, tmp_path / "q.md", "optimize") is None
    assert SUMMARY.best_sha256 == text_digest("bcd")


def test_an_eval_run_does_not_push_out_an_optimization(tmp_path):
    file = tmp_path / "p.md"
    scored = replace(SUMMARY, job="eval", verdict=None, mean=0.5, cases=10)
    save_summary(tmp_path, file, SUMMARY)
    save_summary(tmp_path, file, scored)
    assert read_summary(tmp_path, file, "optimize") == SUMMARY
    assert read_summary(tmp_path, file, "eval") == scored


def test_the_same_file_by_another_name_has_the_same_summary(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    save_summary(tmp_path, tmp_path / "p.md", SUMMARY)
    assert read_summary(tmp_path, Path("p.md"), "optimize") == SUMMARY


def test_damaged_files_are_as_good_as_none(tmp_path):
    for text in ("", "{", "[]", "{}", '{"marks": [{}]}', '{"marks": 3}', "\x00"):
        (tmp_path / "marks").mkdir(exist_ok=True)
        (tmp_path / "marks" / "k.json").write_text(text)
        assert read_marks(tmp_path, "k") is None
    save_summary(tmp_path, tmp_path / "p.md", SUMMARY)
    (file,) = (tmp_path / "last").iterdir()
    file.write_text('{"verdict": {"interval": 3}}')
    assert read_summary(tmp_path, tmp_path / "p.md", "optimize") is None
