"""Following a run to its end: events to whoever reads them; Ctrl-C, SIGTERM and a reader that leaves to a clean stop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import stat
import sys
import time
from contextlib import aclosing
from typing import TYPE_CHECKING

from motjuste.cli.record import Record
from motjuste.cli.streams import check_stdout
from motjuste.cli.terminal import complain, note
from motjuste.errors import UserError
from motjuste.workspace.jobs import run_job

if TYPE_CHECKING:
    import argparse

    from motjuste.cli.progress import Watcher
    from motjuste.cli.source import Source
    from motjuste.workspace.jobs import Job

FAILED, INTERRUPTED, TERMINATED = 2, 130, 143


class Ended(Exception):  # noqa: N818 - how a run ended is no error of the program
    """The run did not come to its end; what there was to say is said.

    Args:
        status: The exit status.
        record: What there was, if it holds a verdict that stands although the run was stopped.
    """

    def __init__(self, status: int, record: Record | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.record = record


def follow(source: Source, job: Job, watcher: Watcher, *, events: bool) -> Record:
    """Run a job to its end.

    Args:
        source: The prompt.
        job: What to do.
        watcher: Shown every event; draws progress.
        events: Print every event on stdout as a JSON line; the run ends when their reader is gone.

    Raises:
        Ended: It failed or was interrupted.
        OutputLost: The events' reader is gone.
    """
    return asyncio.run(_follow(source, job, watcher, events=events))


async def _follow(source: Source, job: Job, watcher: Watcher, *, events: bool) -> Record:
    from motjuste.optimize.wire import to_json

    record, began = Record(), time.monotonic()
    caught = _catch_signals()
    if events:
        _watch_reader()
    stream = run_job(source.workspace, source.document, job, progress=watcher.fetched)
    with watcher:
        async with aclosing(stream):
            async for event in stream:
                at = time.monotonic() - began
                if events:
                    sys.stdout.write(f"{to_json(event, at)}\n")
                    # Nobody pays for a run that nobody follows.
                    check_stdout()
                record.take(event, at)
                watcher.take(event)
    _tell_end(record, caught)
    return record


def _catch_signals() -> list[int]:
    """Let Ctrl-C and SIGTERM cancel the run; returns the list that will name what came."""
    caught: list[int] = []
    task = asyncio.current_task()
    assert task is not None

    def stop(number: int) -> None:
        # A second signal while the run is being put away must not break that off.
        if not caught:
            caught.append(number)
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers: there Ctrl-C cancels the task all the same, through asyncio.run.
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, stop, number)
    return caught


def _watch_reader() -> None:
    """Let the run end at once when nobody reads its events any more: whoever ordered it may have been killed.

    The next event would find out too, but until then models are asked and paid.
    """
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()

    def stop() -> None:
        loop.remove_reader(pipe)
        task.cancel()

    # Only a pipe says so, its writing end being readable then; and Windows has no such watch, the next event must do.
    with contextlib.suppress(NotImplementedError, OSError, ValueError):
        pipe = sys.stdout.fileno()
        if stat.S_ISFIFO(os.fstat(pipe).st_mode):
            loop.add_reader(pipe, stop)


def _tell_end(record: Record, caught: list[int]) -> None:
    """Say on stderr why a run is not done."""
    finished = record.finished
    if finished is not None and finished.status == "cancelled":
        held = " It was judged so that it may be stopped: the verdict so far holds." if record.verdict else ""
        note(
            "Interrupted. Nothing was changed; answers paid for are kept, so the same command goes on from there."
            f"{held}"
        )
        status = TERMINATED if caught == [signal.SIGTERM] else INTERRUPTED
        raise Ended(status, record if record.verdict is not None else None)
    if record.failed is not None:
        failed = record.failed
        complain(str(UserError(failed.message, remedy=failed.remedy, path=failed.path, line=failed.line)))
        raise Ended(FAILED)


def add_run_flags(parser: argparse.ArgumentParser) -> None:
    """Declare what all commands that ask models share."""
    limits = add_limit_flags(parser)
    limits.add_argument(
        "--max-calls", metavar="N", type=positive, help="stop before more model calls than this"
    )
    out = parser.add_argument_group("output")
    out.add_argument("--json", action="store_true", help="print the result as JSON")
    out.add_argument(
        "--events",
        action="store_true",
        help="print every event as a JSON line, as it happens; the run ends when its reader does",
    )


def add_limit_flags(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """Declare what bounds any asking of models, but for the number of calls; returns the group."""
    limits = parser.add_argument_group("limits")
    limits.add_argument("--max-tokens", metavar="N", type=positive, help="stop before more tokens than this")
    limits.add_argument("--concurrency", metavar="N", type=positive, help="cases under way at once")
    limits.add_argument("--skip-bad-rows", action="store_true", help="go on without rows that cannot be used")
    limits.add_argument(
        "--estimate", action="store_true", help="tell what the run may cost, and ask no model"
    )
    return limits


def positive(text: str) -> int:
    """A whole number from 1, for argparse."""
    import argparse

    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1")
    return number
