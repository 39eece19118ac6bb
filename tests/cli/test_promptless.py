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
    assert notes(motjuste("check", "prompts", cwd=tmp_path)) == []
    assert notes(motjuste("check", "prompts/b.json", cwd=tmp_path)) == []
    assert "no prompt found" not in motjuste("check", "none.json", cwd=tmp_path).stderr
    assert "no prompt found" not in motjuste("check", "-", cwd=tmp_path, stdin=b"{}").stderr
