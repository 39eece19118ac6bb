"""The gate's error rate over many openings: what counts as one, and what is left for it."""

from __future__ import annotations

from dataclasses import replace

from tests import personas
from tests.optimize.test_search import OPTIONS, only, run

from motjuste.document.parse import parse
from motjuste.optimize.events import GateOpened, GateSummary, RunStarted
from motjuste.optimize.search import optimize
from motjuste.optimize.two_stage import TwoStage
from motjuste.stats.many import opening_alpha

ONE_STEP = replace(OPTIONS, steps=1)


def after(*opened: str):
    """The search, with a gate that was opened before."""

    async def job(inputs):
        async for event in optimize(replace(inputs, opened=opened)):
            yield event

    return job


def test_each_opening_leaves_less_of_the_error_rate_and_the_same_prompt_is_the_same_opening(tmp_path):
    first, _ = run(tmp_path / "1", ONE_STEP)
    opened, told = only(first, GateOpened), only(first, GateSummary)
    assert (opened.opening, told.opening) == (1, 1)
    assert opened.alpha == told.alpha == opening_alpha(0.05, 1)
    assert "for the first time, at an error rate of 3 %" in told.message
    assert first.index(opened) < first.index(told)

    again, _ = run(tmp_path / "2", ONE_STEP, job=after("other", opened.champion))
    second = only(again, GateSummary)
    assert only(again, GateOpened).champion == opened.champion
    assert second.alpha == opening_alpha(0.05, 2)
    assert "for the 2nd time for this prompt, which leaves an error rate of 0.76 %" in second.message

    third, _ = run(tmp_path / "3", ONE_STEP, job=after("one", "two", "two"))
    assert only(third, GateSummary).opening == 3
    mde = [only(events, RunStarted).mde for events in (first, again, third)]
    assert mde[0] < mde[1] == mde[2], "two others were tried before, whoever comes next"


def test_a_gate_that_stays_closed_is_not_opened(tmp_path):
    def stubborn(request):
        return personas.dates(request) if "response_format" in request else "I like dates."

    events, _ = run(tmp_path, responder=stubborn)
    assert not [event for event in events if isinstance(event, GateOpened)]
    told = only(events, GateSummary)
    assert (told.opening, told.alpha) == (None, None)
    assert "error rate" not in told.message


def test_another_test_is_another_opening(tmp_path):
    from motjuste.optimize.openings import champion_digest

    seen = {}

    async def job(inputs):
        text = "Another prompt."
        task = inputs.task
        others = {
            "the same": inputs,
            "a longer answer": replace(inputs, options=replace(inputs.options, max_tokens=9)),
            "another way to judge": replace(inputs, options=replace(inputs.options, anytime=True)),
            "asked twice a case": replace(inputs, task=TwoStage(task)),
            "another seed": replace(inputs, document=parse("dates.md", "Tell the day: {{ text }}")),
        }
        seen.update({name: champion_digest(one, text, 1) for name, one in others.items()})
        seen["another text"] = champion_digest(inputs, "Other.", 1)
        seen["two samples"] = champion_digest(inputs, text, 2)
        for event in ():
            yield event

    run(tmp_path, job=job)
    assert len(set(seen.values())) == len(seen)
    assert all(len(digest) == 16 for digest in seen.values())


def test_a_gate_that_another_run_opened_meanwhile_leaves_less(tmp_path):
    def beside(_gate, champion):
        return ("theirs", champion)

    async def job(inputs):
        async for event in optimize(replace(inputs, note_opening=beside)):
            yield event

    events, _ = run(tmp_path, ONE_STEP, job=job)
    assert only(events, GateOpened).opening == 2
    assert only(events, GateSummary).alpha == opening_alpha(0.05, 2)
