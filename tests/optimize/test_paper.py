"""The paper's protocol: its calls counted arm by arm, and each rule of its loop seen at work."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest
from tests.optimize import arms

from motjuste.llm.chat import ChatMessage
from motjuste.optimize.events import (
    CandidateProposed,
    GateSummary,
    MarksFound,
    PromptScored,
    ProposalRejected,
    ProposalsCounted,
    RunStarted,
    SearchStopped,
)
from motjuste.optimize.plan import SearchOptions
from motjuste.optimize.wire import to_json
from motjuste.text.span import Span

NODES, PARENTS, CHILDREN = 37, 9, 36


def options(**changed: Any) -> SearchOptions:
    return SearchOptions(**{"protocol": "paper", "concurrency": 8, **changed})


def all_of(events: list[Any], kind: type) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.parametrize(
    ("method", "scope", "turns"),
    [
        ("ape", "global", {"propose": CHILDREN}),
        ("ape", "local", {"propose": CHILDREN, "identify": PARENTS}),
        ("apo", "global", {"reason": CHILDREN, "propose": CHILDREN}),
        ("apo", "local", {"reason": CHILDREN, "propose": CHILDREN, "identify": CHILDREN}),
        ("pe2", "global", {"reason": CHILDREN, "propose": CHILDREN}),
        ("pe2", "local", {"reason": CHILDREN, "propose": CHILDREN, "identify": CHILDREN}),
    ],
)
def test_each_arm_makes_the_calls_of_the_papers(tmp_path, method, scope, turns):
    events, endpoint = arms.run_arm(tmp_path, options(method=method, scope=scope))
    asked = Counter(arms.kind(request) for request in endpoint.requests)
    cases = Counter(arms.split_of(one) for one in endpoint.requests if arms.kind(one) == "task")
    assert {turn: count for turn, count in asked.items() if turn != "task"} == turns
    assert cases["dev"] == NODES * arms.DEV
    assert cases["train"] == (0 if method == "ape" else PARENTS * arms.TRAIN)
    summary = all_of(events, GateSummary)[0]
    assert cases["gate"] == 2 * summary.n > 0
    assert len(all_of(events, CandidateProposed)) == CHILDREN
    assert len(all_of(events, PromptScored)) == NODES
    assert summary.totals.task_calls + summary.totals.optimizer_calls == endpoint.calls
    if method == "ape":
        questions = Counter(
            json.dumps(one["messages"]) for one in endpoint.requests if arms.kind(one) == "propose"
        )
        assert sorted(questions.values()) == [4] * PARENTS, "four samples of one question a parent"


def test_the_plan_tells_what_the_arm_will_cost(tmp_path):
    events, endpoint = arms.run_arm(tmp_path, options(method="pe2"))
    started = all_of(events, RunStarted)[0]
    typical, worst = started.expected_calls
    assert endpoint.calls <= typical <= worst
    assert (started.protocol, started.identify, started.method) == ("paper", "same-chat", "pe2")


@pytest.mark.parametrize(("mode", "identified"), [("separate", CHILDREN), ("fused", 0)])
def test_marks_are_asked_for_where_the_mode_says(tmp_path, mode, identified):
    events, endpoint = arms.run_arm(tmp_path, options(method="apo", identify=mode))
    asked = Counter(arms.kind(request) for request in endpoint.requests)
    assert asked["identify"] == identified
    assert asked["reason"] == CHILDREN
    assert asked["fused" if mode == "fused" else "propose"] == CHILDREN
    assert len(all_of(events, CandidateProposed)) == CHILDREN
    alone = [one for one in endpoint.requests if arms.kind(one) == "identify"]
    assert all(len(one["messages"]) == 1 for one in alone)


def test_each_turn_has_the_methods_own_temperature_and_place(tmp_path):
    wanted = {
        "ape": {"identify": (0.7, 1), "propose": (0.7, 3)},
        "apo": {"reason": (0.7, 1), "identify": (0.7, 3), "propose": (0.0, 1)},
        "pe2": {"reason": (0.5, 1), "identify": (0.5, 3), "propose": (0.7, 5)},
    }
    for method, turns in wanted.items():
        (tmp_path / method).mkdir()
        _, endpoint = arms.run_arm(tmp_path / method, options(method=method, steps=1))
        seen = {
            arms.kind(one): (one["temperature"], len(one["messages"]))
            for one in endpoint.requests
            if arms.kind(one) != "task"
        }
        assert seen == turns, method


def test_a_proposal_sees_two_failures_and_nothing_that_went_well(tmp_path):
    _, endpoint = arms.run_arm(tmp_path, options(method="apo", steps=1))
    for request in endpoint.requests:
        if arms.kind(request) == "reason":
            shown = re.findall(r"Input: Case \d+ of (\w+)", request["messages"][0]["content"])
            assert shown == ["train", "train"]


def test_ties_go_to_the_first_and_a_perfect_prompt_ends_it_all(tmp_path):
    def same(request: dict[str, Any]) -> str:
        return "no" if arms.kind(request) == "task" else arms.author(request)

    events, endpoint = arms.run_arm(tmp_path, options(method="apo"), responder=same)
    parents = [event.parent for event in all_of(events, CandidateProposed)]
    assert parents == [0] * 4 + [one for _ in range(2) for one in (0, 1, 2, 3) for _ in range(4)]
    assert all_of(events, GateSummary)[0].text == arms.PROMPT
    mined = [one for one in endpoint.requests if arms.kind(one) == "task" and arms.split_of(one) == "train"]
    assert len(mined) == 4 * arms.TRAIN, "no prompt is asked the same case twice"

    def perfect(request: dict[str, Any]) -> str:
        if arms.kind(request) != "task":
            return arms.author(request)
        return "yes" if arms.ADDED.search(request["messages"][0]["content"]) else "no"

    (tmp_path / "b").mkdir()
    events, _ = arms.run_arm(tmp_path / "b", options(method="apo"), responder=perfect)
    assert [event.candidate for event in all_of(events, PromptScored)] == [0, 1]
    assert all_of(events, SearchStopped)[0].reason == "ceiling"
    assert all_of(events, GateSummary)[0].candidate == 1


def test_parents_come_from_all_prompts_so_far(tmp_path):
    def worse(request: dict[str, Any]) -> str:
        if arms.kind(request) != "task":
            return arms.author(request)
        depth = len(arms.ADDED.findall(request["messages"][0]["content"]))
        number = int(re.search(r"Case (\d+)", request["messages"][1]["content"]).group(1))
        return "yes" if number < 4 - depth else "no"

    events, _ = arms.run_arm(tmp_path, options(method="ape", scope="global"), responder=worse)
    second = [event.parent for event in all_of(events, CandidateProposed) if event.step == 3]
    assert sorted(set(second)) == [0, 1, 2, 3], "the seed stays the best parent, its grandchildren are none"


def test_a_tight_budget_is_kept_and_still_pays_for_the_gate(tmp_path):
    events, endpoint = arms.run_arm(tmp_path, options(method="apo", max_calls=150))
    assert endpoint.calls <= 150
    assert all_of(events, SearchStopped)[0].reason == "budget"
    assert all_of(events, GateSummary)[0].n > 0


@pytest.mark.parametrize("calls", [88, 91, 121, 148])
def test_however_often_an_author_is_asked_again_the_gate_is_paid_for(tmp_path, calls):
    def slow(request: dict[str, Any]) -> str:
        again = sum(message["role"] == "assistant" for message in request["messages"]) < 2
        return "I cannot." if arms.kind(request) == "propose" and again else arms.author(request)

    events, endpoint = arms.run_arm(tmp_path, options(method="apo", max_calls=calls), responder=slow)
    assert endpoint.calls <= calls
    best = max(event.mean for event in all_of(events, PromptScored))
    seed = all_of(events, PromptScored)[0].mean
    assert bool(all_of(events, GateSummary)[0].n) == (best > seed)


def test_two_stages_ask_twice_and_score_the_second_answer(tmp_path):
    def thinker(request: dict[str, Any]) -> str:
        if arms.kind(request) != "task":
            return arms.author(request)
        alone = "Write it alone" in request["messages"][-1]["content"]
        return arms.task(request) if alone else "Let me see. It might be yes or no."

    events, endpoint = arms.run_arm(
        tmp_path, options(method="ape", scope="global", steps=1, two_stage=True), responder=thinker
    )
    asked = [one for one in endpoint.requests if arms.kind(one) == "task" and arms.split_of(one) == "dev"]
    assert len(asked) == 2 * 5 * arms.DEV
    scored = {event.candidate: event.mean for event in all_of(events, PromptScored)}
    assert scored[1] > scored[0] == 0


def test_a_model_that_writes_whole_prompts_badly_is_asked_for_numbered_words(tmp_path):
    def careless(request: dict[str, Any]) -> str:
        if arms.kind(request) in {"identify", "propose"}:
            return "What a fine instruction! Shall we talk about the weather instead?"
        if "response_format" in request and "`marks`" in request["messages"][-1]["content"]:
            return json.dumps({"causes": ["a"], "marks": [{"first": 3, "last": 3, "why": "vague"}]})
        return arms.author(request)

    events, _ = arms.run_arm(tmp_path, options(method="apo", steps=2), responder=careless)
    counts = all_of(events, ProposalsCounted)[-1]
    assert counts.mode == "numbered"
    assert counts.outside_edit_rate > 0.5
    model = counts.sources[0]
    assert model.source == "model"
    assert model.repairs["numbered"] == model.reasons["outside-marks"] == 4
    assert model.proposed == model.admitted + model.rejected
    assert model.admitted == 20, "in the other way of asking it is of use"


@pytest.mark.parametrize(("method", "mined"), [("ape", 0), ("pe2", arms.TRAIN)])
def test_a_model_of_no_use_is_asked_no_more_and_the_seed_is_kept(tmp_path, method, mined):
    def useless(request: dict[str, Any]) -> str:
        return arms.task(request) if arms.kind(request) == "task" else "I am sorry, I cannot help with that."

    events, endpoint = arms.run_arm(tmp_path, options(method=method), responder=useless)
    counts, stop = all_of(events, ProposalsCounted)[-1], all_of(events, SearchStopped)[0]
    assert stop.reason == "no-candidate"
    assert "of 8 by the optimizer model" in stop.message
    assert stop.message.endswith("The model is asked no more.")
    assert counts.mode == "none"
    assert counts.sources[0].admitted == 0
    assert all_of(events, GateSummary)[0].text == arms.PROMPT
    assert not all_of(events, CandidateProposed)
    assert len([one for one in endpoint.requests if arms.kind(one) == "task"]) == arms.DEV + mined
    assert all(event.reason != "" for event in all_of(events, ProposalRejected))


def test_the_same_run_whatever_the_concurrency(tmp_path):
    told = []
    for number in (1, 16):
        events, _ = arms.run_arm(tmp_path, options(method="pe2", steps=2, concurrency=number))
        told.append([to_json(event, 0) for event in events])
    assert told[0] == told[1]


def test_only_the_users_words_change(tmp_path):
    start = arms.PROMPT.index("the text")
    span = Span(start, start + len("the text"))
    events, endpoint = arms.run_arm(tmp_path, options(method="apo", steps=2, spans=(span,)))
    assert not [one for one in endpoint.requests if arms.kind(one) == "identify"]
    edits = [edit for event in all_of(events, CandidateProposed) for edit in event.edits]
    assert len(edits) == 20
    assert all(span.start <= edit.start and edit.end <= span.end for edit in edits)


def test_marks_are_told_with_the_failures_behind_them(tmp_path):
    events, _ = arms.run_arm(tmp_path, options(method="apo", steps=1))
    found = all_of(events, MarksFound)[0]
    assert [mark.text for mark in found.marks] == ["date"]
    assert found.marks[0].cases
    assert found.gradient[0].startswith("It does not say how")


def test_messages_of_the_dialogue_are_turns(tmp_path):
    _, endpoint = arms.run_arm(tmp_path, options(method="pe2", steps=1))
    last = next(one for one in endpoint.requests if arms.kind(one) == "propose")
    roles = [message["role"] for message in last["messages"]]
    assert roles == ["user", "assistant", "user", "assistant", "user"]
    assert ChatMessage(**last["messages"][-1]).content.count("<edit>date</edit>") == 1
