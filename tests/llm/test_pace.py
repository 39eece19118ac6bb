from __future__ import annotations

import asyncio

import pytest

from motjuste.llm.pace import Pace


class Crowd:
    """Tasks that take a turn and keep it until told."""

    def __init__(self, pace: Pace, size: int) -> None:
        self.pace = pace
        self.inside: list[int] = []
        self.most = 0
        self.go = [asyncio.Event() for _ in range(size)]
        self.tasks = [asyncio.create_task(self._one(number)) for number in range(size)]

    async def _one(self, number: int) -> None:
        async with self.pace.turn():
            self.inside.append(number)
            self.most = max(self.most, self.pace.in_flight)
            try:
                await self.go[number].wait()
            finally:
                self.inside.remove(number)

    async def settle(self) -> None:
        for _ in range(3 * len(self.tasks)):
            await asyncio.sleep(0)

    async def finish(self) -> None:
        for go in self.go:
            go.set()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def test_turns_come_in_order_and_never_more_than_the_limit():
    crowd = Crowd(Pace(3), 8)
    await crowd.settle()
    assert crowd.inside == [0, 1, 2]
    crowd.go[1].set()
    await crowd.settle()
    assert crowd.inside == [0, 2, 3]
    await crowd.finish()
    assert crowd.most == 3
    assert crowd.pace.in_flight == 0


@pytest.mark.parametrize("limit", [0, -5])
async def test_a_limit_is_at_least_one(limit):
    crowd = Crowd(Pace(limit), 2)
    await crowd.settle()
    assert crowd.inside == [0]
    await crowd.finish()


async def test_a_cancelled_turn_costs_nobody_else_s():
    crowd = Crowd(Pace(1), 4)
    await crowd.settle()
    crowd.tasks[1].cancel()
    await crowd.settle()
    crowd.go[0].set()
    await crowd.settle()
    assert crowd.inside == [2]
    await crowd.finish()
    assert crowd.pace.in_flight == 0


async def test_a_turn_cancelled_just_as_it_came_goes_to_the_next():
    crowd = Crowd(Pace(1), 3)
    await crowd.settle()
    crowd.tasks[0].cancel()
    await asyncio.sleep(0)
    # Now 0 has left and woken 1, which has not run yet.
    crowd.tasks[1].cancel()
    await crowd.settle()
    assert crowd.inside == [2]
    await crowd.finish()
    assert crowd.pace.in_flight == 0


async def test_too_many_halves_once_a_burst_and_answers_grow_it_slowly():
    pace = Pace(16)
    epochs = []
    for _ in range(3):
        async with pace.turn() as epoch:
            epochs.append(epoch)
    for epoch in epochs:
        pace.slower(epoch)
    assert pace.limit == 8
    async with pace.turn() as epoch:
        pace.slower(epoch)
    assert pace.limit == 4
    for _ in range(4):
        pace.quicker()
    assert pace.limit in {4, 5}
    for _ in range(10):
        async with pace.turn() as epoch:
            pace.slower(epoch)
    assert pace.limit == 1
    for _ in range(1000):
        pace.quicker()
    assert pace.limit == 16, "never more than it began with"


async def test_growing_lets_those_who_wait_in():
    pace = Pace(4)
    async with pace.turn() as epoch:
        pace.slower(epoch)
    crowd = Crowd(pace, 4)
    await crowd.settle()
    assert crowd.inside == [0, 1]
    for _ in range(3):
        pace.quicker()
    await crowd.settle()
    assert crowd.inside == [0, 1, 2]
    await crowd.finish()


async def test_nothing_starts_while_the_endpoint_asks_for_quiet():
    pace = Pace(4)
    loop = asyncio.get_running_loop()
    async with pace.turn() as epoch:
        pace.slower(epoch, 0.1)
    before = loop.time()
    async with pace.turn():
        assert loop.time() - before >= 0.099
