"""The audit of marks: what answers do without the marked words, beside random ones, and what a next step leaves alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from tests import personas
from tests.optimize.scores import Scores
from tests.optimize.test_search import OPTIONS, only, run

from motjuste.document.parse import parse
from motjuste.optimize.audit import FAILING, Audit, audit_calls
from motjuste.optimize.candidate import Origin, derive, seed_candidate
from motjuste.optimize.events import GateOpened, GateSummary, MarksAudited, MarksFound
from motjuste.optimize.numbered import number_words
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.optimize.plan import SearchInputs

AUDITED = replace(OPTIONS, steps=1, audit=True)


def test_each_mark_is_left_out_and_as_many_random_words(tmp_path):
    asked: list[str] = []

    def listen(request: dict[str, Any]) -> str:
        if "response_format" not in request:
            asked.append(request["messages"][0]["content"])
        return personas.dates(request)

    events, _ = run(tmp_path, AUDITED, responder=listen)
    told = only(events, MarksAudited)
    assert (told.step, told.candidate, told.cases) == (1, 0, FAILING)
    assert [one.text for one in told.marks] == ["date"]
    # One word of seven is marked; the control leaves out another one, and this model copies the date all the same.
    assert (told.marks[0].flips, told.control) == (0.0, 0.0)
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


@pytest.mark.parametrize(
    ("prompt", "marked", "left"),
    [
        ("Find the string in it.\n", "in", "[1]Find [2]the [3]string in [4]it."),
        ("Find it. Find it well.\n", "it", "[1]Find it. [2]Find [3]it [4]well."),
    ],
)
def test_a_place_is_left_alone_and_no_other_word(prompt, marked, left):
    seed = seed_candidate(parse("p.md", prompt))
    audit = Audit(cast("SearchInputs", None), Scores({}))
    start = prompt.index(f" {marked}") + 1
    audit._inert[1, 0] = [Span(start, start + len(marked))]
    assert number_words(audit.markable(seed, 2)).text == left
    assert audit.markable(seed, 3) is seed.document
    child = derive(seed.document, seed, [Edit(Span(0, 4), "Look for")], Origin("model"), 1)
    assert number_words(audit.markable(child, 2)).text.count("[") == left.count("[") + 1


def test_a_prompt_is_marked_as_it_stands_where_nothing_else_could_be():
    seed = seed_candidate(parse("p.md", "Go.\n"))
    audit = Audit(cast("SearchInputs", None), Scores({}))
    audit._inert[1, 0] = [Span(0, 3)]
    assert audit.markable(seed, 2) == seed.document
