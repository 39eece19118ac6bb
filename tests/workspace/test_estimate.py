"""What a run may cost is reckoned without a call, and holds for the run that follows."""

from __future__ import annotations

import contextlib

import pytest
from tests.personas import dates, write_settings, write_workspace

from motjuste.errors import UserError
from motjuste.optimize.events import RunFailed, RunStarted
from motjuste.workspace.estimate import estimate
from motjuste.workspace.jobs import EvalJob, Limits, MarkJob, OptimizeJob, run_job
from motjuste.workspace.workspace import Workspace


@pytest.fixture
def prompt(tmp_path, endpoint, monkeypatch):
    monkeypatch.setenv("MOTJUSTE_TEST_KEY", "k")
    endpoint.responder = dates
    write_settings(tmp_path, endpoint.url)
    return write_workspace(tmp_path, cases=60)


def reckoned(prompt, job):
    workspace = Workspace.discover(prompt)
    return estimate(workspace, workspace.document(prompt), job)


@pytest.mark.parametrize("job", [EvalJob(), EvalJob(split="dev", repeat=2), MarkJob(), OptimizeJob(steps=2)])
async def test_it_is_what_the_run_says_and_costs_nothing(prompt, endpoint, job):
    found = reckoned(prompt, job)
    assert endpoint.calls == 0
    workspace = Workspace.discover(prompt)
    async with contextlib.aclosing(run_job(workspace, workspace.document(prompt), job)) as events:
        started = await anext(events)
    assert isinstance(started, RunStarted)
    assert started.expected_calls == found.calls


async def test_tokens_are_of_the_right_size(prompt):
    workspace = Workspace.discover(prompt)
    found = reckoned(prompt, EvalJob())
    async for event in run_job(workspace, workspace.document(prompt), EvalJob()):
        totals = event.totals
    # The scripted model counts words; a token is a little less than one.
    assert totals.task_tokens < found.tokens < 4 * totals.task_tokens


def test_no_price_is_no_money_and_a_limit_bounds_the_most(prompt):
    found = reckoned(prompt, OptimizeJob())
    assert found.dollars is None
    limited = reckoned(prompt, OptimizeJob(limits=Limits(max_calls=found.calls[0] + 1)))
    assert limited.calls == (found.calls[0], found.calls[0] + 1)


def test_a_known_price_is_money(prompt):
    settings = prompt.parent / "motjuste.toml"
    settings.write_text(
        '[models.task]\nbase_url = "https://api.openai.com/v1"\nmodel = "gpt-4o-mini"\n'
        'api_key_env = "MOTJUSTE_TEST_KEY"\n'
    )
    some, all_of_it = (reckoned(prompt, EvalJob(split=split)) for split in ("dev", "all"))
    assert some.dollars is not None
    assert all_of_it.dollars is not None
    assert 0 < some.dollars < all_of_it.dollars < 0.1


@pytest.mark.parametrize("address", ["http://[x/v1", "https:///v1", "ftp://example.org"])
def test_an_address_that_is_none_is_told_before_anything_is_reckoned(prompt, address):
    settings = prompt.parent / "motjuste.toml"
    settings.write_text(f'[models.task]\nbase_url = "{address}"\nmodel = "m"\n')
    with pytest.raises(UserError, match="no web address"):
        reckoned(prompt, EvalJob())


@pytest.mark.parametrize("job", [MarkJob(), OptimizeJob(), EvalJob(split="dev")])
async def test_what_a_run_would_refuse_the_estimate_refuses_in_its_words(prompt, endpoint, job):
    rows = '{"input": "on May 5, 1990", "expected": "1990-05-05", "split": "gate"}\n'
    (prompt.parent / "dates.evals.jsonl").write_text(rows + rows.replace("1990", "1991"))
    with pytest.raises(UserError) as refused:
        reckoned(prompt, job)
    workspace = Workspace.discover(prompt)
    events = [event async for event in run_job(workspace, workspace.document(prompt), job)]
    (failed,) = [event for event in events if isinstance(event, RunFailed)]
    assert (failed.message, failed.remedy) == (refused.value.message, refused.value.remedy)
    assert endpoint.calls == 0


def test_what_cannot_run_says_why(prompt):
    (prompt.parent / "dates.evals.jsonl").unlink()
    with pytest.raises(UserError, match=r"dates\.evals\.jsonl"):
        reckoned(prompt, EvalJob())
