"""The audit of marks: what answers do without the marked words, beside random ones, and what a next step leaves alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests import personas
from tests.optimize.test_search import OPTIONS, only, run

from motjuste.optimize.audit import FAILING, PASSING, audit_calls
from motjuste.optimize.events import GateOpened, GateSummary, MarksAudited, MarksFound

AUDITED = replace(OPTIONS, steps=1, audit=True)


def test_each_mark_is_left_out_and_as_many_random_words(tmp_path):
    asked: list[str] = []

    def listen(request: dict[str, Any]) -> str:
        if "response_format" not in request:
            asked.append(request["messages"][0]["content"])
        return personas.dates(request)

    events, _ = run(tmp_path, AUDITED, responder=listen)
    told = only(events, MarksAudited)
    (found,) = (event for event in events if isinstance(event, MarksFound))
    assert (told.step, told.candidate) == (1, 0)
    assert {one.text for one in told.marks} <= {mark.text for mark in found.marks}
    assert 0 < told.cases <= FAILING + PASSING
    assert told.control is not None
    assert all(0 <= one.flips <= 1 for one in told.marks)
    without = {"Find the  in the text and return it." in prompt for prompt in asked}
    assert True in without, "no case was asked without the word that was marked"


def test_words_without_which_nothing_changes_are_not_marked_in_the_next_step(tmp_path):
    shown: list[str] = []

    def marker(request: dict[str, Any]) -> str:
        if "response_format" in request:
            shown.append(request["messages"][-1]["content"])
        return personas.dates(request)

    events, _ = run(tmp_path, replace(AUDITED, steps=3, proposer="model"), responder=marker)
    first = next(event for event in events if isinstance(event, MarksAudited))
    # Without the word `date` this model answers as before: it copies the date all the same.
    assert [(one.text, one.inert) for one in first.marks] == [("date", True)]
    later = [event for event in events if isinstance(event, MarksFound) and event.step == 2]
    assert all(mark.text != "date" for event in later for mark in event.marks)
    assert any("]date" in prompt for prompt in shown)
    assert any("]date" not in prompt and "the date" in prompt for prompt in shown)


def test_it_is_off_by_default_costs_what_it_says_and_leaves_the_claim_alone(tmp_path):
    events, _ = run(tmp_path / "off", replace(OPTIONS, steps=1))
    assert not [event for event in events if isinstance(event, MarksAudited)]
    audited, _ = run(tmp_path / "on", AUDITED)
    (off,), (on,) = (
        [event.champion for event in found if isinstance(event, GateOpened)] for found in (events, audited)
    )
    assert off == on
    spent = [found[-1].totals.task_calls for found in (events, audited)]
    assert 0 < spent[1] - spent[0] <= audit_calls(AUDITED.max_spans) == 48


def test_a_tight_budget_does_without(tmp_path):
    events, endpoint = run(tmp_path, replace(AUDITED, max_calls=330))
    assert endpoint.calls <= 330
    assert only(events, GateSummary).n > 0
    assert not [event for event in events if isinstance(event, MarksAudited)]
