"""Jobs through the facade: what is refused before a call, what is yielded, what is left behind."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest
from tests.personas import PROMPT, dates, write_settings, write_workspace

from motjuste.errors import UserError
from motjuste.llm.places import state_dir
from motjuste.optimize.events import GateSummary, MarksFound, RunFailed, RunFinished, RunStarted
from motjuste.optimize.run_file import replay
from motjuste.text.span import Span
from motjuste.workspace.jobs import EvalJob, Limits, MarkJob, OptimizeJob, run_job
from motjuste.workspace.prepare import LARGEST_PROMPT, prepare
from motjuste.workspace.workspace import Workspace


@pytest.fixture
def prompt(tmp_path, endpoint, monkeypatch):
    monkeypatch.setenv("MOTJUSTE_TEST_KEY", "k")
    endpoint.responder = dates
    write_settings(tmp_path, endpoint.url)
    return write_workspace(tmp_path, cases=60)


async def events(prompt, job, text=None):
    workspace = Workspace.discover(prompt)
    return [event async for event in run_job(workspace, workspace.document(prompt, text), job)]


async def test_an_eval_scores_all_splits_and_ends(prompt, endpoint):
    seen = await events(prompt, EvalJob())
    assert isinstance(seen[0], RunStarted)
    assert [event.split for event in seen if event.kind == "prompt_scored"] == ["train", "dev", "gate"]
    assert seen[-1] == RunFinished(totals=seen[-1].totals, status="done")
    assert seen[-1].totals.task_calls == endpoint.calls == 60


async def test_an_eval_tells_the_answer_to_every_case_as_it_comes(prompt):
    seen = await events(prompt, EvalJob())
    told = {one.id: one for event in seen if event.kind == "progress" for one in event.outcomes}
    workspace = Workspace.discover(prompt)
    document = workspace.document(prompt)
    link = workspace.link(document)
    assert link is not None
    cases = {case.id: case for case in workspace.eval_set(link, document).cases}
    assert told.keys() == cases.keys()
    assert {one.passed for one in told.values()} == {True, False}
    for name, one in told.items():
        assert one.expected == cases[name].expected
        assert one.split == cases[name].split
        assert one.passed == (one.output == one.expected) == (one.score == 1)
        assert bool(one.reason) != one.passed


async def test_an_eval_of_some_cases_asks_no_others_and_is_not_the_prompts_score(prompt, endpoint):
    seen = await events(prompt, EvalJob())
    before = endpoint.calls
    (failed, _), *_ = [one for event in seen if event.kind == "prompt_scored" for one in event.failures]
    rows = prompt.parent / "dates.evals.jsonl"
    again = await events(prompt, EvalJob(cases=(failed,)), PROMPT + "Be brief.\n")
    assert [one.id for event in again if event.kind == "progress" for one in event.outcomes] == [failed]
    assert endpoint.calls == before + 1
    workspace = Workspace.discover(prompt)
    kept = workspace.last_run(workspace.document(prompt), "eval")
    assert kept is not None
    assert kept.run == seen[0].run
    rows.write_text(rows.read_text().replace("Item", "Thing"))
    refused = await events(prompt, EvalJob(cases=(failed,)))
    assert f"no case {failed}" in refused[0].message


async def test_every_event_is_in_the_run_file(prompt):
    seen = await events(prompt, EvalJob(split="dev"))
    (file,) = (state_dir() / "runs").iterdir()
    assert file.stem == seen[0].run
    assert [event for event, _ in replay(file)] == seen
    assert "k" not in [line for line in file.read_text().split('"') if line == "k"]


async def test_an_event_is_written_before_it_is_seen(prompt):
    workspace = Workspace.discover(prompt)
    stream = run_job(workspace, workspace.document(prompt), EvalJob(split="dev"))
    async with contextlib.aclosing(stream):
        async for event in stream:
            (file,) = (state_dir() / "runs").iterdir()
            assert json.loads(file.read_text().splitlines()[-1])["kind"] == event.kind


async def test_marks_are_known_afterwards_for_this_text_alone(prompt):
    workspace = Workspace.discover(prompt)
    document = workspace.document(prompt)
    assert workspace.known_marks(document) is None
    seen = await events(prompt, MarkJob())
    (found,) = [event for event in seen if isinstance(event, MarksFound)]
    assert found.marks
    known = Workspace.discover(prompt).known_marks(document)
    assert known is not None
    assert known.marks == found.marks
    assert known.mean is not None
    assert known.cases > 0
    assert workspace.known_marks(workspace.document(prompt, document.text + " More.")) is None


async def test_marks_are_forgotten_with_the_eval_set_or_the_model(prompt, endpoint):
    await events(prompt, MarkJob())
    document = Workspace.discover(prompt).document(prompt)
    write_settings(prompt.parent, endpoint.url, concurrency=3)
    assert Workspace.discover(prompt).known_marks(document) is not None
    write_settings(prompt.parent, endpoint.url + "/other")
    assert Workspace.discover(prompt).known_marks(document) is None
    write_settings(prompt.parent, endpoint.url)
    with (prompt.parent / "dates.evals.jsonl").open("a") as file:
        file.write('{"input": "New on May 1, 2001.", "expected": "2001-05-01"}\n')
    assert Workspace.discover(prompt).known_marks(document) is None


async def test_an_optimization_is_the_last_run_until_the_text_changes(prompt):
    seen = await events(prompt, OptimizeJob(steps=1))
    (verdict,) = [event for event in seen if isinstance(event, GateSummary)]
    workspace = Workspace.discover(prompt)
    last = workspace.last_run(workspace.document(prompt))
    assert last is not None
    assert last.verdict == verdict
    assert not last.stale
    written = workspace.last_run(workspace.document(prompt, verdict.text))
    assert written is not None
    assert not written.stale
    changed = workspace.last_run(workspace.document(prompt, PROMPT + "More.\n"))
    assert changed is not None
    assert changed.stale


async def test_cancelling_ends_with_a_finished_event_and_keeps_the_last_run(prompt, endpoint):
    await events(prompt, EvalJob(split="dev"))
    endpoint.hold()
    workspace = Workspace.discover(prompt)
    seen = []

    async def iterate():
        async for event in run_job(workspace, workspace.document(prompt), EvalJob(split="gate")):
            seen.append(event)  # noqa: PERF401 - what was seen before the cancel counts

    before = endpoint.calls
    task = asyncio.ensure_future(iterate())
    await asyncio.to_thread(endpoint.wait_for_calls, before + 1)
    task.cancel()
    await asyncio.wait_for(task, 5)
    assert seen[-1].kind == "run_finished"
    assert seen[-1].status == "cancelled"
    await asyncio.to_thread(endpoint.wait_until, lambda seen: seen.in_flight == 0)
    kept = workspace.last_run(workspace.document(prompt), "eval")
    assert kept is not None
    assert kept.run != seen[0].run


async def test_an_error_is_told_in_the_stream(prompt):
    (prompt.parent / "dates.evals.jsonl").write_text('{"input": "x", "expected": "y"}\nnonsense\n')
    seen = await events(prompt, EvalJob())
    assert [event.kind for event in seen] == ["run_failed", "run_finished"]
    failed = seen[0]
    assert isinstance(failed, RunFailed)
    assert failed.path is not None
    assert failed.path.endswith("dates.evals.jsonl")
    assert failed.line == 2
    assert "--skip-bad-rows" in failed.remedy


async def test_bad_rows_are_skipped_and_counted_when_that_is_wished(prompt):
    with (prompt.parent / "dates.evals.jsonl").open("a") as file:
        file.write("nonsense\n")
    seen = await events(prompt, EvalJob(split="dev", limits=Limits(skip_bad_rows=True)))
    assert isinstance(seen[0], RunStarted)
    assert seen[0].skipped_rows == 1
    assert seen[-1].status == "done"


def refused(prompt, job, text=None):
    workspace = Workspace.discover(prompt)
    with pytest.raises(UserError) as caught:
        prepare(workspace, workspace.document(prompt, text), job)
    return caught.value


def test_a_huge_prompt_is_refused(prompt):
    error = refused(prompt, EvalJob(), "x" * (LARGEST_PROMPT + 1))
    assert "too long" in error.message
    assert error.path == str(prompt)


def test_an_empty_prompt_is_refused(prompt):
    assert refused(prompt, EvalJob(), " \n").message == "The prompt is empty"
    assert "empty" in refused(prompt, EvalJob(), "---\nevals: ./dates.evals.jsonl\n---\n\n").message


def test_a_prompt_with_faults_is_refused_with_the_line(prompt):
    error = refused(prompt, EvalJob(), "---\nevals: [\n---\nDo.\n")
    assert error.path == str(prompt)
    assert error.line is not None


def test_a_setting_that_cannot_be_used_stops_a_run_and_an_unknown_one_does_not(prompt):
    settings = prompt.parent / "motjuste.toml"
    settings.write_text(settings.read_text() + "[optimise]\nx = 1\n")
    workspace = Workspace.discover(prompt)
    assert prepare(workspace, workspace.document(prompt), EvalJob()).eval_set.cases
    settings.write_text(settings.read_text() + '[optimize]\nsteps = "x"\n')
    error = refused(prompt, EvalJob())
    assert error.path == str(settings)
    assert error.line is not None


def test_a_half_configured_model_is_refused(prompt, monkeypatch):
    settings = prompt.parent / "motjuste.toml"
    settings.write_text('[models.task]\nmodel = "m"\n')
    assert "no base_url" in refused(prompt, EvalJob()).message
    settings.write_text('[models.task]\nbase_url = "http://x"\n')
    assert "names no model" in refused(prompt, EvalJob()).message
    settings.write_text('[models.task]\nbase_url = "x"\nmodel = "m"\n')
    assert "no web address" in refused(prompt, EvalJob()).message
    monkeypatch.delenv("MOTJUSTE_TEST_KEY")
    write_settings(prompt.parent, "http://x")
    assert "MOTJUSTE_TEST_KEY" in refused(prompt, EvalJob()).message


def test_a_job_takes_its_own_values_then_the_settings(prompt):
    settings = prompt.parent / "motjuste.toml"
    settings.write_text(settings.read_text() + "[optimize]\nsteps = 2\nbeam = 3\nmax_calls = 500\n")
    workspace = Workspace.discover(prompt)
    document = workspace.document(prompt)
    options = prepare(workspace, document, OptimizeJob(steps=1, limits=Limits(concurrency=7))).options
    assert (options.steps, options.beam, options.max_calls, options.concurrency) == (1, 3, 500, 7)
    assert prepare(workspace, document, OptimizeJob(seed=0)).options.seed == 0


def test_chosen_spans_must_hold_words(prompt):
    text = PROMPT.replace("the date", "<edit>the date</edit>")
    workspace = Workspace.discover(prompt)
    tagged = prepare(workspace, workspace.document(prompt, text), OptimizeJob(tagged=True))
    assert [span.of(text) for span in tagged.options.spans] == ["the date"]
    assert "no <edit>" in refused(prompt, OptimizeJob(tagged=True)).message
    assert "covers no words" in refused(prompt, OptimizeJob(spans=(Span(0, 10_000),))).message
    assert "covers no words" in refused(prompt, OptimizeJob(spans=(Span(5, 5),))).message


def test_of_chosen_spans_only_words_that_may_be_edited_are_edited(prompt):
    text = PROMPT.rstrip() + " Note: {{ input }} That is all.\n"
    workspace = Workspace.discover(prompt)
    document = workspace.document(prompt, text)
    start, field = text.index("Note:"), text.index("{{ input }} That")
    chosen = OptimizeJob(spans=(Span(start, len(text) - 1),))
    pieces = prepare(workspace, document, chosen).options.spans
    assert [span.of(text) for span in pieces] == ["Note:", "That is all."]
    template = OptimizeJob(spans=(Span(field, field + len("{{ input }}")),))
    with pytest.raises(UserError, match="hold no words that may be edited"):
        prepare(workspace, document, template)
