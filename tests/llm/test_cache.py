"""Nothing is ever asked twice: within a process, between processes, and after a kill."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from tests.endpoint import Reply, slow, status

from motjuste.llm.cache import CachedChat, CompletionCache, cache_key
from motjuste.llm.chat import ChatMessage, ChatRequest, Schema, Usage
from motjuste.llm.endpoint import Endpoint
from motjuste.llm.errors import CacheUnusable, Refused
from motjuste.llm.openai_chat import OpenAIChat

ASKER = Path(__file__).with_name("asker.py")


def request(content: str = "2+2?", **fields) -> ChatRequest:
    return ChatRequest((ChatMessage("user", content),), **fields)


@pytest.fixture
def cache(tmp_path):
    with CompletionCache(tmp_path / "cache" / "completions.sqlite") as opened:
        yield opened


@pytest.fixture
async def model(endpoint):
    endpoint.responder = lambda sent: Reply(
        sent["messages"][0]["content"].upper(), prompt_tokens=3, completion_tokens=1
    )
    async with OpenAIChat(Endpoint(endpoint.url, "scripted"), backoff=0.001) as chat:
        yield chat


@contextmanager
def asker(endpoint, cache: CompletionCache, *questions: str):
    command = [sys.executable, str(ASKER), endpoint.url, str(cache.path), *questions]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


async def test_the_second_time_no_call_is_made(endpoint, model, cache):
    cached = CachedChat(model, cache)
    first = await cached.complete(request("four"))
    again = await cached.complete(request("four"))
    assert (first.text, first.cached) == ("FOUR", False)
    assert again == replace(first, cached=True)
    assert again.usage == Usage(3, 1)
    assert endpoint.calls == 1
    assert cached.name == "scripted"


async def test_a_truncated_reply_stays_truncated(endpoint, model, cache):
    endpoint.responder = lambda _request: Reply("cut", finish_reason="length")
    cached = CachedChat(model, cache)
    await cached.complete(request())
    assert (await cached.complete(request())).truncated


@pytest.mark.parametrize(
    "other",
    [
        request("5"),
        request("4", temperature=0.1),
        request("4", max_tokens=5),
        request("4", sample=1),
        request("4", schema=Schema("S", {})),
        ChatRequest((ChatMessage("system", "4"),)),
        ChatRequest((ChatMessage("user", "4"), ChatMessage("user", ""))),
    ],
)
async def test_what_differs_is_another_question(endpoint, model, cache, other):
    cached = CachedChat(model, cache)
    await cached.complete(request("4"))
    await cached.complete(other)
    assert endpoint.calls == 2


def test_what_is_no_part_of_the_question_is_no_part_of_its_key():
    one = request(schema=Schema("S", {"a": 1, "b": 2}), temperature=0)
    same = request(schema=Schema("S", {"b": 2, "a": 1}), temperature=0.0, purpose="optimizer")
    assert cache_key("m", one) == cache_key("m", same)
    assert cache_key("m", one) != cache_key("n", one)
    assert cache_key("m", request("\ud800")) != cache_key("m", request("?"))


async def test_another_endpoint_or_model_is_asked_itself(endpoint, model, cache):
    await CachedChat(model, cache).complete(request())
    async with OpenAIChat(Endpoint(endpoint.url, "another")) as another:
        await CachedChat(another, cache).complete(request())
    assert endpoint.calls == 2


async def test_equal_requests_at_once_are_one_call_and_the_others_count_as_cached(endpoint, model, cache):
    replies = await asyncio.gather(*(CachedChat(model, cache).complete(request()) for _ in range(50)))
    assert endpoint.calls == 1
    assert sum(not reply.cached for reply in replies) == 1


async def test_a_failure_is_told_to_all_who_wait_and_is_not_kept(endpoint, model, cache):
    endpoint.responder = lambda _request: status(401)
    cached = CachedChat(model, cache)
    results = await asyncio.gather(*(cached.complete(request()) for _ in range(5)), return_exceptions=True)
    assert all(isinstance(result, Refused) for result in results)
    assert endpoint.calls == 1
    endpoint.responder = lambda _request: "mended"
    assert (await cached.complete(request())).text == "mended"


async def test_when_the_first_is_cancelled_the_next_asks(endpoint, model, cache):
    cached = CachedChat(model, cache)
    endpoint.hold()
    first, second, third = (asyncio.create_task(cached.complete(request())) for _ in range(3))
    await asyncio.to_thread(endpoint.wait_for_calls, 1)
    first.cancel()
    third.cancel()
    await asyncio.to_thread(endpoint.wait_for_calls, 2)
    endpoint.release()
    assert not (await second).cached
    assert first.cancelled()
    assert endpoint.calls == 2
    assert cache.in_flight == {}


async def test_a_cancelled_follower_takes_nothing_from_the_others(endpoint, model, cache):
    cached = CachedChat(model, cache)
    endpoint.hold()
    first, second = (asyncio.create_task(cached.complete(request())) for _ in range(2))
    await asyncio.to_thread(endpoint.wait_for_calls, 1)
    second.cancel()
    endpoint.release()
    assert (await first).text == "2+2?"
    assert endpoint.calls == 1


async def test_peeking_never_asks(endpoint, model, cache):
    cached = CachedChat(model, cache)
    assert cached.peek(request()) is None
    await cached.complete(request())
    assert cached.peek(request()).cached
    assert endpoint.calls == 1


def test_another_process_finds_what_one_has_asked(endpoint, cache):
    endpoint.responder = lambda sent: sent["messages"][0]["content"].upper()
    for expected in ("a A False", "a A True"):
        with asker(endpoint, cache, "a") as process:
            assert process.stdout.read().strip() == expected
    assert endpoint.calls == 1


def test_processes_at_the_same_time_ask_nothing_twice(endpoint, cache):
    questions = [f"q{number}" for number in range(40)]
    endpoint.responder = lambda _request: slow(0.05)
    endpoint.hold()
    with asker(endpoint, cache, *questions) as one, asker(endpoint, cache, *reversed(questions)) as other:
        endpoint.wait_for_calls(1)
        endpoint.release()
        lines = one.stdout.read().splitlines() + other.stdout.read().splitlines()
    assert len(lines) == 80
    assert endpoint.calls == 40
    assert sum(line.endswith("True") for line in lines) == 40


def test_after_kill_9_no_finished_call_is_repeated_and_no_claim_stands_in_the_way(endpoint, cache):
    questions = [f"q{number}" for number in range(30)]
    endpoint.responder = lambda sent: "ok" if int(sent["messages"][0]["content"][1:]) < 20 else slow(60)
    with asker(endpoint, cache, *questions) as process:
        finished = [process.stdout.readline().split()[0] for _ in range(20)]
        endpoint.wait_for_calls(30)
        os.kill(process.pid, signal.SIGKILL)
    assert sorted(finished) == sorted(questions[:20])
    endpoint.responder = lambda _request: "ok"
    with asker(endpoint, cache, *questions) as process:
        lines = process.stdout.read().splitlines()
    assert sum(line.endswith("True") for line in lines) == 20
    assert endpoint.calls == 30 + 10, "only the ten that were under way are asked again"


def test_who_waits_for_a_process_that_is_killed_takes_over(endpoint, cache):
    endpoint.hold()
    with asker(endpoint, cache, "q") as leader:
        endpoint.wait_for_calls(1)
        with asker(endpoint, cache, "q", "other") as follower:
            # It asks the question nobody else asks, and so is up and waiting for the first.
            endpoint.wait_for_calls(2)
            os.kill(leader.pid, signal.SIGKILL)
            endpoint.wait_for_calls(3)
            endpoint.release()
            assert sorted(follower.stdout.read().split("\n")) == ["", "other ok False", "q ok False"]
    assert endpoint.calls == 3


async def test_a_reply_that_cannot_be_kept_stops_the_run(endpoint, model, cache):
    cache._db.execute("PRAGMA max_page_count = 1")
    endpoint.responder = lambda _request: Reply("x" * 100_000)
    with pytest.raises(CacheUnusable, match="the disk is full"):
        await CachedChat(model, cache).complete(request())
    assert endpoint.calls <= 1
