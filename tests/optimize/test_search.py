from __future__ import annotations

import asyncio
from dataclasses import replace
from statistics import fmean
from typing import TYPE_CHECKING, Any

import pytest
from tests import personas
from tests.endpoint import serve

from motjuste.document.parse import parse
from motjuste.errors import UserError
from motjuste.evals.case import Split
from motjuste.evals.load import read_eval_set
from motjuste.llm.budget import Budget, Metered
from motjuste.llm.endpoint import Endpoint as Where
from motjuste.llm.openai_chat import OpenAIChat
from motjuste.optimize.candidate import plain
from motjuste.optimize.events import (
    CandidateProposed,
    GateLook,
    GateSummary,
    MarksFound,
    NoiseMeasured,
    Progress,
    ProposalRejected,
    RaceBlock,
    RunStarted,
    SearchStopped,
    StepScreened,
    Totals,
)
from motjuste.optimize.mark import mark
from motjuste.optimize.plan import SearchInputs, SearchOptions
from motjuste.optimize.search import optimize
from motjuste.optimize.wire import to_json
from motjuste.text.edit import apply_edits
from motjuste.text.span import Span

if TYPE_CHECKING:
    from pathlib import Path

    from motjuste.optimize.events import AnyEvent

OPTIONS = SearchOptions(concurrency=8)


def run(
    folder: Path,
    options: SearchOptions = OPTIONS,
    *,
    responder: Any = personas.dates,
    prompt: str = personas.PROMPT,
    job: Any = optimize,
    cases: int = 120,
) -> tuple[list[AnyEvent], Any]:
    """All events of a run against a scripted model, and the endpoint it asked."""
    path = personas.write_workspace(folder, cases=cases, prompt=prompt)

    async def follow(url: str) -> list[AnyEvent]:
        budget = Budget(options.max_calls)
        where = Where(url, "scripted", concurrency=options.concurrency, identity="scripted")
        async with OpenAIChat(where) as chat:
            inputs = SearchInputs(
                run="test",
                document=parse(path.name, prompt),
                eval_set=read_eval_set(folder / "dates.evals.jsonl"),
                task=Metered(chat, budget, "task"),
                optimizer=Metered(chat, budget, "optimizer"),
                options=options,
                totals=lambda: Totals(
                    **{name: getattr(budget.snapshot(), name) for name in Totals.__slots__}
                ),
            )
            return [event async for event in job(inputs)]

    with serve(responder) as endpoint:
        return asyncio.run(follow(endpoint.url)), endpoint


def only(events: list[AnyEvent], kind: type) -> Any:
    found = [event for event in events if isinstance(event, kind)]
    assert len(found) == 1, [event.kind for event in events]
    return found[0]


def test_words_that_matter_are_found_edited_and_proved(tmp_path):
    events, endpoint = run(tmp_path)
    summary = only(events, GateSummary)
    assert events[-1] is summary
    assert isinstance(events[0], RunStarted)
    assert summary.verdict == "HELPS"
    assert "YYYY-MM-DD" in summary.text
    assert summary.best_gate > summary.seed_gate + 0.3
    assert summary.interval is not None
    low, high = summary.interval
    assert 0 < low < summary.best_gate - summary.seed_gate <= high
    assert summary.p <= 0.05
    assert apply_edits(personas.PROMPT, plain(summary.edits)) == summary.text
    marks = next(event for event in events if isinstance(event, MarksFound)).marks
    assert [one.text for one in marks] == ["date"]
    assert marks[0].cases
    assert summary.totals.task_calls + summary.totals.optimizer_calls == endpoint.calls


def test_no_gate_case_is_asked_before_the_gate_and_the_claim_uses_no_other(tmp_path):
    asked: list[str] = []

    def listen(request: dict[str, Any]) -> str:
        if "response_format" not in request:
            asked.append(request["messages"][-1]["content"])
        return personas.dates(request)

    events, _ = run(tmp_path, responder=listen)
    gate = {case.inputs["input"] for case in read_eval_set(tmp_path / "dates.evals.jsonl").part(Split.GATE)}
    first = next(index for index, text in enumerate(asked) if text in gate)
    assert all(text in gate for text in asked[first:])
    looks = [event for event in events if isinstance(event, GateLook)]
    assert only(events, GateSummary).n == looks[-1].cases <= len(gate)


def test_the_same_run_whatever_the_concurrency(tmp_path):
    streams = []
    for number in (1, 32):
        events, _ = run(tmp_path / str(number), replace(OPTIONS, steps=2, concurrency=number))
        streams.append([to_json(event, 0).replace(str(tmp_path / str(number)), "") for event in events])
    assert streams[0] == streams[1]


def test_another_seed_is_another_run(tmp_path):
    first, _ = run(tmp_path / "a", replace(OPTIONS, steps=1))
    second, _ = run(tmp_path / "b", replace(OPTIONS, steps=1, seed=7))
    blocks = [[event.means for event in events if isinstance(event, RaceBlock)] for events in (first, second)]
    assert blocks[0] != blocks[1]


def test_a_prompt_that_cannot_be_helped_is_left_alone(tmp_path):
    def stubborn(request: dict[str, Any]) -> str:
        return personas.dates(request) if "response_format" in request else "I like dates."

    events, _ = run(tmp_path, responder=stubborn)
    summary = only(events, GateSummary)
    assert summary.verdict == "NO EVIDENCE"
    assert summary.n == 0
    assert summary.text == personas.PROMPT
    assert only(events, SearchStopped).reason == "no-headroom"


def test_a_prompt_without_mistakes_costs_little(tmp_path):
    prompt = personas.PROMPT.replace("the date", "the date as YYYY-MM-DD")

    def perfect(request: dict[str, Any]) -> str:
        answer = personas.dates({**request, "messages": [{"content": "YYYY-MM-DD"}, request["messages"][-1]]})
        return answer if answer[0].isdigit() else personas.iso(request["messages"][-1]["content"])

    events, endpoint = run(tmp_path, responder=perfect, prompt=prompt)
    assert only(events, SearchStopped).reason == "no-failures"
    assert only(events, GateSummary).verdict == "NO EVIDENCE"
    assert not any("response_format" in request for request in endpoint.requests)


def test_only_the_chosen_words_change(tmp_path):
    start = personas.PROMPT.index("the text")
    span = Span(start, start + len("the text"))
    events, _ = run(tmp_path, replace(OPTIONS, spans=(span,)))
    edits = [edit for event in events if isinstance(event, CandidateProposed) for edit in event.edits]
    assert edits
    assert all(span.start <= edit.start and edit.end <= span.end for edit in edits)


def test_global_scope_rewrites_the_whole_prompt(tmp_path):
    events, endpoint = run(tmp_path, replace(OPTIONS, scope="global"))
    summary = only(events, GateSummary)
    assert summary.verdict == "HELPS"
    assert not any(event.marks for event in events if isinstance(event, MarksFound))
    asked = [request for request in endpoint.requests if "response_format" in request]
    assert all("preceded by its number" not in request["messages"][-1]["content"] for request in asked)


def test_operators_propose_too_and_say_so(tmp_path):
    events, _ = run(tmp_path)
    proposed = [event for event in events if isinstance(event, CandidateProposed)]
    assert {event.source for event in proposed} >= {"model", "operator"}
    names = {event.operator for event in proposed if event.source == "operator"}
    assert {"worked-example", "output-format", "answer-only"} <= names
    quoted = [edit for event in proposed for edit in event.edits if edit.quotes_case]
    train = {case.id for case in read_eval_set(tmp_path / "dates.evals.jsonl").part(Split.TRAIN)}
    assert quoted
    assert {case for edit in quoted for case in edit.quotes_case.split()} <= train


def test_a_broken_optimizer_costs_proposals_not_the_run(tmp_path):
    def babble(request: dict[str, Any]) -> str:
        return "What a lovely prompt!" if "response_format" in request else personas.dates(request)

    events, _ = run(tmp_path, responder=babble)
    reasons = {
        event.reason for event in events if isinstance(event, ProposalRejected) and event.source == "model"
    }
    assert reasons == {"broken-reply"}
    assert only(events, GateSummary).verdict == "HELPS", "the operators still propose"


def test_a_wavering_model_is_asked_twice(tmp_path):
    turn = iter(range(10**6))

    def waver(request: dict[str, Any]) -> str:
        if "response_format" in request or next(turn) % 7:
            return personas.dates(request)
        return "well"

    events, _ = run(tmp_path, replace(OPTIONS, steps=1, concurrency=1), responder=waver)
    assert only(events, NoiseMeasured).disagreement > 0.05
    assert only(events, GateSummary).verdict in {"HELPS", "NO EVIDENCE", "UNDERPOWERED"}


def test_a_budget_too_small_is_refused_before_the_first_call(tmp_path):
    with pytest.raises(UserError, match="A budget of 10 calls is too small: this run needs at least"):
        run(tmp_path, replace(OPTIONS, max_calls=10))


def test_a_tight_budget_is_kept_and_still_ends_in_a_claim(tmp_path):
    events, endpoint = run(tmp_path, replace(OPTIONS, max_calls=330))
    assert endpoint.calls <= 330
    assert only(events, GateSummary).n > 0


def test_an_eval_set_without_enough_cases_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"dates\.evals\.jsonl: The eval set has"):
        run(tmp_path, cases=4)


def test_marking_reads_train_cases_only(tmp_path):
    events, endpoint = run(tmp_path, job=mark)
    found = only(events, MarksFound)
    assert [one.text for one in found.marks] == ["date"]
    assert found.gradient
    train = {case.inputs["input"] for case in read_eval_set(tmp_path / "dates.evals.jsonl").part(Split.TRAIN)}
    asked = {r["messages"][-1]["content"] for r in endpoint.requests if "response_format" not in r}
    assert asked == train


def test_the_answers_behind_marks_dev_scores_and_the_claim_are_told_once(tmp_path):
    events, _ = run(tmp_path)
    summary, started = only(events, GateSummary), only(events, RunStarted)
    told = [one for event in events if isinstance(event, Progress) for one in event.outcomes]
    assert len({(one.candidate, one.id) for one in told}) == len(told)
    assert started.text == personas.PROMPT

    def scores(candidate: int, split: str) -> dict[str, float]:
        return {one.id: one.score for one in told if (one.candidate, one.split) == (candidate, split)}

    before, after = scores(0, "gate"), scores(summary.candidate, "gate")
    assert len(before) == summary.n
    assert sum(after[case] > before[case] for case in before) == summary.wins
    assert sum(after[case] < before[case] for case in before) == summary.losses
    assert fmean(scores(0, "dev").values()) == pytest.approx(summary.seed_dev)
    champion = next(event.best for event in reversed(events) if isinstance(event, StepScreened))
    assert len(scores(champion, "dev")) == started.cases["dev"]
    failing = {one.id for one in told if one.split == "train" and not one.passed}
    marks = next(event for event in events if isinstance(event, MarksFound)).marks
    assert {case for mark in marks for case in mark.cases} <= failing
    one = told[0]
    assert one.input.startswith("Item ")
    assert one.label == f"line {one.line}"
