"""A folder without permission and a link that never ends: told by path and reason, and never passed over in silence."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess

import pytest
from tests.cli.command import DEADLINE, Done, command, motjuste, refusal

_ROOTS_OWN = "-dac_override,-dac_read_search"
AS_A_USER = (
    ["setpriv", f"--inh-caps={_ROOTS_OWN}", f"--bounding-set={_ROOTS_OWN}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("setpriv")
    else []
)
"""What takes the right to read everything from a test that runs as root."""

needs_modes = pytest.mark.skipif(
    not hasattr(os, "geteuid") or (os.geteuid() == 0 and not AS_A_USER),
    reason="who may read is told otherwise",
)


def as_a_user(*arguments, cwd):
    """The command by somebody whom modes hold for."""
    done = subprocess.run(
        [*AS_A_USER, *command(*arguments)],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=DEADLINE,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr.decode())


@pytest.fixture
def closed(workspace):
    """The workspace with a prompt of its own and a folder that may not be entered."""
    folder = workspace / "prompts"
    folder.mkdir()
    for name in ("dates.md", "dates.evals.jsonl"):
        shutil.copy(workspace / name, folder / name)
    folder.chmod(0)
    yield workspace
    folder.chmod(0o755)


@needs_modes
@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "prompts"],
        ["eval", "prompts"],
        ["doctor", "--offline", "prompts"],
        ["config", "--path", "prompts"],
        ["init", "prompts"],
    ],
)
def test_a_folder_that_may_not_be_read(closed, endpoint, arguments):
    message = refusal(as_a_user(*arguments, cwd=closed))
    assert message == (
        "prompts: This folder cannot be read: Permission denied. Check its permissions, or leave it out."
    )
    assert endpoint.calls == 0


@needs_modes
@pytest.mark.parametrize(
    "arguments",
    [
        *(["check"], ["eval"], ["optimize"], ["mark"]),
        *(["doctor", "--offline"], ["config", "--path"], ["optimize", "--write"]),
    ],
)
def test_a_file_in_a_folder_that_may_not_be_entered(closed, endpoint, arguments):
    message = refusal(as_a_user(*arguments, "prompts/dates.md", cwd=closed))
    assert message.startswith("prompts/dates.md: ")
    assert "Permission denied" in message
    assert endpoint.calls == 0


@needs_modes
def test_a_folder_below_is_never_passed_over_in_silence(closed):
    told = "prompts: This folder cannot be read: Permission denied. Check its permissions, or leave it out."
    assert told in refusal(as_a_user("check", cwd=closed))
    scored = as_a_user("eval", ".", "--json", cwd=closed)
    assert refusal(scored) == told
    assert [one["path"] for one in scored.json] == ["dates.md"], "the others are scored"
    assert as_a_user("eval", ".", "--estimate", cwd=closed).status == 2
    looked = as_a_user("doctor", "--offline", cwd=closed)
    assert looked.status == 2
    assert f"✗ prompts     {told}" in looked.out
    (closed / "motjuste.toml").unlink()
    begun = as_a_user("init", cwd=closed)
    assert (begun.status, begun.stderr.count(told)) == (0, 1)


@needs_modes
def test_what_is_out_of_reach_is_not_called_gone(closed):
    code = (
        "from motjuste.workspace.score_state import gone\n"
        "from motjuste.workspace.workspace import Workspace\n"
        "from pathlib import Path\n"
        "print(gone({'prompts/dates.md': None, 'nowhere.md': None}, Workspace.discover(Path())))"
    )
    interpreter = command()[0]
    done = subprocess.run(
        [*AS_A_USER, interpreter, "-c", code],
        cwd=closed,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=True,
    )
    assert done.stdout == "('nowhere.md',)\n"


@pytest.mark.parametrize(
    "arguments",
    [["check"], ["eval"], ["optimize"], ["doctor", "--offline"], ["config", "--path"], ["init"]],
)
def test_a_link_that_leads_to_itself(workspace, arguments):
    (workspace / "loop.md").symlink_to("loop.md")
    message = refusal(motjuste(*arguments, "loop.md", cwd=workspace))
    assert message.startswith("loop.md: ")
    assert os.strerror(errno.ELOOP) in message
    assert message.endswith("Correct the link.")


@needs_modes
def test_doctor_finds_a_home_that_may_not_be_written(workspace, tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("MOTJUSTE_HOME", str(home))
    home.chmod(0o555)
    done = as_a_user("doctor", "--offline", cwd=workspace)
    home.chmod(0o755)
    assert done.status == 2
    for topic in ("cache", "runs"):
        assert f"✗ {topic:<11} {home}: Nothing can be written in this folder." in done.out
