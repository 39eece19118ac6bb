"""Our own command as a child process: its JSON, what it says meanwhile, and its end when the agent loses interest."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import deque
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import anyio

from motjuste.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
    from pathlib import Path

FAILED = 2
GRACE = 2.0
"""Seconds a cancelled command has to put its run away."""
_NOTES = 200
"""Lines of stderr that an agent is handed in the end: the last ones."""
_LONGEST_LINE = 1 << 20
"""Bytes of one."""

_running: set[asyncio.subprocess.Process] = set()


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    status: int
    result: Any
    """What its stdout held, read as JSON."""
    notes: tuple[str, ...]
    """The last lines of its stderr."""


async def run_command(
    arguments: Sequence[str],
    folder: Path,
    told: Callable[[str], Awaitable[None]],
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Done:
    """Run `motjuste ARGUMENTS` in a folder. Cancelling ends it.

    Args:
        arguments: Of the command line; they must ask for JSON.
        folder: Where to run.
        told: Called with each line of stderr as it comes.
        environment: Added to our own.

    Raises:
        UserError: It exited 2; the message is its own.
    """
    with tempfile.TemporaryFile() as stdout:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "motjuste", *arguments),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            limit=_LONGEST_LINE,
            cwd=folder,
            env={**os.environ, **environment, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
            **_own_group(),
        )
        notes: deque[str] = deque(maxlen=_NOTES)
        _running.add(process)
        try:
            assert process.stderr is not None
            async for line in process.stderr:
                notes.append(line.decode("utf-8", "replace").rstrip())
                await told(notes[-1])
            status = await process.wait()
        finally:
            # Whoever cancels waits for this too: nothing is asked of a model after the agent has moved on.
            with anyio.CancelScope(shield=True):
                await _end(process)
                _running.discard(process)
        stdout.seek(0)
        said = stdout.read().decode("utf-8", "replace")
    if status not in {0, 1}:
        raise UserError(_reason(notes) or f"The command ended with status {status}")
    return Done(status, json.loads(said), tuple(notes))


def leave_commands() -> None:
    """Tell all commands to end, without waiting for it: each puts its run away by itself."""
    for process in _running:
        _signal(process, signal.SIGTERM)


def _own_group() -> dict[str, Any]:
    """A process group of its own, so that whatever the command starts can be ended with it."""
    return {} if sys.platform == "win32" else {"process_group": 0}


def _reason(notes: Iterable[str]) -> str:
    """What a command said went wrong; the final full stop is the message's own."""
    lines = list(notes)
    errors = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
    return " ".join(errors or lines[-1:]).removesuffix(".")


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        _signal(process, signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), GRACE)
    if process.returncode is None:
        _signal(process, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    await process.wait()


def _signal(process: asyncio.subprocess.Process, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, number)
