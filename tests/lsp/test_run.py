"""A run notes what its events say, follows its words while it waits, and tells how long it may still take."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from motjuste.lsp.budget import Share, calls_left
from motjuste.lsp.run import Order, Run
from motjuste.lsp.steps import Step
from motjuste.optimize.events import MarksFound, Progress, PromptScored, RunStarted, Totals
from motjuste.text.edit import Edit
from motjuste.text.span import Span


def under_way(order=None):
    return Run("motjuste-1", order or Order("optimize", None), cast(Any, SimpleNamespace()))


def started(**changes):
    told: dict[str, Any] = {
        "totals": Totals(),
        "run": "r",
        "job": "optimize",
        "path": "a.md",
        "text_sha256": "",
        "evalset": "e",
        "evalset_digest": "",
        "method": "apo",
        "scope": "local",
        "task_model": "m",
        "optimizer_model": "m",
        "seed": 0,
        "cases": {},
        "mde": None,
        "max_calls": None,
        "expected_calls": (100, 300),
    }
    return RunStarted(**{**told, **changes})


def progress(calls, best=None):
    totals = Totals(task_calls=calls, task_tokens=10 * calls)
    return Progress(totals=totals, phase="race", step=1, done=1, total=2, best=best)


def step(start, end, new):
    return Step(Edit(Span(start, end), new), "", "")


def test_words_move_while_it_waits_and_are_lost_when_they_change():
    run = under_way(Order("optimize", None, ("--seed", "1"), Span(10, 14)))
    run.follow((step(0, 0, "ab"), step(20, 21, "")))
    assert run.order.flags == ("--span", "12:16", "--seed", "1")
    run.follow((step(13, 14, "x"),))
    assert run.lost == "the words it was to work on changed"


def test_once_begun_it_remembers_what_happened_instead():
    run = under_way(Order("optimize", None, (), Span(10, 14)))
    run.begin()
    run.follow((step(11, 12, "x"),))
    run.lose("its text was closed")
    assert run.lost is None, "it reads the text it has"
    assert run.order.flags == ("--span", "10:14")
    assert len(run.steps) == 1


def test_its_line_tells_the_plan_then_phase_calls_and_best():
    run = under_way()
    run.take(started())
    assert run.line == "about 100 calls, at most 300"
    run.take(progress(20, best=0.5))
    assert run.line == "racing candidates 1/2, 20 calls, 200 tokens, best 50.0 %"
    assert run.share == pytest.approx(0.2)
    run.take(progress(500))
    assert run.share == 1
    assert run.best == 0.5


def test_the_time_left_is_told_once_the_pace_is_known(monkeypatch):
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr("motjuste.lsp.run.time.monotonic", lambda: clock.now)
    run = under_way()
    run.begin()
    run.take(started())
    clock.now = 1.0
    run.take(progress(20))
    assert "left" not in run.line, "too early to say"
    clock.now = 60.0
    run.take(progress(20))
    assert run.line.endswith("about 4 min left")
    run.take(progress(120))
    assert "left" not in run.line, "it takes longer than was expected"


def test_marks_of_a_candidate_are_not_of_this_text():
    run = under_way()
    for candidate, marked in ((3, None), (0, 0)):
        run.take(MarksFound(totals=Totals(), step=1, candidate=candidate, gradient=(), marks=()))
        assert run.marked == marked
    run.take(
        PromptScored(totals=Totals(), candidate=0, split="dev", cases=1, mean=0, failures=(("a", "why"),))
    )
    assert run.reasons == {"a": "why"}


def test_money_is_known_where_prices_are():
    run = under_way()
    assert run.paid is None
    run.take(started())
    run.take(progress(10))
    assert run.paid is None
    run.take(started(task_price=(1.0, 2.0), optimizer_price=(1.0, 2.0)))
    run.take(progress(10))
    assert run.paid == pytest.approx(100 / 1_000_000)


def test_what_is_left_of_a_sessions_calls():
    fresh, known, limited = under_way(), under_way(), under_way()
    known.take(started())
    known.take(progress(20))
    limited.allowed = 50
    limited.take(started())
    assert calls_left(1000, 100, []) == 900
    assert calls_left(1000, 100, [known, limited]) == 900 - 300 - 50
    assert calls_left(1000, 100, [fresh]) == 900, "it has told no plan yet, and was given no bounds"
    assert calls_left(100, 90, [limited]) == 0


def test_the_shares_file_goes_with_the_session():
    share = Share()
    assert share.environment == {}
    share.close()
    share.set(2)
    (path,) = share.environment.values()
    with open(path) as file:  # noqa: PTH123 - the name is all there is
        assert file.read() == "2"
    share.close()
    with pytest.raises(FileNotFoundError):
        open(path)  # noqa: PTH123, SIM115
