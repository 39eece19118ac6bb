"""Eval sets too small, small and huge, gates too small, and prompts that nothing or everything is wrong with."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from tests import personas
from tests.optimize.test_search import OPTIONS, only, run

from motjuste.document.parse import parse
from motjuste.errors import UserError
from motjuste.evals.case import Split
from motjuste.evals.load import read_eval_set
from motjuste.optimize.cost import expected_cost
from motjuste.optimize.events import GateOpened, GateSummary, RunStarted, SearchStopped, Totals
from motjuste.optimize.openings import gate_digest
from motjuste.optimize.plan import SearchInputs, SearchOptions
from motjuste.optimize.search import optimize
from motjuste.stats.gate import Gate
from motjuste.stats.many import opening_alpha
from motjuste.stats.power import cases_needed


def test_three_cases_are_refused_with_what_it_takes(tmp_path):
    with pytest.raises(
        UserError, match="of 3; optimizing needs at least 2 train, dev and gate cases"
    ) as caught:
        run(tmp_path, cases=3)
    assert "some 100 to prove a gain" in caught.value.message
    assert caught.value.path is not None


def test_thirty_cases_come_to_a_verdict_that_says_what_they_can_show(tmp_path):
    events, _ = run(tmp_path, replace(OPTIONS, steps=1), cases=30)
    told, started = only(events, GateSummary), only(events, RunStarted)
    assert sum(started.cases.values()) == 30
    assert started.mde > 0.25
    assert told.verdict in {"HELPS", "NO EVIDENCE", "UNDERPOWERED"}
    assert told.verdict != "HELPS" or told.p <= told.alpha


def test_a_gate_too_small_says_how_many_cases_the_wanted_gain_would_take(tmp_path):
    options = replace(OPTIONS, steps=1, alpha=1e-20, min_effect=0.08)
    events, _ = run(tmp_path, options)
    told, gate = only(events, GateSummary), only(events, RunStarted).cases["gate"]
    assert told.verdict == "UNDERPOWERED"
    wanted = cases_needed(0.08, alpha=opening_alpha(1e-20, 1))
    assert f"These {gate} gate cases find gains from {100 * told.mde:.0f} points" in told.message
    assert f"to find one of 8 takes about {wanted}" in told.message
    rows = int(
        re.search(r"some ([\d,]+) cases in .*dates\.evals\.jsonl, which has 120", told.message)[1].replace(
            ",", ""
        )
    )
    assert rows == -(-wanted * 120 // gate)


def write_many(folder, count):
    path = folder / "many.jsonl"
    lines = (json.dumps({"input": f"Case {number}.", "expected": "yes"}) for number in range(count))
    path.write_text("\n".join(lines) + "\n")
    return path


async def test_a_hundred_thousand_cases_are_planned_without_a_call(tmp_path):
    evals = read_eval_set(write_many(tmp_path, 100_000))
    parts = {split: len(evals.part(split)) for split in Split}
    assert sum(parts.values()) == 100_000
    assert 0.38 < parts[Split.GATE] / 100_000 < 0.42
    cost = expected_cost(SearchOptions(), evals)
    assert cost.least > 2 * (parts[Split.DEV] + parts[Split.GATE]) - 1000
    assert len(gate_digest(evals)) == 16
    inputs = SearchInputs(
        run="test",
        document=parse("p.md", "Say yes.\n"),
        eval_set=evals,
        task=None,  # type: ignore[arg-type]  # no model may be asked
        optimizer=None,  # type: ignore[arg-type]
        options=SearchOptions(max_calls=500),
        totals=lambda: None,  # type: ignore[arg-type,return-value]
    )
    assert sorted(case.id for case in inputs.cases(Split.DEV)) == sorted(
        case.id for case in evals.part(Split.DEV)
    )
    with pytest.raises(UserError, match=f"at least {cost.least}") as caught:
        _ = [event async for event in optimize(inputs)]
    assert "fewer cases" in caught.value.remedy


def test_tokens_that_are_left_are_counted_in_questions_like_those_so_far():
    options = SearchOptions(max_total_tokens=1000, concurrency=2, max_tokens=10)
    assert options.left(Totals()) == float("inf")
    spent = Totals(task_calls=10, task_tokens=400, optimizer_calls=2, optimizer_tokens=180)
    assert options.left(spent) == 10, "400 tokens are left beside 20 set aside, at 40 a question"
    assert replace(options, max_calls=15).left(spent) == 3
    assert replace(options, two_stage=True).left(spent) == 5


def test_a_gate_of_forty_thousand_cases_can_be_looked_at():
    gate = Gate(40_000, alpha=0.0304)
    look = gate.look(1000, 1010, 10_000)
    assert not look.rejected
    assert gate.look(2600, 2020, 20_000).rejected


def test_a_prompt_that_is_all_wrong_costs_a_few_cases_and_stays(tmp_path):
    def hopeless(request):
        return personas.dates(request) if "response_format" in request else "?"

    events, endpoint = run(tmp_path, replace(OPTIONS, steps=3), responder=hopeless)
    assert only(events, SearchStopped).reason == "no-headroom"
    told = only(events, GateSummary)
    assert told.text == personas.PROMPT
    assert told.totals.task_calls <= 145, "29 cases of the seed and of four probes"
    assert told.totals.task_calls + told.totals.optimizer_calls == endpoint.calls
    assert not [event for event in events if isinstance(event, GateOpened)]


def test_a_prompt_that_is_all_right_asks_no_optimizer_and_no_dev_case(tmp_path):
    def perfect(request):
        assert "response_format" not in request
        return personas.iso(request["messages"][-1]["content"])

    events, endpoint = run(tmp_path, responder=perfect)
    told, cases = only(events, GateSummary), only(events, RunStarted).cases
    assert only(events, SearchStopped).reason == "no-failures"
    assert (told.text, told.edits) == (personas.PROMPT, ())
    assert endpoint.calls == cases["train"]


def test_a_model_of_no_use_for_a_whole_run_is_told_and_costs_no_race(tmp_path):
    def useless(request):
        asked = "response_format" in request or "<prompt>" in request["messages"][-1]["content"]
        return "I am sorry, I cannot help with that." if asked else personas.dates(request)

    events, _ = run(tmp_path, replace(OPTIONS, proposer="model"), responder=useless)
    told, cases = only(events, GateSummary), only(events, RunStarted).cases
    stop = only(events, SearchStopped)
    assert stop.reason == "no-candidate"
    assert "The model is asked no more." in stop.message
    assert (told.verdict, told.text, told.edits) == ("NO EVIDENCE", personas.PROMPT, ())
    assert told.totals.task_calls <= 2 * 30 + cases["train"], "nobody runs on dev where nothing can win"
    assert told.totals.optimizer_calls < 40
