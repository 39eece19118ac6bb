"""The gate judged by evidence: a verdict after each block, which holds whenever the run is stopped."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.optimize import arms
from tests.optimize.test_search import OPTIONS, run

from motjuste.evals.checks import build
from motjuste.optimize.events import GateLook, GateOpened, GateSummary
from motjuste.optimize.plan import SearchOptions
from motjuste.optimize.search import optimize
from motjuste.stats.anytime import e_value

ANYTIME = replace(OPTIONS, anytime=True, steps=1)


def stream(folder, options=ANYTIME, **changed):
    """The verdicts of a run, the looks, and the error rate of its gate."""
    events, _ = run(folder, options, **changed)
    opened = next(event for event in events if isinstance(event, GateOpened))
    return (
        [event for event in events if isinstance(event, GateSummary)],
        [event for event in events if isinstance(event, GateLook)],
        opened.alpha,
    )


def test_there_is_a_verdict_after_each_block_and_the_last_is_final(tmp_path):
    verdicts, looks, alpha = stream(tmp_path)
    assert [verdict.final for verdict in verdicts] == [False] * len(looks) + [True]
    assert [verdict.n for verdict in verdicts[:-1]] == [look.cases for look in looks]
    assert verdicts[-1].verdict == "HELPS"
    assert verdicts[-1].by_evidence
    assert verdicts[0].interval is not None
    assert all(look.boundary is None for look in looks)
    assert [look.evidence >= 1 / alpha for look in looks] == [verdict.p <= alpha for verdict in verdicts[:-1]]
    assert [verdict.verdict == "HELPS" for verdict in verdicts[:-1]] == [
        look.evidence >= 1 / alpha for look in looks
    ]
    last = looks[-1]
    assert last.evidence >= e_value(last.wins, last.losses) * (1 - 1e-9)


def test_a_verdict_so_far_says_how_far(tmp_path):
    (first, *_), looks, _ = stream(tmp_path, replace(ANYTIME, alpha=1e-9))
    assert first.verdict in {"NO EVIDENCE", "UNDERPOWERED"}
    assert "After 10 of " in first.message
    assert "no evidence yet" in first.message
    assert first.p == pytest.approx(min(1.0, 1 / looks[0].evidence))
    assert first.edits, "what is tried is told with its verdict"


async def half_marks(inputs):
    """The search, with half of each score for the year alone."""
    cases = tuple(
        replace(case, checks=(*case.checks, build("contains", case.expected[:4])))
        for case in inputs.eval_set.cases
    )
    async for event in optimize(replace(inputs, eval_set=replace(inputs.eval_set, cases=cases))):
        yield event


def test_graded_scores_are_judged_by_evidence_though_nobody_asked_for_it(tmp_path):
    (told,), looks, alpha = stream(tmp_path, replace(OPTIONS, steps=1), job=half_marks)
    assert told.by_evidence
    assert told.verdict == "HELPS"
    assert told.p <= alpha
    assert [look.evidence is None for look in looks] == [False] * len(looks)
    assert len(looks) <= 4, "the looks are few where nobody stops the run"
    assert 0 < told.best_gate - told.seed_gate <= 0.5


def test_the_papers_protocol_has_it_too(tmp_path):
    events, _ = arms.run_arm(tmp_path, SearchOptions(protocol="paper", anytime=True, steps=1, concurrency=8))
    verdicts = [event for event in events if isinstance(event, GateSummary)]
    assert [verdict.final for verdict in verdicts] == [False] * (len(verdicts) - 1) + [True]
    assert len(verdicts) == sum(isinstance(event, GateLook) for event in events) + 1
