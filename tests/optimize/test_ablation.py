"""The cap ablation: ten arms at equal calls, their table, and the contrasts between them."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest
from tests import personas
from tests.endpoint import serve

from motjuste.document.parse import parse
from motjuste.evals.load import read_eval_set
from motjuste.llm.budget import Budget, Metered
from motjuste.llm.endpoint import Endpoint as Where
from motjuste.llm.openai_chat import OpenAIChat
from motjuste.optimize.ablation import Arm, ArmResult, ablate, arms
from motjuste.optimize.ablation_table import contrasts, rows
from motjuste.optimize.events import Totals
from motjuste.optimize.plan import SearchInputs, SearchOptions

OPTIONS = SearchOptions(concurrency=8, steps=4, max_calls=420)


def run_arms(folder, chosen: list[Arm], seeds: list[int]) -> tuple[list[ArmResult], list[dict[str, object]]]:
    path = personas.write_workspace(folder, cases=80)

    async def follow(url: str) -> list[ArmResult]:
        async with OpenAIChat(Where(url, "scripted", concurrency=8)) as chat:
            model = Metered(chat, Budget())
            inputs = SearchInputs(
                run="test",
                document=parse(path.name, personas.PROMPT),
                eval_set=read_eval_set(folder / "dates.evals.jsonl"),
                task=model,
                optimizer=model,
                options=OPTIONS,
                totals=Totals,
            )
            return [told async for told in ablate(inputs, chosen, seeds) if isinstance(told, ArmResult)]

    with serve(personas.dates) as endpoint:
        return asyncio.run(follow(endpoint.url)), endpoint.requests


def test_there_are_ten_arms_with_four_caps_and_two_global_ones():
    made = arms(OPTIONS, 15)
    assert [arm.name for arm in made] == [
        *("W=3 identified", "W=3 random", "W=5 identified", "W=5 random"),
        *("W=10 identified", "W=10 random", "W=∞ identified", "W=∞ random"),
        *("global", "global, 15 words"),
    ]
    assert not any(arm.options.ladder or arm.options.controls for arm in made)
    assert {arm.options.proposer for arm in made} == {"model"}, "operators edit the same words in every arm"
    assert {arm.options.max_calls for arm in made} == {420}
    assert (made[-1].options.edit_words, made[-2].options.edit_words) == (15, None)


def test_every_arm_spends_what_it_may_and_is_scored_on_all_gate_cases(tmp_path):
    chosen = [
        arm for arm in arms(OPTIONS, 2) if arm.name in {"W=5 identified", "W=5 random", "global, 2 words"}
    ]
    results, requests = run_arms(tmp_path, chosen, [0, 1])
    assert [(one.seed, one.arm) for one in results] == [(seed, arm.name) for seed in (0, 1) for arm in chosen]
    gate = sum(case.split == "gate" for case in read_eval_set(tmp_path / "dates.evals.jsonl").cases)
    assert {len(one.gains) for one in results} == {gate}
    assert all(one.calls <= 420 for one in results)
    assert all(one.stopped in {"budget", "steps", "ceiling"} for one in results), "no rule ends an arm early"
    marked, random, few = results[:3]
    assert marked.gate_gain > 0.3
    assert "YYYY-MM-DD" in marked.text
    assert few.edit_size <= 2 * OPTIONS.steps, "so many words a step"
    asked = [r["messages"][-1]["content"] for r in requests if "response_format" in r]
    assert any(re.search(r"words, at most 2 of them\s+changed", one) for one in asked)
    assert any("Only these pieces" in one for one in asked)
    assert random.edit_size > 0 or random.gate_gain == 0


def result(arm: str, seed: int, *gains: float, **changed) -> ArmResult:
    made = ArmResult(
        arm=arm,
        seed=seed,
        calls=400,
        calls_to_near=100,
        dev_gain=0.1,
        gains=gains,
        gate_gain=sum(gains) / len(gains),
        lost=0.1,
        edit_size=3,
        stopped="budget",
        text="",
    )
    return replace(made, **changed)


def test_the_table_has_a_row_an_arm_and_contrasts_are_paired_by_seed_and_case():
    chosen = [arm for arm in arms(OPTIONS, 15) if arm.cap in {"5", ""}]
    told = [
        result("W=5 identified", 0, 1.0, 0.0, 0.0, 1.0),
        result("W=5 identified", 1, 1.0, 1.0, 0.0, 0.0, calls_to_near=None, lost=None),
        result("W=5 random", 0, 0.0, 0.0, 0.0, 0.0),
        result("W=5 random", 1, 0.0, 1.0, 0.0, 0.0),
        result("global", 0, 1.0, 0.0, 0.0, 1.0, edit_size=30),
    ]
    table = rows(chosen, told)
    assert [(row.arm, row.seeds, row.gate_gain) for row in table] == [
        ("W=5 identified", 2, 0.5),
        ("W=5 random", 2, 0.125),
        ("global", 1, 0.5),
    ]
    assert (table[0].calls_to_near, table[0].lost) == (100, 0.1)
    found = contrasts(chosen, told)
    assert [(one.name, one.difference) for one in found] == [
        ("W=5 identified \u2212 W=5 random", 0.375),
        ("W=5 identified \u2212 global", 0.0),
    ]
    assert found[0].interval[0] <= 0.375 <= found[0].interval[1]
    assert rows(chosen, []) == ()
    assert contrasts(chosen, []) == ()


@pytest.mark.parametrize("seeds", [[3], [3, 4]])
def test_arms_that_differ_in_nothing_differ_in_no_figure(seeds):
    chosen = [arm for arm in arms(OPTIONS, 15) if arm.cap == "3"]
    told = [result(arm.name, seed, 0.5, 0.0, 1.0) for arm in chosen for seed in seeds]
    (one,) = contrasts(chosen, told)
    assert (one.difference, one.interval) == (0.0, (0.0, 0.0))
