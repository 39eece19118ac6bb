"""A scripted model endpoint: the OpenAI chat API over real HTTP on loopback, for tests.

In a test's own process::

    with serve(lambda request: "4") as endpoint:
        Endpoint(base_url=endpoint.url, ...)
        assert endpoint.calls == 1

As a process of its own (prints its base URL, then serves until it is ended)::

    python tests/endpoint.py --script tests/llm/script.py:answer --port 0

A responder is handed the request's JSON body and gives a str (the answer), a Reply, or a Fault. It is called
on the server's loop and must not block: ask for a delay with `slow(seconds)`, or `endpoint.hold()` all replies.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import importlib.util
import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# As a program it finds only its own folder on the path.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.endpoint_replies import (
    Fault,
    Reply,
    dropped,
    html,
    json_answer,
    slow,
    status,
    truncated,
    wire,
)

__all__ = [
    "Endpoint",
    "Fault",
    "RemoteEndpoint",
    "Reply",
    "dropped",
    "html",
    "serve",
    "slow",
    "spawn",
    "status",
    "truncated",
]

DEADLINE = 30.0


Responder = Callable[[dict[str, Any]], "str | Reply | Fault"]


class Endpoint:
    """A running endpoint and what it has seen. Counters may be read from any thread."""

    def __init__(
        self, responder: Responder, *, api_key: str | None = None, models: tuple[str, ...] = ("scripted",)
    ):
        self.responder: Responder = responder
        self.requests: list[dict[str, Any]] = []
        """Bodies of all chat calls, in order of arrival."""
        self.headers: list[dict[str, str]] = []
        """Headers of all chat calls, names in lower case."""
        self.in_flight = 0
        self.max_in_flight = 0
        self.abandoned = 0
        """Calls whose client went away before the answer."""
        self.usage = {"prompt_tokens": 0, "completion_tokens": 0}
        self.url = ""
        """The base URL, with /v1."""
        self._api_key = api_key
        self._models = models
        self._changed = threading.Condition()
        self._open = threading.Event()
        self._open.set()
        self._released: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def calls(self) -> int:
        """How many chat calls came in."""
        return len(self.requests)

    def hold(self) -> None:
        """Keep every answer back from now on, until `release`."""
        self._open.clear()
        self._on_loop(lambda released: released.clear())

    def release(self) -> None:
        """Send what `hold` kept back."""
        self._open.set()
        self._on_loop(lambda released: released.set())

    def wait_until(self, condition: Callable[[Endpoint], bool], timeout: float = DEADLINE) -> None:
        """Wait until `condition(self)` holds; it is looked at after each call's start and end."""
        with self._changed:
            if not self._changed.wait_for(lambda: condition(self), timeout):
                raise TimeoutError(f"not within {timeout} s: {self.stats()}")

    def wait_for_calls(self, count: int, timeout: float = DEADLINE) -> None:
        """Wait until `count` calls have come in."""
        self.wait_until(lambda endpoint: endpoint.calls >= count, timeout)

    def stats(self) -> dict[str, Any]:
        """What GET /stats answers: the counters, without the requests."""
        return {
            "calls": self.calls,
            "in_flight": self.in_flight,
            "max_in_flight": self.max_in_flight,
            "abandoned": self.abandoned,
            "usage": dict(self.usage),
        }

    def _on_loop(self, act: Callable[[asyncio.Event], None]) -> None:
        if self._loop is not None and self._released is not None:
            done = threading.Event()
            released = self._released

            def run() -> None:
                act(released)
                done.set()

            self._loop.call_soon_threadsafe(run)
            done.wait(DEADLINE)

    async def start(self, port: int) -> asyncio.Server:
        """Listen on 127.0.0.1; port 0 takes a free one."""
        self._loop = asyncio.get_running_loop()
        self._released = asyncio.Event()
        if self._open.is_set():
            self._released.set()
        server = await asyncio.start_server(self._connection, "127.0.0.1", port, backlog=1024)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        return server

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._exchange(reader, writer):
                pass
        writer.close()
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await writer.wait_closed()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Read one request and answer it; false when the connection is done with."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        pairs = (line.split(":", 1) for line in head[1:] if ":" in line)
        headers = {name.strip().lower(): value.strip() for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if path == "/stats":
            answer: Fault | None = json_answer(200, self.stats())
        elif path == "/requests":
            answer = json_answer(200, self.requests)
        elif self._api_key is not None and headers.get("authorization") != f"Bearer {self._api_key}":
            answer = status(401, "Incorrect API key provided", kind="invalid_api_key")
        elif path == "/v1/models":
            data = [
                {"id": name, "object": "model", "created": 0, "owned_by": "tests"} for name in self._models
            ]
            answer = json_answer(200, {"object": "list", "data": data})
        elif (method, path) == ("POST", "/v1/chat/completions"):
            answer = await self._chat(json.loads(body), headers, reader)
        else:
            answer = status(404, f"no {method} {path}")
        if answer is None or answer.drop:
            return False
        writer.write(wire(answer))
        await writer.drain()
        return True

    async def _chat(
        self, request: dict[str, Any], headers: dict[str, str], reader: asyncio.StreamReader
    ) -> Fault | None:
        """Answer one chat call; None when the client left."""
        with self._changed:
            self.requests.append(request)
            self.headers.append(headers)
            self.in_flight += 1
            self.max_in_flight = max(self.max_in_flight, self.in_flight)
            self._changed.notify_all()
        stayed = True
        try:
            scripted = self.responder(request)
            reply = Reply(scripted) if isinstance(scripted, str) else scripted
            stayed = await self._wait(reply.delay, reader)
            return (
                self._completion(request, reply)
                if isinstance(reply, Reply) and stayed
                else _kept(reply, stayed)
            )
        finally:
            with self._changed:
                self.in_flight -= 1
                self.abandoned += not stayed
                self._changed.notify_all()

    async def _wait(self, delay: float, reader: asyncio.StreamReader) -> bool:
        """Wait out the delay and any `hold`; false as soon as the client hangs up."""
        assert self._released is not None
        if delay <= 0 and self._released.is_set():
            return True
        due = asyncio.ensure_future(_after(delay, self._released))
        gone = asyncio.ensure_future(reader.read(1))
        done, _ = await asyncio.wait((due, gone), return_when=asyncio.FIRST_COMPLETED)
        for task in (due, gone):
            task.cancel()
        # The reader stays busy until the cancelled read has really ended.
        await asyncio.gather(due, gone, return_exceptions=True)
        return due in done

    def _completion(self, request: dict[str, Any], reply: Reply) -> Fault:
        asked = sum(len(str(message["content"]).split()) for message in request["messages"])
        prompt = asked if reply.prompt_tokens is None else reply.prompt_tokens
        completion = len(reply.text.split()) if reply.completion_tokens is None else reply.completion_tokens
        self.usage["prompt_tokens"] += prompt
        self.usage["completion_tokens"] += completion
        message = {"role": "assistant", "content": reply.text}
        usage = {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        }
        return json_answer(
            200,
            {
                "id": f"chatcmpl-{self.calls}",
                "object": "chat.completion",
                "created": 0,
                "model": request["model"],
                "choices": [{"index": 0, "message": message, "finish_reason": reply.finish_reason}],
                "usage": usage,
            },
        )


def _kept(reply: Reply | Fault, stayed: bool) -> Fault | None:
    return reply if stayed and isinstance(reply, Fault) else None


async def _after(delay: float, released: asyncio.Event) -> None:
    await asyncio.sleep(delay)
    await released.wait()


@contextlib.contextmanager
def serve(
    responder: Responder, *, api_key: str | None = None, models: tuple[str, ...] = ("scripted",)
) -> Iterator[Endpoint]:
    """Run an endpoint in a thread of this process; with `api_key`, any other key gets 401."""
    endpoint = Endpoint(responder, api_key=api_key, models=models)
    started, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def run() -> None:
        server = await endpoint.start(0)
        started.set()
        await stop.wait()
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),), name="endpoint", daemon=True)
    thread.start()
    if not started.wait(DEADLINE):
        raise TimeoutError("the scripted endpoint did not start")
    try:
        yield endpoint
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(DEADLINE)
        loop.close()


@dataclass(frozen=True, slots=True)
class RemoteEndpoint:
    """An endpoint in a process of its own."""

    url: str
    process: subprocess.Popen[str]

    def stats(self) -> dict[str, Any]:
        """The counters: calls, in_flight, max_in_flight, abandoned, usage."""
        return dict(self._get("stats"))

    def requests(self) -> list[dict[str, Any]]:
        """Bodies of all chat calls, in order of arrival."""
        return list(self._get("requests"))

    @property
    def calls(self) -> int:
        """How many chat calls came in."""
        return int(self.stats()["calls"])

    def wait_for_calls(self, count: int, timeout: float = DEADLINE) -> None:
        """Wait until `count` calls have come in."""
        end = time.monotonic() + timeout
        while self.calls < count:
            if time.monotonic() > end:
                raise TimeoutError(f"only {self.calls} of {count} calls within {timeout} s")
            threading.Event().wait(0.01)

    def _get(self, what: str) -> Any:
        with urllib.request.urlopen(self.url.removesuffix("v1") + what, timeout=DEADLINE) as answer:
            return json.load(answer)


@contextlib.contextmanager
def spawn(script: str) -> Iterator[RemoteEndpoint]:
    """Run `python tests/endpoint.py --script script` and end it afterwards; script is `file.py:function`."""
    command = [sys.executable, __file__, "--script", script, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            if not url:
                raise RuntimeError(f"the scripted endpoint did not start: {command}")
            yield RemoteEndpoint(url, process)
        finally:
            process.terminate()


def load_script(script: str) -> Responder:
    """The responder that `package.module:function` or `path/to/file.py:function` names."""
    place, _, name = script.rpartition(":")
    if not place.endswith(".py"):
        responder: Responder = getattr(importlib.import_module(place), name)
        return responder
    spec = importlib.util.spec_from_file_location(Path(place).stem, place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    scripted: Responder = getattr(module, name)
    return scripted


async def _serve_forever(responder: Responder, port: int, api_key: str | None) -> None:
    endpoint = Endpoint(responder, api_key=api_key)
    server = await endpoint.start(port)
    print(endpoint.url, flush=True)  # noqa: T201 - the URL on stdout is the interface
    await server.serve_forever()


def main() -> None:
    """Serve a script until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--script", required=True, help="MODULE:FUNCTION or FILE.py:FUNCTION")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--api-key")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve_forever(load_script(options.script), options.port, options.api_key))


if __name__ == "__main__":
    main()
