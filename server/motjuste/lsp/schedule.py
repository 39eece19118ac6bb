"""The schedule: owns every task of the server, so that an edit can cancel what it makes stale and nothing outlives it.

One of the named doors where any exception is caught: a task that fails is logged and the server goes on. A task that
was cancelled has not failed.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

log = logging.getLogger(__name__)


class Schedule:
    """Tasks by key; a key has at most one."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._all: set[asyncio.Task[None]] = set()
        self._on_failure: Callable[[str, Exception], None] | None = None

    def on_failure(self, act: Callable[[str, Exception], None]) -> None:
        """What to do, besides logging, when a task fails; handed the task's key and the error."""
        self._on_failure = act

    def start(self, key: str, work: Coroutine[Any, Any, None], *, delay: float = 0.0) -> asyncio.Task[None]:
        """Run `work` after `delay` seconds, in place of whatever ran or waited under the same key."""
        self.cancel(key)
        task = asyncio.get_running_loop().create_task(self._guard(key, work, delay), name=key)
        self._tasks[key] = task
        self._all.add(task)
        task.add_done_callback(lambda done: self._forget(key, done, work))
        return task

    def running(self, key: str) -> bool:
        """Whether a task of that key runs or waits."""
        return key in self._tasks

    def cancel(self, key: str) -> bool:
        """Cancel the task of that key; false when there is none."""
        task = self._tasks.get(key)
        return task is not None and _cancel(task)

    async def close(self) -> None:
        """Cancel all tasks, but for the one that asks for it, and wait until each has cleaned up."""
        tasks = self._all - {asyncio.current_task()}
        for task in tasks:
            _cancel(task)
        if tasks:
            await asyncio.wait(tasks)

    async def _guard(self, key: str, work: Awaitable[None], delay: float) -> None:
        try:
            if delay > 0:
                await asyncio.sleep(delay)
            await work
        except Exception as error:
            log.exception("%s failed", key)
            if self._on_failure is not None:
                self._on_failure(key, error)

    def _forget(self, key: str, task: asyncio.Task[None], work: Coroutine[Any, Any, None]) -> None:
        # Cancelled while it waited: the coroutine never began and would complain that nobody awaited it.
        work.close()
        self._all.discard(task)
        if self._tasks.get(key) is task:
            del self._tasks[key]


def _cancel(task: asyncio.Task[None]) -> bool:
    """Cancel a task once: a second time would cut short the cleaning up that the first has set off."""
    return bool(task.cancelling()) or task.cancel()
