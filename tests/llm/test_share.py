"""Runs side by side keep to their parts of an endpoint's places, as the server's file tells them."""

from __future__ import annotations

import asyncio

from motjuste.llm.pace import Pace
from motjuste.llm.share import VARIABLE, Share, share_of_this_process


class Told(Share):
    """A share that is told directly, so that no test waits for a file to be looked at again."""

    def __init__(self):
        super().__init__(None)

    def tell(self, runs):
        self._runs = runs


def test_alone_all_places_are_ours(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert share_of_this_process().of(32) == 32


def test_the_file_says_how_many_share(tmp_path, monkeypatch):
    file = tmp_path / "runs"
    monkeypatch.setenv(VARIABLE, str(file))
    assert share_of_this_process().of(32) == 32, "not written yet"
    for text, places, ours in [
        ("1", 32, 32),
        ("2", 32, 16),
        ("3", 32, 11),
        ("9", 4, 1),
        ("0", 4, 4),
        ("x", 4, 4),
    ]:
        file.write_text(text)
        assert share_of_this_process().of(places) == ours


async def test_a_pace_shrinks_with_its_share_and_grows_again():
    share = Told()
    pace = Pace(4, share)
    going = asyncio.Event()

    async def call():
        async with pace.turn():
            await going.wait()

    async def under_way(calls):
        while pace.in_flight < calls:  # noqa: ASYNC110 - the loop's own turns are what is waited for
            await asyncio.sleep(0)
        return pace.in_flight

    share.tell(2)
    first = [asyncio.create_task(call()) for _ in range(6)]
    assert await under_way(2) == 2
    assert pace.limit == 2
    share.tell(1)
    pace.quicker()
    assert await under_way(4) == 4, "places that came free are taken at the next answer"
    going.set()
    await asyncio.gather(*first)
    assert pace.in_flight == 0
