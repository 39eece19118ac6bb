"""A closed stdin or stdout, a full disk and a reader that leaves: the work is done, and what is lost is told."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.cli.command import DEADLINE, command, motjuste

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="asks a shell and /dev/full")

MISNUMBERED = "1. Read.\n2. Name.\n2. Answer.\n"
MENDED = "1. Read.\n2. Name.\n3. Answer.\n"


def redirected(how, *arguments, cwd):
    """A command under a shell's redirection; returns its status and stderr."""
    done = subprocess.run(
        ["bash", "-c", f'set -o pipefail; "$@" {how}', "bash", *command(*arguments)],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=DEADLINE,
        check=False,
    )
    return done.returncode, done.stderr.decode()


@pytest.fixture
def numbered(tmp_path):
    """A folder with a prompt that `check --fix` mends."""
    (tmp_path / "a.md").write_text(MISNUMBERED)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["rule", "T002"], 0),
        (["config"], 0),
        (["check", "a.md"], 1),
        (["check", "--output-format=json", "a.md"], 1),
    ],
)
def test_with_stdout_closed_nothing_is_printed_and_the_status_is_the_usual_one(numbered, arguments, status):
    told, said = redirected(">&-", *arguments, cwd=numbered)
    assert told == status, said
    assert "error" not in said
    assert redirected(">&- 2>&-", *arguments, cwd=numbered) == (status, "")


def test_with_stdout_closed_files_are_mended_and_scores_written(workspace):
    (workspace / "a.md").write_text(MISNUMBERED)
    assert redirected(">&-", "check", "--fix", "a.md", cwd=workspace)[0] == 0
    assert (workspace / "a.md").read_text() == MENDED
    assert redirected(">&-", "eval", "dates.md", "--update", cwd=workspace)[0] == 0
    assert "dates.md" in (workspace / "motjuste.scores.json").read_text()


def test_a_closed_stdin_is_an_empty_one(tmp_path):
    status, said = redirected("<&-", "check", "-", cwd=tmp_path)
    assert (status, "Checked 1 file" in said) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [["rule", "T002"], ["config"], ["check", "--help"], ["check", "--fix", "a.md"], ["check", "a.md"]],
)
@pytest.mark.parametrize("buffered", [True, False])
def test_a_full_disk_is_told_as_that(numbered, monkeypatch, arguments, buffered):
    if not buffered:
        monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    fixed = "--fix" in arguments
    status, said = redirected("> /dev/full", *arguments, cwd=numbered)
    assert status == 2
    assert said.endswith(
        "error: The output could not be written: No space left on device. Make room, or send it elsewhere.\n"
    )
    assert "Nothing was changed" not in said
    assert "Internal error" not in said
    assert (numbered / "a.md").read_text() == (MENDED if fixed else MISNUMBERED)


@pytest.mark.parametrize("how", ["> /dev/full", "| true"])
def test_what_is_to_be_written_is_written_though_the_output_is_lost(workspace, how):
    with (workspace / "motjuste.toml").open("a", encoding="utf-8") as settings:
        settings.write("[optimize]\nbeam = 1\ncandidates = 2\n")
    before = (workspace / "dates.md").read_bytes()
    status, said = redirected(how, "eval", "dates.md", "--update", cwd=workspace)
    assert status == 2, said
    assert list(json.loads((workspace / "motjuste.scores.json").read_text())["prompts"]) == ["dates.md"]
    status, said = redirected(how, "optimize", "dates.md", "--steps", "1", "--write", cwd=workspace)
    assert status == 2, said
    assert "Wrote dates.md." in said
    assert (workspace / "dates.md").read_bytes() != before


@pytest.mark.parametrize("flags", [["--events"], []])
def test_a_run_that_nobody_reads_asks_no_further_model(workspace, endpoint, flags):
    (workspace / "more.md").write_text((workspace / "dates.md").read_text() + "Be brief.\n")
    endpoint.hold()
    process = subprocess.Popen(
        command("eval", "dates.md", "more.md", "--concurrency", "1", *flags),
        cwd=workspace,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    endpoint.release()
    process.stdout = None
    said = process.communicate(timeout=DEADLINE)[1]
    assert process.returncode == 2, said
    assert endpoint.calls < (10 if flags else 160)


def test_what_is_printed_to_a_pipe_is_what_it_was(numbered):
    """Also after an encoding that lacks a character."""
    (numbered / "é.md").write_text(MISNUMBERED)
    said = motjuste(
        "check", "--output-format=concise", "é.md", cwd=numbered, env={"PYTHONIOENCODING": "ascii"}
    )
    assert said.stdout.startswith(b"?.md:3:1: X004")


def test_without_buffers_every_line_is_seen_at_once(numbered, monkeypatch):
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    process = subprocess.Popen(
        command("check", "--watch", "a.md"), cwd=numbered, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        assert process.stderr is not None
        assert process.stderr.readline().startswith(b"Checked 1 file")
        assert process.stderr.readline().startswith(b"Watching")
    finally:
        process.kill()
        process.communicate()
