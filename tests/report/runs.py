"""Runs to make pages of: their events, written out or made by the scripted endpoint."""

from __future__ import annotations

from motjuste.optimize.events import GateSummary, PlannedEdit, RunFinished, RunStarted, Totals

SPENT = Totals(task_calls=300, optimizer_calls=12, cached_calls=5, task_tokens=12_345, optimizer_tokens=678)
STARTED = RunStarted(
    totals=Totals(),
    run="20260102-030405-abcdef",
    job="optimize",
    path="prompts/dates.md",
    text_sha256="0" * 64,
    evalset="dates.evals.jsonl",
    evalset_digest="1" * 64,
    method="apo",
    scope="local",
    task_model="gpt-4o-mini",
    optimizer_model="gpt-4o",
    seed=0,
    cases={"train": 25, "dev": 40, "gate": 60},
    mde=0.14,
    max_calls=1000,
    expected_calls=(300, 900),
)
HELPS = GateSummary(
    totals=SPENT,
    verdict="HELPS",
    message="The edits gain +30.0 points on 60 held-out cases that no step had seen.",
    n=60,
    wins=20,
    losses=2,
    p=0.0004,
    interval=(0.11, 0.47),
    looks=3,
    mde=0.14,
    seed_dev=0.5,
    seed_gate=0.45,
    best_dev=0.85,
    best_gate=0.75,
    edits=(PlannedEdit(9, 13, "date", "date as YYYY-MM-DD", "model"),),
    text="Find the date as YYYY-MM-DD and return it.\n",
)
DONE = RunFinished(totals=SPENT, status="done")
