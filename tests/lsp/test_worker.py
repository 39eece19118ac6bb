"""A worker is followed to its end, and ended with everything it started, however that comes about."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import textwrap
import time

import psutil
import pytest

from motjuste.lsp.worker import WorkerCommand, WorkerDied, follow, motjuste_command

PRELUDE = """
import json, os, signal, subprocess, sys, time
zero = dict(task_calls=0, optimizer_calls=0, cached_calls=0, task_tokens=0, optimizer_tokens=0)
def say(kind, **fields):
    print(json.dumps(dict(kind=kind, at=0.0, totals=zero, **fields)), flush=True)
"""


def command(tmp_path, script, text=""):
    path = tmp_path / "worker.py"
    path.write_text(PRELUDE + textwrap.dedent(script))
    return WorkerCommand(arguments=(sys.executable, str(path)), text=text, folder=str(tmp_path))


async def events(told):
    return [event async for event in follow(told)]


def gone(pid):
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    return True


def wait_until(condition, timeout=10):
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.005)


async def test_events_come_as_typed_data_and_the_text_goes_in_on_stdin(tmp_path):
    told = command(
        tmp_path,
        """
        text = sys.stdin.buffer.read().decode()
        say("marks_found", step=0, candidate=0, gradient=[text], marks=[])
        say("run_finished", status="done")
        """,
        text="Prüfe 😀\r\n",
    )
    marks, finished = await events(told)
    assert marks.gradient == ("Prüfe 😀\r\n",)
    assert finished.status == "done"


async def test_a_text_larger_than_any_pipe_and_an_event_as_large(tmp_path):
    told = command(
        tmp_path,
        """
        text = sys.stdin.buffer.read().decode()
        say("marks_found", step=0, candidate=0, gradient=[text], marks=[])
        say("run_finished", status="done")
        """,
        text="x" * 5_000_000,
    )
    marks, _ = await events(told)
    assert len(marks.gradient[0]) == 5_000_000


async def test_a_lone_surrogate_keeps_every_offset(tmp_path):
    told = command(
        tmp_path,
        """
        text = sys.stdin.buffer.read().decode()
        say("marks_found", step=0, candidate=0, gradient=[text], marks=[])
        say("run_finished", status="done")
        """,
        text="a\ud800b",
    )
    marks, _ = await events(told)
    assert marks.gradient == ("a?b",)


async def test_lines_that_are_no_events_are_skipped_with_a_log_line(tmp_path, caplog):
    told = command(tmp_path, 'print("hello"); print("{}"); say("run_finished", status="done")')
    assert [event.kind for event in await events(told)] == ["run_finished"]
    assert "no event" in caplog.text


async def test_a_worker_that_is_killed_has_died(tmp_path):
    told = command(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(WorkerDied, match=r"killed \(SIGKILL\)"):
        await events(told)


async def test_a_worker_that_stops_short_has_died(tmp_path):
    told = command(tmp_path, "sys.exit(3)")
    with pytest.raises(WorkerDied, match="status 3 before it was done"):
        await events(told)


async def test_a_worker_that_reads_nothing_is_no_trouble(tmp_path):
    told = command(tmp_path, 'os.close(0); say("run_finished", status="done")', text="x" * 1_000_000)
    assert len(await events(told)) == 1


async def test_a_command_that_cannot_be_started_has_died(tmp_path):
    told = WorkerCommand(arguments=("/nowhere/motjuste",), text="", folder=str(tmp_path))
    with pytest.raises(WorkerDied, match="could not be started"):
        await events(told)


async def test_a_folder_that_is_gone_is_told_the_same_way(tmp_path):
    told = WorkerCommand(arguments=(sys.executable, "-V"), text="", folder=str(tmp_path / "gone"))
    with pytest.raises(WorkerDied, match="could not be started"):
        await events(told)


async def cancelled_after_first_event(told):
    """Follow until the first event, then cancel; returns that event and how long the cancel took in seconds."""
    first = asyncio.get_running_loop().create_future()

    async def run():
        async with contextlib.aclosing(follow(told)) as stream:
            async for event in stream:
                if not first.done():
                    first.set_result(event)

    task = asyncio.ensure_future(run())
    event = await first
    begun = time.perf_counter()
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    return event, time.perf_counter() - begun


async def test_cancelling_asks_first(tmp_path):
    told = command(
        tmp_path,
        """
        def leave(*_):
            open("asked", "w").close()
            sys.exit(143)
        signal.signal(signal.SIGTERM, leave)
        say("marks_found", step=0, candidate=0, gradient=[str(os.getpid())], marks=[])
        time.sleep(60)
        """,
    )
    event, _ = await cancelled_after_first_event(told)
    assert (tmp_path / "asked").exists()
    assert gone(int(event.gradient[0]))


async def test_cancelling_a_worker_that_will_not_listen_leaves_neither_it_nor_its_children(tmp_path):
    told = command(
        tmp_path,
        """
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = subprocess.Popen([sys.executable, "-c",
            "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"])
        say("marks_found", step=0, candidate=0, gradient=[str(os.getpid()), str(child.pid)], marks=[])
        time.sleep(60)
        """,
    )
    event, seconds = await cancelled_after_first_event(told)
    assert seconds < 5
    for pid in event.gradient:
        wait_until(lambda pid=pid: gone(int(pid)))


async def test_what_a_finished_worker_left_running_is_ended(tmp_path):
    told = command(
        tmp_path,
        """
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        say("marks_found", step=0, candidate=0, gradient=[str(child.pid)], marks=[])
        say("run_finished", status="done")
        """,
    )
    marks, _ = await events(told)
    wait_until(lambda: gone(int(marks.gradient[0])))


@pytest.mark.skipif(sys.platform == "win32", reason="niceness is the kernel's own word on POSIX only")
async def test_a_worker_gives_way_to_the_server(tmp_path):
    told = command(
        tmp_path,
        """
        say("marks_found", step=0, candidate=0, gradient=[str(os.getpid()), str(os.getpgid(0))], marks=[])
        sys.stdin.read()
        say("marks_found", step=0, candidate=0, gradient=[str(os.nice(0))], marks=[])
        say("run_finished", status="done")
        """,
    )
    first, second, _ = await events(told)
    assert int(second.gradient[0]) > os.nice(0)
    assert first.gradient[0] == first.gradient[1] != str(os.getpgid(0)), "a process group of its own"


def test_the_command_is_the_command_line_itself():
    told = motjuste_command("optimize", ("--tagged",), path="/w/p.md", text="x", folder="/w")
    flags = ("-P", "-m", "motjuste", "optimize", "-", "--stdin-filename", "/w/p.md", "--events", "--tagged")
    assert told.arguments == (sys.executable, *flags)


def test_a_signal_without_a_name_is_told_by_its_number():
    assert "signal 99" in str(WorkerDied(-99))
    assert signal.Signals.SIGTERM.name in str(WorkerDied(-signal.SIGTERM))
