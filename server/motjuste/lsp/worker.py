"""A run's worker: a child process that speaks the event stream, ended with all it started whatever happens.

The document's text goes in on stdin, events come out as JSON lines on stdout, logs on stderr (which is the server's
own). The worker's priority is lowered, so that a run never slows a keystroke.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from motjuste.optimize.events import AnyEvent

log = logging.getLogger(__name__)

GRACE = 0.12
"""Seconds between the polite signal and the final one: within 200 ms of a cancel nothing may be left."""

_NICENESS = 10
_LONGEST_LINE = 64 * 1024 * 1024
"""Bytes; a verdict carries the whole prompt, and prompts of 10 MB exist."""


class WorkerDied(Exception):  # noqa: N818 - it says what happened, as the field's own words do
    """The worker ended without its last event.

    Args:
        status: Its exit status; negative is the number of the signal that ended it (as `subprocess` has it).
    """

    def __init__(self, status: int) -> None:
        super().__init__(_how(status))
        self.status = status


@dataclass(frozen=True, slots=True)
class WorkerCommand:
    """What to start."""

    arguments: tuple[str, ...]
    """Program and arguments."""
    text: str
    """The prompt document, as the editor has it."""
    folder: str
    """Working directory."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Added to the server's own."""


def motjuste_command(
    job: str,
    flags: tuple[str, ...],
    *,
    path: str,
    text: str,
    folder: str,
    environment: Mapping[str, str] | None = None,
) -> WorkerCommand:
    """The command line's own `optimize`, `mark` or `eval` on a text that may not be saved yet."""
    # -P: the working directory is the workspace, and no module of it may stand in for one of ours.
    program = (sys.executable, "-P", "-m", "motjuste")
    command = (*program, job, "-", "--stdin-filename", path, "--events", *flags)
    return WorkerCommand(arguments=command, text=text, folder=folder, environment=environment or {})


async def follow(command: WorkerCommand) -> AsyncGenerator[AnyEvent, None]:
    """Start a worker and yield its events as they come. Closing the iterator ends the worker.

    Lines that are no event of this version are logged and skipped.

    Raises:
        WorkerDied: It could not be started, or ended before its `run_finished`.
    """
    from motjuste.optimize.events import RunFinished
    from motjuste.optimize.wire import WireError, from_json

    process = await _start(command)
    finished = False
    try:
        assert process.stdout is not None
        async for line in process.stdout:
            try:
                event, _ = from_json(line.decode("utf-8", "replace"))
            except WireError:
                log.warning("a line from the worker is no event: %.200r", line)
                continue
            finished = finished or isinstance(event, RunFinished)
            yield event
        status = await process.wait()
    except ValueError as error:
        raise WorkerDied(1) from error
    finally:
        await _end(process)
    if not finished:
        raise WorkerDied(status)


async def _start(command: WorkerCommand) -> asyncio.subprocess.Process:
    try:
        process = await asyncio.create_subprocess_exec(
            *command.arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            limit=_LONGEST_LINE,
            cwd=command.folder,
            env={**os.environ, **command.environment},
            **_own_group(),
        )
    except OSError as error:
        raise WorkerDied(127) from error
    lower_priority(process.pid)
    assert process.stdin is not None
    # Written and closed without waiting: the pipe's transport sends the rest while events are read. A lone
    # surrogate, which JSON can carry and UTF-8 cannot, becomes a question mark: one code point for one.
    process.stdin.write(command.text.encode("utf-8", "replace"))
    process.stdin.close()
    return process


def _own_group() -> dict[str, Any]:
    """A process group of its own, so that whatever the worker starts can be ended with it."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        return {"creationflags": flags}
    return {"process_group": 0}


def lower_priority(pid: int) -> None:
    """Let a process give way to the server."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, 0) + _NICENESS)


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a worker: first asked, then forced, at last its whole group; harmless when it is gone already."""
    try:
        if process.returncode is None:
            _signal(process.pid, signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), GRACE)
    finally:
        _kill(process)
    await process.wait()


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            os.kill(pid, signal.SIGTERM)
        else:
            os.killpg(pid, number)


def _kill(process: asyncio.subprocess.Process) -> None:
    if sys.platform == "win32":
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    else:
        _signal(process.pid, signal.SIGKILL)


def _how(status: int) -> str:
    """A worker's end in words for people."""
    if status < 0:
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = f"signal {-status}"
        return f"its process was killed ({name})"
    if status == 127:
        return "its process could not be started"
    return f"its process ended with status {status} before it was done"
