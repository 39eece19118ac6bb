"""Runs the real command in a process of its own, as a user would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

DEADLINE = 60


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    stdout: bytes
    stderr: str

    @property
    def out(self) -> str:
        return self.stdout.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stdout.splitlines()]


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "motjuste", *map(str, arguments)]


def motjuste(
    *arguments: object, cwd: Path | None = None, stdin: bytes = b"", env: dict[str, str] | None = None
) -> Done:
    """Run to the end; fails the test when that takes too long."""
    done = subprocess.run(
        command(*arguments),
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})},
        timeout=DEADLINE,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr.decode())


def start(*arguments: object, cwd: Path | None = None) -> subprocess.Popen[bytes]:
    """Start and let it run; the caller ends it."""
    return subprocess.Popen(command(*arguments), cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def refusal(done: Done) -> str:
    """The one clear message of a command that went wrong: exit status 2, nothing on stdout, no stack trace."""
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert done.status == 2, done
    assert len(errors) == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "Internal error" not in done.stderr
    return errors[0].removeprefix("error: ")


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder, with its bytes and mode."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mode)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
