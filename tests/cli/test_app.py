"""The door: help, versions, unknown commands, what is imported, and what an unforeseen error looks like."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.cli.command import motjuste, refusal

import motjuste as package
from motjuste.cli import app
from motjuste.errors import UserError

HEAVY = {
    "openai",
    "scipy",
    "numpy",
    "rich",
    "pydantic",
    "ruamel.yaml",
    "jinja2",
    "jsonschema",
    "pygls",
    "lsprotocol",
}


@pytest.mark.parametrize("flag", ["--help", "-h", "help"])
def test_help_lists_every_command(flag):
    done = motjuste(flag)
    assert done.status == 0
    for name in app.COMMANDS:
        assert f"\n  {name} " in done.out


def test_no_command_is_a_usage_error():
    done = motjuste()
    assert (done.status, done.out) == (2, "")
    assert "Usage: motjuste" in done.stderr


@pytest.mark.parametrize("name", app.COMMANDS)
def test_every_command_explains_its_flags(name):
    done = motjuste(name, "--help")
    assert done.status == 0
    assert done.out.startswith(f"usage: motjuste {name}")


def test_the_version():
    assert motjuste("--version").out == f"motjuste {package.__version__}\n"


def test_an_unknown_command_is_guessed():
    assert "motjuste optimize" in refusal(motjuste("optimise"))
    assert "--help" in refusal(motjuste("zzz"))


def test_an_unforeseen_error_is_one_line(monkeypatch, capsys):
    def crash(_arguments):
        raise RuntimeError("boom")

    monkeypatch.delenv("MOTJUSTE_TRACEBACK", raising=False)
    monkeypatch.setattr(app, "_dispatch", crash)
    assert app.run(["check"]) == 2
    assert "Internal error: RuntimeError: boom" in capsys.readouterr().err
    monkeypatch.setenv("MOTJUSTE_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        app.run(["check"])


def test_errors_and_interrupts_have_their_statuses(monkeypatch, capsys):
    def refuse(_arguments):
        raise UserError("No", remedy="Do", path="x.md", line=3)

    monkeypatch.setattr(app, "_dispatch", refuse)
    assert app.run([]) == 2
    assert capsys.readouterr().err == "error: x.md:3: No. Do.\n"

    def interrupt(_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "_dispatch", interrupt)
    assert app.run([]) == 130


def imported(tmp_path, *arguments):
    """The heavy packages that a command line imports."""
    code = (
        "import contextlib, io, sys\n"
        f"sys.argv = ['motjuste', *{list(arguments)!r}]\n"
        "from motjuste.__main__ import main\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n    main()\n"
        "print(*sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path, timeout=60
    )
    return HEAVY & set(done.stdout.split())


def test_little_is_imported_for_little(tmp_path):
    (tmp_path / "plain.md").write_text("Sort the ticket {{ text }}.\n")
    assert imported(tmp_path, "--help") == set()
    assert imported(tmp_path, "optimize", "--help") == set()
    assert imported(tmp_path, "check", "plain.md") == set()
    assert imported(tmp_path, "rule", "--all") <= {"ruamel.yaml", "jinja2"}


def test_an_evaluation_imports_no_statistics(workspace):
    assert "scipy" not in imported(workspace, "eval", "dates.md", "--split", "dev", "--events")
