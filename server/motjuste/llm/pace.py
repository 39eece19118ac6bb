"""How many calls may be in flight at an endpoint: halved when it says too many, grown slowly when it does not."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from motjuste.llm.share import Share

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Pace:
    """Additive increase, multiplicative decrease, as TCP does it (Chiu & Jain 1989), first come first served.

    Args:
        most: Calls in flight to start with and never to exceed, at least 1.
        share: Says which part of them is ours, while other processes ask the same endpoint.
    """

    def __init__(self, most: int, share: Share | None = None) -> None:
        self._most = max(1, most)
        self._share = share or Share(None)
        self._limit = float(self._most)
        self._in_flight = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._epoch = 0
        self._quiet_until = 0.0

    @property
    def limit(self) -> int:
        """Calls that may be in flight now."""
        return min(int(self._limit), self._share.of(self._most))

    @property
    def in_flight(self) -> int:
        """Calls that are in flight now."""
        return self._in_flight

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[int]:
        """Wait for a turn; gives the epoch to hand to `slower`. Cancelling a waiting turn costs nobody else's."""
        await self._enter()
        try:
            await self._be_quiet()
            yield self._epoch
        finally:
            self._in_flight -= 1
            self._wake()

    def slower(self, epoch: int, wait: float = 0.0) -> None:
        """The endpoint said "too many": halve, and start nothing for `wait` seconds.

        A burst is refused as one: of all calls begun in the same epoch only the first counts.
        """
        self._quiet_until = max(self._quiet_until, asyncio.get_running_loop().time() + wait)
        if epoch == self._epoch:
            self._epoch += 1
            self._limit = max(1.0, self._limit / 2)

    def quicker(self) -> None:
        """A call was answered: a full round of answers adds one call in flight."""
        self._limit = min(float(self._most), self._limit + 1 / self._limit)
        self._wake()

    async def _enter(self) -> None:
        if self._in_flight < self.limit and not self._waiting:
            self._in_flight += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                # The turn had come already: give it to the next.
                self._in_flight -= 1
                self._wake()
            else:
                self._waiting.remove(turn)
            raise

    async def _be_quiet(self) -> None:
        loop = asyncio.get_running_loop()
        # Looked at again after each sleep: another refusal may have asked for more meanwhile.
        while (rest := self._quiet_until - loop.time()) > 0:  # noqa: ASYNC110 - it waits for a time, not for an event
            await asyncio.sleep(rest)

    def _wake(self) -> None:
        while self._waiting and self._in_flight < self.limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self._in_flight += 1
                turn.set_result(None)
