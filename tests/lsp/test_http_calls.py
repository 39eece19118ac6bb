"""The small HTTP server behind a run's calls: what it takes in any pieces, what it refuses, and who hangs up."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest

from motjuste.lsp.http_calls import LONGEST_BODY, LONGEST_HEAD, Answer, Calls

TOKEN = "secret"


def request(body=b'{"a": 1}', *, method="POST", path="/v1/x", token=TOKEN, length=None, more=""):
    size = len(body) if length is None else length
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: {size}\r\n{more}\r\n"
    return head.encode() + body


@contextlib.asynccontextmanager
async def served(act):
    """A connection to a server whose calls go to `act`."""
    server = await asyncio.get_running_loop().create_server(lambda: Calls(act, TOKEN), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        yield reader, writer
    finally:
        writer.close()
        server.close()


async def answer(reader):
    """Status and body of the next answer."""
    head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)).decode()
    lines = dict(line.lower().split(": ", 1) for line in head.splitlines()[1:] if line)
    body = await reader.readexactly(int(lines["content-length"]))
    return int(head.split()[1]), json.loads(body)


def echo(call):
    call.answer(Answer(200, {"path": call.address, "got": call.body}))


@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
async def test_a_call_arrives_in_any_pieces(size):
    sent = request(json.dumps({"text": "é🙂" * 20}).encode())
    async with served(echo) as (reader, writer):
        for start in range(0, len(sent), size):
            writer.write(sent[start : start + size])
            await writer.drain()
        assert await answer(reader) == (200, {"path": "/v1/x", "got": {"text": "é🙂" * 20}})


async def test_calls_sent_at_once_are_answered_in_their_order_on_one_connection():
    waiting = asyncio.Queue()
    async with served(waiting.put_nowait) as (reader, writer):
        writer.write(b"".join(request(b"%d" % number) for number in range(3)))
        for number in range(3):
            call = await asyncio.wait_for(waiting.get(), 20)
            assert waiting.empty(), "one at a time"
            echo(call)
            assert await answer(reader) == (200, {"path": "/v1/x", "got": number})


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (request(token="other"), 401),
        (request(token=""), 401),
        (request().replace(b"Authorization", b"X-Nothing"), 401),
        (request(method="GET"), 405),
        (request(length="many"), 405),
        (request(length="-1"), 405),
        (request().replace(b"Content-Length: 8\r\n", b"Transfer-Encoding: chunked\r\n"), 405),
        (request(length=LONGEST_BODY + 1), 413),
        (b"x" * (LONGEST_HEAD + 1), 431),
        (b"nonsense\r\n\r\n", 401),
        (b"\xff\xfe\r\n\r\n", 401),
    ],
)
async def test_what_is_no_call_is_refused_with_its_reason_and_the_connection_closed(sent, status):
    asked = []
    async with served(asked.append) as (reader, writer):
        writer.write(sent)
        found, body = await answer(reader)
        assert (found, set(body["error"])) == (status, {"message", "type", "code", "param"})
        assert await reader.read() == b"", "closed"
    assert asked == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"nan(", b"[" * 100_000])
async def test_a_body_that_is_no_json_is_none(body):
    async with served(echo) as (reader, writer):
        writer.write(request(body))
        assert await answer(reader) == (200, {"path": "/v1/x", "got": None})


async def test_whoever_hangs_up_is_noticed_at_once_and_a_late_answer_goes_nowhere():
    calls, left = asyncio.Queue(), asyncio.Event()

    def act(call):
        call.on_hang_up(left.set)
        calls.put_nowait(call)

    async with served(act) as (_, writer):
        writer.write(request())
        call = await asyncio.wait_for(calls.get(), 20)
        writer.close()
        await asyncio.wait_for(left.wait(), 20)
        echo(call)


async def test_hanging_up_from_here_closes_the_connection():
    calls = asyncio.Queue()
    async with served(calls.put_nowait) as (reader, writer):
        writer.write(request())
        (await asyncio.wait_for(calls.get(), 20)).hang_up()
        assert await asyncio.wait_for(reader.read(), 20) == b""


async def test_half_of_a_surrogate_pair_is_sent_as_an_escape():
    async with served(lambda call: call.answer(Answer(200, {"text": "\ud83d"}))) as (reader, writer):
        writer.write(request())
        assert await answer(reader) == (200, {"text": "\ud83d"})
