"""How the extension finds a Python and keeps a server: every way it can go wrong says so once and leaves a button."""

from __future__ import annotations

import json
import subprocess
import sys

import psutil
import pytest
from tests.editors.vscode.test_findings import MISSPELT

FAKE = """\
#!/bin/sh
case "$*" in *-c*) echo '[{version}, true]'; exit;; esac
echo started >>"{log}"
echo "{words}" >&2
exit 3
"""


def settings(folder, **values):
    """Settings of the folder; they hold from the window's start."""
    place = folder / ".vscode"
    place.mkdir(exist_ok=True)
    told = {f"motjuste.{name}": value for name, value in values.items()}
    (place / "settings.json").write_text(json.dumps(told))


def fake_python(folder, version="3, 12", words=""):
    """A program that says it is a Python, and ends when it is to be a server."""
    log = folder.parent / "starts"
    program = folder.parent / "python"
    program.write_text(FAKE.format(version=version, log=log, words=words))
    program.chmod(0o755)
    return program, log


@pytest.fixture
def opened(code_server, folder, open_window):
    """Opens the folder's prompt, with a finding, in a window that has the settings."""

    def opening(**values):
        (folder / "dates.md").write_text(MISSPELT)
        settings(folder, **values)
        window = open_window(code_server, folder)
        window.open("dates.md")
        return window

    return opening


def test_findings_need_nothing_but_python(opened, tmp_path, endpoint):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    window = opened(interpreter=str(tmp_path / "bare" / "bin" / "python"))
    window.see(window.squiggles("error"))
    assert not window.toasts()
    window.lens("Optimize").click()
    window.toast("Runs need packages that this Python does not have")
    window.button("Install")
    window.shot("only-python")
    assert endpoint.calls == 0


def test_no_python_at_the_place_that_is_set(opened):
    window = opened(interpreter="/nowhere/python")
    window.toast("Python 3.11 or newer is needed. /nowhere/python is not there.")
    window.button("Choose Interpreter")
    assert len(window.toasts()) == 1
    window.shot("no-python")


def test_a_python_that_is_too_old(opened, folder):
    program, _ = fake_python(folder, "3, 8")
    window = opened(interpreter=str(program))
    window.toast(f"{program} is Python 3.8.")
    assert len(window.toasts()) == 1


def test_an_interpreter_of_the_wrong_type(opened):
    window = opened(interpreter=["python3"])
    window.toast("The setting motjuste.interpreter is no path.")


def test_a_server_that_dies_at_start_is_told_once_with_its_reason_and_not_started_again(opened, folder):
    program, log = fake_python(folder, words="ModuleNotFoundError: No module named 'lsprotocol'")
    window = opened(interpreter=str(program))
    window.toast("Mot Juste has no server: ModuleNotFoundError: No module named 'lsprotocol'")
    assert len(window.toasts()) == 1
    window.shot("dead-server")
    assert log.read_text() == "started\n"
    window.button("Try Again").click()
    window.toast("Mot Juste has no server: ModuleNotFoundError")
    assert log.read_text() == "started\n" * 2


def test_a_server_that_crashes_comes_back_and_not_for_ever(opened, code_server):
    window = opened()
    window.see(window.squiggles("error"))
    for _ in range(4):
        window.lens("Optimize")
        server = newest_server(code_server)
        server.kill()
        server.wait(20)
    window.toast("It ended 4 times within three minutes.")
    window.shot("crashes")
    window.button("Try Again").click()
    window.lens("Optimize")


def newest_server(code_server):
    """The server that was started last in this editor."""
    mine = psutil.Process(code_server.pid).children(recursive=True)
    return max(filter(is_server, mine), key=lambda one: one.create_time())


def is_server(process):
    """Whether it is a server that runs; one that was killed may not be put away yet."""
    try:
        return process.cmdline()[-3:] == ["-m", "motjuste", "server"]
    except psutil.Error:
        return False


def test_settings_of_the_editor_hold_at_once_and_wrong_ones_are_told(opened, folder):
    window = opened()
    window.see(window.squiggles("error"))
    settings(folder, **{"lint.extend-ignore": ["E002"]})
    window.gone(window.squiggles("error"))
    settings(folder, **{"lint.extend-ignore": 5})
    window.see(window.squiggles("error"))
    window.toast("extend_ignore in [lint] is not used: a list of texts is wanted")
