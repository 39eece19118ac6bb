"""What `optimize --write` may write, by verdict; and what `check --fix` leaves when the disk is full."""

from __future__ import annotations

import resource
import signal
import subprocess

import pytest
from tests.cli.command import DEADLINE, command

from motjuste.cli.optimize import DONE, NOT_PROVEN, _new_text, _write
from motjuste.cli.source import read_one
from motjuste.errors import UserError
from motjuste.optimize.events import GateSummary, PlannedEdit, Totals

OLD = "Find the date.\r\n"
NEW = "Find the ISO date.\r\n"


EDITS = (PlannedEdit(9, 9, "", "ISO ", "operator"),)


def verdict(word, edits=EDITS, text=NEW):
    return GateSummary(
        totals=Totals(),
        verdict=word,
        message="",
        n=10,
        wins=1,
        losses=0,
        p=None,
        interval=None,
        looks=1,
        mde=None,
        seed_dev=None,
        seed_gate=None,
        best_dev=None,
        best_gate=None,
        edits=edits,
        text=text,
    )


@pytest.fixture
def prompt(tmp_path):
    path = tmp_path / "prompt.md"
    path.write_bytes(b"\xef\xbb\xbf" + OLD.encode())
    return path


@pytest.mark.parametrize(
    ("word", "accept", "written"),
    [
        ("HELPS", False, True),
        ("NO EVIDENCE", False, False),
        ("UNDERPOWERED", False, False),
        ("NO EVIDENCE", True, True),
        ("UNDERPOWERED", True, True),
        ("HARMS", False, False),
        ("HARMS", True, False),
    ],
)
def test_the_verdict_decides(prompt, word, accept, written):
    source = read_one(str(prompt), None, None)
    summary = verdict(word)
    status = _write(source, summary, _new_text(source, summary), accept_unproven=accept)
    assert status == (DONE if written else NOT_PROVEN)
    assert prompt.read_bytes() == b"\xef\xbb\xbf" + (NEW if written else OLD).encode()


def test_without_edits_nothing_is_written(prompt):
    source = read_one(str(prompt), None, None)
    summary = verdict("NO EVIDENCE", (), OLD)
    assert _write(source, summary, _new_text(source, summary), accept_unproven=True) == NOT_PROVEN


def test_a_file_changed_during_the_run_is_left_alone(prompt):
    source = read_one(str(prompt), None, None)
    prompt.write_bytes(b"mine")
    with pytest.raises(UserError, match="changed since"):
        _write(source, verdict("HELPS"), NEW, accept_unproven=False)
    assert prompt.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("edits", "text"),
    [
        ((PlannedEdit(0, 4, "Lose", "Find", "model"),), OLD),
        ((PlannedEdit(0, 4, "Find", "Seek", "model"),), NEW),
    ],
)
def test_edits_that_do_not_give_the_proven_text_are_never_written(prompt, edits, text):
    source = read_one(str(prompt), None, None)
    with pytest.raises(RuntimeError):
        _new_text(source, verdict("HELPS", edits, text))


def test_a_full_disk_keeps_every_file_whole(tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.md").write_text(f"<edit>{number}" + " word" * 1000)

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.md")}
    done = subprocess.run(
        command("check", "--fix", *sorted(tmp_path.glob("*.md"))),
        capture_output=True,
        preexec_fn=limit,
        timeout=DEADLINE,
        check=False,
    )
    errors = [line for line in done.stderr.decode().splitlines() if line.startswith("error: ")]
    assert done.returncode == 2
    assert len(errors) == 3
    for number, error in enumerate(errors):
        assert f"{number}.md: The file cannot be written" in error
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.md")} == before
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".tmp")]
