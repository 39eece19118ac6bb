"""The method benchmark's own machinery: what is counted, remembered and refused, and that no tool sees the test cases."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from tests.endpoint import serve

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from benchmarks import (  # noqa: E402  (scripts, not a package)
    method_bench,
    method_endpoint,
    method_paper,
    method_paper_tables,
    method_tables,
    method_tasks,
)

sys.path.remove(str(ROOT))

SIZES = method_tasks.Sizes(10, 10, 10, 10)


def question(text, temperature=0.0, model="task"):
    return {
        "model": model,
        "messages": [{"role": "user", "content": text}],
        "temperature": temperature,
        "max_tokens": 900,
    }


@pytest.fixture
def real():
    numbers = iter(range(10**6))
    with serve(lambda _: f"answer {next(numbers)}") as scripted:
        yield scripted


@pytest.fixture
def endpoint(real, tmp_path):
    def upstream():
        return method_endpoint.Upstream(real.url, "scripted", "scripted")

    with method_endpoint.CountingEndpoint(upstream, tmp_path / "answers.sqlite", 400) as counting:
        yield counting


def test_an_answer_from_disk_is_a_call_all_the_same(endpoint, real):
    run = endpoint.begin("a", 0, 100)
    first = endpoint.ask(run, "Hello", 5)
    charged = run.charged
    assert endpoint.ask(run, "Hello", 5) == first
    assert run.calls["task"] == 2
    assert real.calls == 1
    assert run.charged == pytest.approx(2 * charged)


def test_above_temperature_0_a_question_asked_again_is_another_question(endpoint, real):
    def answers(seed):
        run = endpoint.begin("a", seed, 100)
        replies = [endpoint.answer(run.name, question("Hello", 0.7)) for _ in range(2)]
        return [reply["choices"][0]["message"]["content"] for reply in replies]

    first = answers(0)
    assert first[0] != first[1]
    assert answers(0) == first
    assert not set(answers(1)) & set(first)
    assert real.calls == 4


def test_a_spent_budget_is_refused(endpoint):
    run = endpoint.begin("a", 0, 1)
    endpoint.ask(run, "Hello", 5)
    with pytest.raises(method_endpoint.Refused) as refused:
        endpoint.ask(run, "Hello", 5)
    assert refused.value.status == 402
    assert run.refused == 1
    assert endpoint.spent("a") == 1


def test_answers_of_the_optimizer_model_are_held_to_a_length(endpoint, real):
    run = endpoint.begin("a", 0, 100)
    endpoint.answer(run.name, question("Hello", model="optimizer"))
    endpoint.answer(run.name, question("Hello", model="task"))
    assert [request["max_tokens"] for request in real.requests] == [400, 900]
    assert run.calls == {"optimizer": 1, "task": 1}


def test_the_parts_of_a_task_share_no_case():
    cases = method_tasks.cases_of(method_tasks.TASKS["dates"], method_tasks.Sizes())
    parts = [{row.input for row in part} for part in (cases.train, cases.dev, cases.gate, cases.test)]
    assert sum(map(len, parts)) == len(set.union(*parts)) == method_tasks.Sizes().total


def test_a_task_without_its_data_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(method_tasks, "ROOT", tmp_path / "clone")
    with pytest.raises(method_tasks.Absent, match="not here"):
        method_tasks.cases_of(method_tasks.TASKS["letters"], SIZES)


def options(**more):
    return argparse.Namespace(
        **{
            "seeds": [0],
            "calls": 60,
            "sizes": list(asdict(SIZES).values()),
            "again": False,
            "tasks": ["dates"],
            "flags": "",
        }
        | more
    )


def iso(request):
    """A model that writes dates in ISO form when the prompt says ISO, and proposes to say so."""
    prompt = request["messages"][-1]["content"]
    if request["max_tokens"] == 16:
        note = prompt.rpartition("\n\n")[2]
        return KNOWN[note] if "ISO" in prompt else "some day"
    return "<START>Answer with the date in ISO form.<END>"


KNOWN = {row.input: row.expected for row in method_tasks.TASKS["dates"].rows()}


def test_a_peer_runs_on_its_cases_and_is_scored_on_others(tmp_path, capsys):
    with serve(iso) as scripted:

        def upstream():
            return method_endpoint.Upstream(scripted.url, "scripted", "scripted")

        results = method_bench.Results(tmp_path / "results.jsonl")
        with method_endpoint.CountingEndpoint(upstream, tmp_path / "answers.sqlite") as endpoint:
            method_bench.Bench(endpoint, results, options()).peers(["protegi"])
            made = scripted.calls
            method_bench.Bench(endpoint, results, options()).peers(["protegi"])
    (line,) = results.lines()
    assert scripted.calls == made, "a run that is there was made again"
    assert line["claims"]
    assert sum(line["heldout"]["seed"]) == 0
    assert sum(line["heldout"]["final"]) == SIZES.test
    assert line["first_tried"]["calls"] < sum(line["calls"].values())
    test = {row.input for row in method_tasks.cases_of(method_tasks.TASKS["dates"], SIZES).test}
    asked = [request["messages"][-1]["content"] for request in scripted.requests]
    assert sum(text.rpartition("\n\n")[2] in test for text in asked) == 2 * SIZES.test
    method_tables.peers_table([line])
    assert "| protegi (reimplemented) | 1 | +100.0 [" in capsys.readouterr().out


def acceptance_line(kind, *, claims, stop="gate", calls=100, final=(1,) * 10):
    return {
        "kind": kind,
        "task": "dates",
        "claims": claims,
        "verdict": "HELPS" if claims else "NO EVIDENCE",
        "stop": stop,
        "seconds": 1.0,
        "calls": {"task": calls, "optimizer": 0},
        "result": None,
        "budget": 600,
        "sizes": asdict(SIZES),
        "flags": "",
        "tool_version": "abc",
        "heldout": {"seed": [0] * 10, "final": list(final)},
    }


def test_the_acceptance_is_held_to_its_limits():
    good = [acceptance_line("headroom", claims=True)] * 4 + [
        acceptance_line("headroom", claims=False, final=(0,) * 10)
    ] * 2
    null = [acceptance_line("floor", claims=False, stop="no-headroom")] * 15 + [
        acceptance_line("ceiling", claims=False, stop="patience"),
        *[acceptance_line("ceiling", claims=False, stop="no-headroom", calls=151)] * 4,
    ]
    false = acceptance_line("chance", claims=True)
    assert method_tables.acceptance_table([*good, *null, false]) == []
    missed = method_tables.acceptance_table([*good[1:], good[-1], *null[1:], false, false])
    assert missed == [
        "3 of 6 headroom tasks HELPS",
        "2 of 21 A/A prompts HELPS",
        "14 of 19 A/A prompts stopped within 150 calls",
    ]


def test_results_that_were_made_again_count_once(tmp_path):
    results = method_bench.Results(tmp_path / "results.jsonl")
    line = dict.fromkeys(("mode", "tool", "task", "seed", "budget", "model", "sizes", "flags"), "x")
    results.add({**line, "claims": True})
    results.add({**line, "claims": False})
    assert [found["claims"] for found in results.lines()] == [False]
    assert json.loads(results.path.read_text().splitlines()[0])["claims"]


def test_the_best_prompts_of_a_run_are_read_from_its_events():
    totals = {"task_calls": 10, "optimizer_calls": 2}

    def scored(candidate, mean):
        return {
            "kind": "prompt_scored",
            "split": "dev",
            "candidate": candidate,
            "mean": mean,
            "totals": totals,
        }

    edit = {"start": 0, "end": 3, "old": "Say", "new": "Write"}
    told = [
        {"kind": "run_started", "text": "Say it."},
        scored(0, 0.5),
        {"kind": "candidate_proposed", "candidate": 1, "edits": [edit]},
        scored(1, 0.5),
        {
            "kind": "candidate_proposed",
            "candidate": 2,
            "edits": [edit, {**edit, "start": 7, "end": 7, "new": " Now."}],
        },
        scored(2, 0.6),
    ]
    assert method_paper.champions(told) == [(12, "Say it."), (12, "Write it. Now.")]


def test_the_area_under_a_curve_counts_a_prompt_from_the_call_that_found_it():
    assert method_paper_tables.auc([(10, 0.5), (60, 1.0)], 100) == pytest.approx(0.7)
    assert method_paper_tables.auc([(10, 0.5)], 100) == 0.5


def test_local_against_global_is_paired_by_block():
    rng = np.random.default_rng(1)
    same = {("task", seed): rng.choice([-1.0, 0.0, 1.0], 40) for seed in range(5)}
    better = {block: np.ones(40) for block in same}
    assert method_paper_tables.permutation_p(better) == pytest.approx(2 / 32, abs=0.02)
    assert method_paper_tables.two_way(better) == (1.0, 1.0)
    low, high = method_paper_tables.two_way(same)
    assert low < method_paper_tables.mean_of(same) < high


def arm(tool, after, **more):
    line = {
        "tool": tool,
        "task": "dates",
        "seed": 0,
        "model": "m",
        "budget": 300,
        "sizes": {"test": len(after)},
        "kind": "headroom",
    }
    told = {"heldout": {"seed": [0] * len(after), "final": after}, "calls": {"task": 9, "optimizer": 1}}
    return {**line, **told, "curve": [[0, 0.0]], "leak_rate": None, "outside_edit_rate": 0.5, **more}


def test_runs_on_other_cases_are_in_a_table_of_their_own(capsys):
    lines = [arm("apo-local", [1, 1, 1, 1]), arm("apo-random", [0, 0, 1, 0]), arm("apo-global", [1, 1, 0, 1])]
    method_paper_tables.paper_tables("scopes", [*lines, arm("apo-local", [0] * 6)])
    first, second = capsys.readouterr().out.split("m: at most 300 calls; ")[1:]
    assert first.startswith("4 train")
    assert "| local - global |" in first
    assert "| apo | 1 | 4 | +25.0 [" in first
    assert "| apo | 1 | 4 | +75.0 [" in first.split("| local - random |")[1]
    assert second.startswith("6 train")
    assert "local - " not in second
