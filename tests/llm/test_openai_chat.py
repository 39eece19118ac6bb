"""A chat model over real HTTP: every way it can fail, counted by the endpoint itself."""

from __future__ import annotations

import asyncio
import logging
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from tests.endpoint import Fault, Reply, dropped, html, serve, slow, status, truncated

from motjuste.llm.chat import ChatMessage, ChatRequest, Schema, Usage
from motjuste.llm.endpoint import Endpoint
from motjuste.llm.errors import BadRequest, Garbled, ModelError, Overloaded, Refused, Unreachable
from motjuste.llm.openai_chat import OpenAIChat

KEY = "sk-test-0123456789abcdef"


def request(content: str = "2+2?", **fields) -> ChatRequest:
    return ChatRequest((ChatMessage("system", "Answer."), ChatMessage("user", content)), **fields)


def chat(url: str, **fields) -> OpenAIChat:
    return OpenAIChat(Endpoint(url, "scripted", api_key=KEY, **fields), backoff=0.001)


async def ask(endpoint, sent: ChatRequest | None = None, **fields):
    async with chat(endpoint.url, **fields) as model:
        return await model.complete(sent or request())


async def fail(endpoint, kind: type[ModelError], *, calls: int | None = None, **fields) -> str:
    with pytest.raises(kind) as caught:
        await ask(endpoint, **fields)
    if calls is not None:
        assert endpoint.calls == calls
    said = str(caught.value)
    assert KEY not in said
    assert endpoint.url in said
    assert "scripted" in said
    assert caught.value.remedy
    return said


async def test_answers_with_text_usage_and_the_parameters_it_was_given(endpoint):
    endpoint.responder = lambda _request: Reply("4", prompt_tokens=9, completion_tokens=1)
    reply = await ask(endpoint, request(max_tokens=7))
    assert (reply.text, reply.usage, reply.cached, reply.truncated) == ("4", Usage(9, 1), False, False)
    assert endpoint.requests == [
        {
            "model": "scripted",
            "messages": [{"role": "system", "content": "Answer."}, {"role": "user", "content": "2+2?"}],
            "temperature": 0.0,
            "max_tokens": 7,
        }
    ]
    assert endpoint.headers[0]["authorization"] == f"Bearer {KEY}"


async def test_samples_get_seeds_and_schemas_get_a_response_format(endpoint):
    await ask(endpoint, request(temperature=0.7, sample=3, schema=Schema("Answer", {"type": "object"})))
    sent = endpoint.requests[0]
    assert sent["seed"] == 3
    schema = {"name": "Answer", "schema": {"type": "object"}, "strict": True}
    assert sent["response_format"] == {"type": "json_schema", "json_schema": schema}


async def test_an_answer_cut_at_max_tokens_says_so(endpoint):
    endpoint.responder = lambda _request: Reply("The answ", finish_reason="length")
    assert (await ask(endpoint)).truncated


async def test_an_answer_without_content_is_an_empty_answer(endpoint):
    endpoint.responder = lambda _request: body(
        '{"choices": [{"message": {"content": null}, "finish_reason": "stop"}]}'
    )
    reply = await ask(endpoint)
    assert reply.text == ""
    assert reply.usage.prompt_tokens == 3, "four characters a token where the endpoint does not count"


async def test_half_a_surrogate_pair_is_sent_as_the_replacement_character(endpoint):
    await ask(endpoint, request("a\ud800b"))
    assert endpoint.requests[0]["messages"][1]["content"] == "a\ufffdb"


def body(text: str) -> Fault:
    return Fault(200, text.encode(), {"content-type": "application/json"})


@pytest.mark.parametrize(
    ("fault", "kind", "calls", "says"),
    [
        (status(400, "context_length_exceeded: too long"), BadRequest, 1, "context_length_exceeded"),
        (status(401, f"Incorrect API key provided: {KEY}"), Refused, 1, "api_key_env"),
        (status(402, "Insufficient Balance"), Overloaded, 1, "no quota left (402)"),
        (status(403, "not yours"), Refused, 1, "not yours"),
        (status(404, "The model does not exist"), Refused, 1, "model's name"),
        (status(413, "too large"), BadRequest, 1, "too large"),
        (status(422, "bad field"), BadRequest, 1, "bad field"),
        (status(429, "slow down"), Overloaded, 5, "slow down"),
        (status(429, "You exceeded your current quota", kind="insufficient_quota"), Overloaded, 1, "credit"),
        (status(500), Unreachable, 3, "server errors (500)"),
        (status(503), Unreachable, 3, "server errors (503)"),
        (html(502), Unreachable, 3, "server errors (502)"),
        (html(404), Refused, 1, "base_url"),
        (html(), Garbled, 1, "a web page"),
        (truncated(), Garbled, 3, "truncated JSON"),
        (body("[]"), Garbled, 1, "no completion"),
        (body('{"choices": []}'), Garbled, 1, "no completion"),
        (body('{"error": {"code": 429, "message": "busy"}}'), Overloaded, 5, "busy"),
        (body('{"error": "overloaded"}'), Unreachable, 3, "overloaded"),
    ],
)
async def test_failures(endpoint, fault, kind, calls, says):
    endpoint.responder = lambda _request: fault
    assert says in await fail(endpoint, kind, calls=calls, retries=2)


async def test_a_key_variable_is_named_when_its_key_is_refused(endpoint):
    endpoint.responder = lambda _request: status(401)
    assert "Set MY_KEY" in await fail(endpoint, Refused, key_variable="MY_KEY")


async def test_a_dropped_connection_is_tried_once_more_before_the_first_answer(endpoint):
    endpoint.responder = lambda _request: dropped()
    await fail(endpoint, Unreachable, calls=2)


async def test_after_an_answer_a_dropped_connection_gets_all_its_retries(endpoint):
    async with chat(endpoint.url, retries=3) as model:
        await model.complete(request())
        endpoint.responder = lambda _request: dropped()
        with pytest.raises(Unreachable):
            await model.complete(request())
    assert endpoint.calls == 1 + 4


async def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    async with chat(url) as model:
        with pytest.raises(Unreachable, match="cannot be reached"):
            await model.complete(request())


async def test_an_answer_that_does_not_come(endpoint):
    endpoint.responder = lambda _request: slow(30)
    said = await fail(endpoint, Unreachable, calls=2, timeout=0.1)
    assert "no answer within 0.1 s" in said
    endpoint.wait_until(lambda seen: seen.abandoned == 2)


async def test_an_answer_that_comes_a_byte_at_a_time_does_not_get_round_the_timeout():
    stop = threading.Event()

    def trickle(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
            while not stop.wait(0.02):
                try:
                    connection.sendall(b" ")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=trickle, args=(listener,), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        async with chat(url, timeout=0.2, connect_timeout=0.1, retries=0) as model:
            with pytest.raises(Unreachable, match="no answer within"):
                await model.complete(request())
        stop.set()
        thread.join(5)


@pytest.mark.parametrize(
    "fault", [status(429), status(500), status(408), status(409), dropped(), truncated()]
)
async def test_what_passes_is_retried_until_it_has_passed(endpoint, fault):
    answers = iter([fault, "4"])
    endpoint.responder = lambda _request: next(answers)
    assert (await ask(endpoint)).text == "4"
    assert endpoint.calls == 2


async def test_retry_after_in_seconds_is_waited_for(endpoint):
    answers = iter([status(429, retry_after=0.3), "4"])
    endpoint.responder = lambda _request: next(answers)
    loop = asyncio.get_running_loop()
    before = loop.time()
    await ask(endpoint)
    assert 0.3 <= loop.time() - before < 5


async def test_retry_after_as_a_date_is_waited_for(endpoint):
    when = datetime.now(UTC) + timedelta(seconds=2)
    answers = iter([status(429, retry_after=format_datetime(when, usegmt=True)), "4"])
    endpoint.responder = lambda _request: next(answers)
    await ask(endpoint)
    # An HTTP date has whole seconds: the fraction is lost on the way.
    assert datetime.now(UTC) >= when.replace(microsecond=0)


async def test_a_retry_after_nobody_would_wait_for_fails_at_once(endpoint):
    endpoint.responder = lambda _request: status(429, retry_after=3600)
    assert "asks to wait 3600 s before the next call (429)" in await fail(endpoint, Overloaded, calls=1)


async def test_nor_is_it_waited_for_when_a_server_is_down_for_maintenance(endpoint):
    endpoint.responder = lambda _request: status(503, retry_after=3600)
    assert "asks to wait 3600 s before the next call (503)" in await fail(endpoint, Overloaded, calls=1)


async def test_without_retries_nothing_is_asked_twice(endpoint):
    for fault in (status(429), status(500), truncated(), dropped()):
        endpoint.responder = lambda _request, fault=fault: fault
        before = endpoint.calls
        with pytest.raises(ModelError):
            await ask(endpoint, retries=0)
        assert endpoint.calls == before + 1


async def test_a_burst_that_is_refused_halves_the_pace_once_and_the_next_calls_wait(endpoint):
    refused = iter([status(429, retry_after=0.05)] * 8)
    endpoint.responder = lambda _request: next(refused, "4")
    endpoint.hold()
    async with chat(endpoint.url, concurrency=8) as model:
        calls = [asyncio.create_task(model.complete(request(str(number)))) for number in range(8)]
        await asyncio.to_thread(endpoint.wait_for_calls, 8)
        endpoint.release()
        await asyncio.gather(*calls)
        # Halved from 8 to 4 by the burst, then grown by 8 answers, a quarter each at most.
        assert 4 <= model.pace.limit <= 6
    assert endpoint.calls == 16


async def test_no_more_calls_in_flight_than_the_endpoint_s_concurrency(endpoint):
    endpoint.hold()
    async with chat(endpoint.url, concurrency=5) as model:
        calls = [asyncio.create_task(model.complete(request(str(number)))) for number in range(20)]
        await asyncio.to_thread(endpoint.wait_for_calls, 5)
        endpoint.release()
        await asyncio.gather(*calls)
    assert endpoint.max_in_flight == 5
    assert endpoint.calls == 20


async def test_cancelling_drops_the_connection_at_once(endpoint):
    endpoint.hold()
    async with chat(endpoint.url) as model:
        calls = [asyncio.create_task(model.complete(request(str(number)))) for number in range(16)]
        await asyncio.to_thread(endpoint.wait_for_calls, 16)
        for call in calls:
            call.cancel()
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(result, asyncio.CancelledError) for result in results)
        await asyncio.to_thread(endpoint.wait_until, lambda seen: seen.abandoned == 16, 2)
        assert model.pace.in_flight == 0


async def test_parameters_a_model_does_not_take_are_learnt_once(endpoint, caplog):
    def answer(sent):
        if "max_tokens" in sent:
            return status(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
        if "temperature" in sent:
            return status(400, "Unsupported value: 'temperature' does not support 0.0 with this model.")
        return "4"

    endpoint.responder = answer
    async with chat(endpoint.url) as model:
        with caplog.at_level(logging.WARNING):
            assert (await model.complete(request(max_tokens=5))).text == "4"
        assert endpoint.calls == 3
        await model.complete(request(max_tokens=5))
        assert endpoint.calls == 4
    assert endpoint.requests[-1]["max_completion_tokens"] == 5
    assert "does not take temperature" in caplog.text


async def test_a_case_the_provider_s_filter_refuses_is_an_empty_answer(endpoint):
    endpoint.responder = lambda _request: status(400, "filtered", kind="content_filter")
    assert (await ask(endpoint)).text == ""


@pytest.mark.parametrize(
    "url", ["", "api.openai.com/v1", "ftp://x/v1", "http://", "http://[::1", "http://x:99999/v1"]
)
def test_a_base_url_nobody_can_call(url):
    with pytest.raises(Unreachable, match="no http or https address"):
        chat(url)


@pytest.mark.parametrize("key", ["sk-a\nb", "schlüssel", "two words"])
def test_a_key_no_header_can_carry_is_refused_without_showing_it(key):
    with pytest.raises(Refused) as caught:
        OpenAIChat(Endpoint("http://127.0.0.1/v1", "m", api_key=key))
    assert key not in str(caught.value)


def test_the_key_is_not_in_an_endpoint_s_repr():
    assert KEY not in repr(Endpoint("http://x/v1", "m", api_key=KEY))


async def test_a_password_in_the_url_is_not_shown(endpoint):
    endpoint.responder = lambda _request: status(500)
    async with OpenAIChat(
        Endpoint(endpoint.url.replace("//", "//me:secret@"), "scripted", retries=0)
    ) as model:
        with pytest.raises(Unreachable) as caught:
            await model.complete(request())
    assert "secret" not in str(caught.value)


async def test_no_key_is_fine_where_none_is_wanted(endpoint):
    async with OpenAIChat(Endpoint(endpoint.url, "scripted")) as model:
        assert (await model.complete(request())).text == "ok"


async def test_another_key_is_refused():
    with serve(lambda _request: "ok", api_key="right") as endpoint:
        async with chat(endpoint.url) as model:
            with pytest.raises(Refused):
                await model.complete(request())
        async with OpenAIChat(replace(Endpoint(endpoint.url, "scripted"), api_key="right")) as model:
            assert (await model.complete(request())).text == "ok"


async def test_a_proxy_of_the_environment_does_not_stand_between_us_and_this_machine(endpoint, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert (await ask(endpoint)).text == "ok"


async def test_closing_leaves_no_connection_and_a_later_call_opens_a_new_one(endpoint):
    async with chat(endpoint.url) as model:
        await model.complete(request())
        await model.aclose()
        assert (await model.complete(request())).text == "ok"


def test_importing_the_module_does_not_import_openai():
    script = (
        "import sys, motjuste.llm.openai_chat; sys.exit('openai' in sys.modules or 'pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
