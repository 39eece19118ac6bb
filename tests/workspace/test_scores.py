"""The scores file: stable, merged line by line, refused with its line when damaged."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from motjuste.errors import UserError
from motjuste.workspace.scores import FILE_NAME, Entry, PromptScore, read_scores, write_scores

SCORE = PromptScore(
    prompt_sha256="a" * 64,
    evalset="e.jsonl",
    evalset_sha256="b" * 64,
    model="m",
    splits={"train": 1, "gate": 1},
    mean=0.5,
    interval=(0.012579, 0.987421),
    date="2026-11-22",
    motjuste="0.1.0",
    cases={"0b": 1.0, "0a": 0.0},
)


def written(tmp_path, **entries) -> str:
    return write_scores(tmp_path, entries).read_text("utf-8")


def test_what_is_written_is_read(tmp_path):
    assert read_scores(tmp_path) == {}
    better = replace(SCORE, mean=1.0, cases={"0a": 1, "0b": 1})
    entries = {"b.md": Entry(SCORE), "a.md": Entry(SCORE, better)}
    write_scores(tmp_path, entries)
    read = read_scores(tmp_path)
    assert {address: replace(entry, line=1) for address, entry in read.items()} == entries
    lines = (tmp_path / FILE_NAME).read_text().splitlines()
    assert [lines[entry.line - 1].strip() for entry in read.values()] == ['"a.md": {', '"b.md": {']


def test_the_file_is_sorted_and_ends_with_a_line_end(tmp_path):
    text = written(tmp_path, **{"b.md": Entry(SCORE), "a.md": Entry(SCORE)})
    assert list(json.loads(text)["prompts"]) == ["a.md", "b.md"]
    assert text.index('"0a": 0') < text.index('"0b": 1')
    assert text.endswith("}\n")


def test_one_case_more_right_changes_few_lines(tmp_path):
    before = written(tmp_path, a=Entry(SCORE)).splitlines()
    changed = replace(SCORE, mean=1.0, cases={"0a": 1.0, "0b": 1.0})
    after = written(tmp_path, a=Entry(changed)).splitlines()
    differing = [line.strip() for line, old in zip(after, before, strict=True) if line != old]
    assert differing == ['"mean": 1,', '"0a": 1,']


def test_the_same_scores_leave_the_file_alone(tmp_path):
    path = write_scores(tmp_path, {"a.md": Entry(SCORE)})
    before = path.stat()
    write_scores(tmp_path, {"a.md": Entry(SCORE)})
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def damaged(**changes) -> str:
    """A file with one entry, `a.md`, some of whose keys are other than we write them."""
    entry = {
        "prompt_sha256": "a",
        "evalset": "e",
        "evalset_sha256": "b",
        "model": "m",
        "splits": {"dev": 1},
        "mean": 1,
        "interval": [0, 1],
        "date": "2026-11-22",
        "motjuste": "0",
        "cases": {"0a": 1},
        **changes,
    }
    kept = {key: value for key, value in entry.items() if value is not ...}
    return json.dumps({"version": 1, "prompts": {"a.md": kept}}, indent=2)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("{", 1),
        ("[]", 1),
        ("null", 1),
        ('{"version": 1}', 1),
        ('{"version": true, "prompts": {}}', 1),
        ('{\n"version": 1,\n"prompts": {\n<<<<<<< ours\n}}', 4),
        ('{"version": 1,\n"prompts": {\n"a.md": {},\n"a.md": {}}}', 4),
        ('{"version": 1, "prompts": {\n"a.md": {"x": 1}}}', 2),
        ('{"version": 1, "prompts": {\n"a.md": 1}}', 2),
        (damaged(mean=...), 4),
        (damaged(mean=1.5), 4),
        (damaged(mean="1"), 4),
        (damaged(mean=True), 4),
        (damaged(extra=1), 4),
        (damaged(cases={}), 4),
        (damaged(cases=[1]), 4),
        (damaged(cases={"0a": -1}), 4),
        (damaged(splits={"dev": 1.5}), 4),
        (damaged(interval=[0]), 4),
        (damaged(interval=3), 4),
        (damaged(date=3), 4),
        (damaged(baseline=3), 4),
        (damaged(baseline={}), 4),
        (damaged().replace('"mean": 1', '"mean": NaN'), 1),
        ("[" * 100_000, 1),
    ],
)
def test_a_damaged_file_is_an_error_with_its_line(tmp_path, text, line):
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(UserError, match="cannot be used") as caught:
        read_scores(tmp_path)
    assert (caught.value.path, caught.value.line) == (str(tmp_path / FILE_NAME), line)
    assert caught.value.remedy


def test_a_merge_that_was_not_finished_is_called_so(tmp_path):
    (tmp_path / FILE_NAME).write_text('{"version": 1,\n<<<<<<< ours\n')
    with pytest.raises(UserError) as caught:
        read_scores(tmp_path)
    assert "merge" in caught.value.remedy


def test_a_whole_entry_is_no_damage(tmp_path):
    (tmp_path / FILE_NAME).write_text(damaged())
    assert read_scores(tmp_path)["a.md"].score.cases == {"0a": 1}


def test_a_newer_file_is_not_read_as_if_it_were_ours(tmp_path):
    (tmp_path / FILE_NAME).write_text('{"version": 2, "prompts": {}}')
    with pytest.raises(UserError, match="version 2") as caught:
        read_scores(tmp_path)
    assert caught.value.line == 1


def test_bytes_that_are_no_text_are_an_error(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b'{"version": "\xff"}')
    with pytest.raises(UserError, match="not UTF-8"):
        read_scores(tmp_path)
    (tmp_path / FILE_NAME).unlink()
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(UserError, match="cannot be used"):
        read_scores(tmp_path)
