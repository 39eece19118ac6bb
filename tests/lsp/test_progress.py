"""A progress bar: throttled, never going back, and no obstacle in editors that have none or fail to make one."""

from __future__ import annotations

import asyncio

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcInternalError

from motjuste.lsp import progress
from motjuste.lsp.capabilities import Client
from motjuste.lsp.progress import ProgressBar


class Bars:
    """Records what pygls's progress would send."""

    def __init__(self):
        self.tokens = {}
        self.sent = []
        self.error = None

    async def create_async(self, token):
        if self.error:
            raise self.error
        self.tokens[token] = asyncio.Future()

    def begin(self, _, value):
        self.sent.append(value)

    report = end = begin


class Server:
    """What a bar needs of a server."""

    def __init__(self, *, able=True):
        self.client = Client(work_done_progress=able)
        self.work_done_progress = Bars()

    @property
    def sent(self):
        return self.work_done_progress.sent


def bar_of(ls):
    return ProgressBar(ls, "t")


async def shown(monkeypatch, ls, interval=0.0):
    monkeypatch.setattr(progress, "_INTERVAL", interval)
    bar = bar_of(ls)
    await bar.begin("Working", lambda: None)
    return bar


async def test_a_bar_begins_reports_and_ends(monkeypatch):
    ls = Server()
    bar = await shown(monkeypatch, ls)
    bar.report("1 call", 0.1)
    bar.end("Done")
    begin, report, end = ls.sent
    assert (begin.title, begin.cancellable) == ("Working", True)
    assert (report.message, report.percentage) == ("1 call", 10)
    assert isinstance(end, types.WorkDoneProgressEnd)
    assert ls.work_done_progress.tokens == {}, "nothing is kept of a bar that is gone"


async def test_a_bar_never_goes_back_and_is_full_only_at_the_end(monkeypatch):
    ls = Server()
    bar = await shown(monkeypatch, ls)
    for share in (0.5, 0.2, None, 7.0):
        bar.report("", share)
    assert [one.percentage for one in ls.sent[1:]] == [50, 50, 50, 99]


async def test_reports_that_come_too_fast_are_dropped(monkeypatch):
    ls = Server()
    bar = await shown(monkeypatch, ls, interval=60)
    for number in range(100):
        bar.report(str(number))
    assert [one.message for one in ls.sent[1:]] == ["0"]


async def test_an_editor_without_bars_gets_none(monkeypatch):
    ls = Server(able=False)
    bar = await shown(monkeypatch, ls)
    bar.report("x")
    bar.end("y")
    assert ls.sent == []


async def test_an_editor_that_fails_to_make_a_bar_gets_none(monkeypatch):
    ls = Server()
    ls.work_done_progress.error = JsonRpcInternalError("no")
    bar = await shown(monkeypatch, ls)
    bar.report("x")
    bar.end("y")
    assert ls.sent == []


async def test_the_button_cancels():
    ls, pressed = Server(), []
    bar = bar_of(ls)
    await bar.begin("Working", lambda: pressed.append(1))
    ls.work_done_progress.tokens["t"].cancel()
    await asyncio.sleep(0)
    assert pressed == [1]


@pytest.mark.parametrize("times", [2, 3])
async def test_ending_again_does_nothing(monkeypatch, times):
    ls = Server()
    bar = await shown(monkeypatch, ls)
    for _ in range(times):
        bar.end("Done")
    assert len(ls.sent) == 2
