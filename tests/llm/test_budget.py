from __future__ import annotations

import asyncio

import pytest
from tests.endpoint import Reply, status

from motjuste.llm.budget import Account, Budget, Metered, Spent
from motjuste.llm.cache import CachedChat, CompletionCache
from motjuste.llm.chat import ChatMessage, ChatRequest
from motjuste.llm.endpoint import Endpoint
from motjuste.llm.errors import BudgetSpent, Refused
from motjuste.llm.openai_chat import OpenAIChat


def request(content: str, **fields) -> ChatRequest:
    return ChatRequest((ChatMessage("user", content),), **fields)


@pytest.fixture
async def model(endpoint):
    endpoint.responder = lambda _request: Reply("ok", prompt_tokens=10, completion_tokens=2)
    async with OpenAIChat(Endpoint(endpoint.url, "scripted"), backoff=0.001) as chat:
        yield chat


async def test_calls_are_counted_by_purpose_and_refused_before_they_are_made(endpoint, model):
    budget = Budget(max_calls=3)
    task, optimizer = Metered(model, budget, "task"), Metered(model, budget, "optimizer")
    await task.complete(request("a"))
    await task.complete(request("b"))
    await optimizer.complete(request("c"))
    with pytest.raises(BudgetSpent, match=r"budget of 3 calls \(3 were made\)") as caught:
        await task.complete(request("d"))
    assert "--max-calls" in caught.value.remedy
    assert endpoint.calls == 3
    assert budget.snapshot() == Spent(2, 1, 0, 24, 12, 4, 2)
    assert budget.account("task") == Account(2, 0, 20, 4)


async def test_a_request_s_own_purpose_counts_where_the_meter_has_none(model):
    budget = Budget()
    metered = Metered(model, budget)
    await metered.complete(request("a", purpose="optimizer"))
    assert budget.snapshot() == Spent(optimizer_calls=1, optimizer_tokens=12, optimizer_output_tokens=2)


async def test_many_at_once_cannot_overdraw(endpoint, model):
    budget = Budget(max_calls=5)
    metered = Metered(model, budget, "task")
    results = await asyncio.gather(
        *(metered.complete(request(str(n))) for n in range(20)), return_exceptions=True
    )
    assert sum(isinstance(result, BudgetSpent) for result in results) == 15
    assert endpoint.calls == 5


async def test_tokens_are_refused_when_the_worst_case_does_not_fit(endpoint, model):
    budget = Budget(max_tokens=100)
    metered = Metered(model, budget, "task")
    with pytest.raises(BudgetSpent, match="100 tokens"):
        await metered.complete(request("a" * 200, max_tokens=60))
    assert endpoint.calls == 0
    await metered.complete(request("a" * 200, max_tokens=50))
    assert budget.tokens == 12, "what was set aside is replaced by what was used"
    await metered.complete(request("a" * 200, max_tokens=38))
    with pytest.raises(BudgetSpent):
        await metered.complete(request("a" * 200, max_tokens=60))


async def test_cached_replies_are_free_even_when_the_budget_is_spent(endpoint, model, tmp_path):
    budget = Budget(max_calls=1)
    with CompletionCache(tmp_path / "c.sqlite") as cache:
        metered = Metered(CachedChat(model, cache), budget, "task")
        await metered.complete(request("a"))
        assert (await metered.complete(request("a"))).cached
        with pytest.raises(BudgetSpent):
            await metered.complete(request("b"))
    assert budget.snapshot() == Spent(1, 0, 1, 12, 0, 2)
    assert endpoint.calls == 1


async def test_equal_requests_at_once_are_one_call(endpoint, model, tmp_path):
    budget = Budget(max_calls=8)
    with CompletionCache(tmp_path / "c.sqlite") as cache:
        metered = Metered(CachedChat(model, cache), budget, "task")
        await asyncio.gather(*(metered.complete(request("a")) for _ in range(8)))
    assert endpoint.calls == 1
    assert budget.snapshot() == Spent(1, 0, 7, 12, 0, 2)


async def test_a_failed_call_stays_counted_and_sets_no_tokens_aside(endpoint, model):
    endpoint.responder = lambda _request: status(401)
    budget = Budget(max_calls=9, max_tokens=100)
    metered = Metered(model, budget, "task")
    for _ in range(4):
        with pytest.raises(Refused):
            await metered.complete(request("a", max_tokens=90))
    assert budget.snapshot() == Spent(task_calls=4)


async def test_a_cancelled_call_stays_counted_and_sets_no_tokens_aside(endpoint, model):
    endpoint.hold()
    budget = Budget(max_tokens=100)
    metered = Metered(model, budget, "task")
    call = asyncio.create_task(metered.complete(request("a", max_tokens=90)))
    await asyncio.to_thread(endpoint.wait_for_calls, 1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    endpoint.release()
    await metered.complete(request("b", max_tokens=90))
    assert budget.calls == 2


def test_names_pass_through(endpoint):
    chat = OpenAIChat(Endpoint(endpoint.url, "scripted"))
    metered = Metered(chat, Budget(), "task")
    assert metered.name == "scripted"
    assert metered.identity == f"{endpoint.url} scripted"


def test_the_snapshot_has_the_fields_of_the_events_totals():
    from dataclasses import asdict

    from motjuste.optimize.events import Totals

    assert asdict(Totals()) == asdict(Spent())
