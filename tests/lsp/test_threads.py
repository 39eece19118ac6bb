"""Work in threads comes one at a time, and work that nobody wants any more is not begun."""

from __future__ import annotations

import asyncio
import threading

from motjuste.lsp.threads import Threads


async def test_work_under_one_key_waits_for_its_turn_and_is_dropped_if_it_is_stale():
    threads, gate, done = Threads(), threading.Event(), []

    def first():
        gate.wait(30)
        done.append("first")

    cancelled = asyncio.ensure_future(threads.run("a", first, if_still=lambda: True))
    await asyncio.sleep(0)
    cancelled.cancel()
    stale = asyncio.ensure_future(threads.run("a", lambda: done.append("stale"), if_still=lambda: False))
    newest = asyncio.ensure_future(threads.run("a", lambda: done.append("newest"), if_still=lambda: True))
    other = await threads.run("b", lambda: "other", if_still=lambda: True)
    assert (other, done) == ("other", []), "another key does not wait"
    gate.set()
    await asyncio.wait_for(asyncio.gather(stale, newest), 30)
    assert done == ["first", "newest"]
