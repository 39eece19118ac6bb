"""The schedule replaces stale work, survives failures, and leaves nothing behind."""

from __future__ import annotations

import asyncio

from motjuste.lsp.schedule import Schedule


async def forever(log, name):
    try:
        await asyncio.Event().wait()
    finally:
        log.append(f"{name} ended")


async def note(log, name):
    log.append(name)


async def test_new_work_replaces_the_old_under_its_key():
    schedule, log = Schedule(), []
    first = schedule.start("a", forever(log, "first"))
    await asyncio.sleep(0)
    second = schedule.start("a", note(log, "second"))
    await asyncio.wait([first, second])
    assert first.cancelled()
    assert log == ["first ended", "second"]
    assert not schedule.running("a")


async def test_work_that_waits_is_replaced_before_it_begins():
    schedule, log = Schedule(), []
    schedule.start("a", note(log, "late"), delay=60)
    await schedule.start("a", note(log, "now"))
    assert log == ["now"]


async def test_other_keys_are_left_alone():
    schedule, log = Schedule(), []
    schedule.start("a", forever(log, "a"))
    await schedule.start("b", note(log, "b"))
    assert schedule.running("a")
    await schedule.close()
    assert log == ["b", "a ended"]


async def test_closing_waits_until_everything_has_cleaned_up():
    schedule, log = Schedule(), []

    async def slow_to_leave():
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(20):
                await asyncio.sleep(0)
            log.append("left")

    schedule.start("a", slow_to_leave())
    await asyncio.sleep(0)
    # A replaced task is still waited for while it cleans up.
    schedule.start("a", forever(log, "second"))
    await asyncio.sleep(0)
    await schedule.close()
    assert sorted(log) == ["left", "second ended"]


async def test_a_failure_is_logged_and_nothing_else_stops(caplog):
    schedule, log = Schedule(), []

    async def broken():
        raise RuntimeError("boom")

    task = schedule.start("a", broken())
    await task
    await schedule.start("b", note(log, "b"))
    assert log == ["b"]
    assert "boom" in caplog.text


async def test_being_cancelled_is_no_failure(caplog):
    schedule = Schedule()
    task = schedule.start("a", forever([], "a"))
    await asyncio.sleep(0)
    assert schedule.cancel("a")
    await asyncio.wait([task])
    assert task.cancelled()
    assert caplog.text == ""
    assert not schedule.cancel("a")
