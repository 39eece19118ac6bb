"""Work in threads, one at a time by key: whom an edit cancelled leaves the thread to end by itself, and the next waits for it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Threads:
    """The work under way."""

    def __init__(self) -> None:
        self._busy: dict[str, asyncio.Future[object]] = {}

    async def run(self, key: str, work: Callable[[], T], *, if_still: Callable[[], bool]) -> T | None:
        """Do some work when what runs under the same key has ended.

        Args:
            key: Whose work it is.
            work: What to do, in a thread.
            if_still: Asked when its turn comes; false makes it None, as when a newer text has its own work.
        """
        while (busy := self._busy.get(key)) is not None:
            await asyncio.wait({busy})
        if not if_still():
            return None
        future = asyncio.get_running_loop().run_in_executor(None, work)
        self._busy[key] = future  # type: ignore[assignment]
        future.add_done_callback(lambda _: self._busy.pop(key, None))
        return await asyncio.shield(future)
