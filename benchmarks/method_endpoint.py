"""The endpoint that every tool of the method benchmark asks: it counts, charges, remembers, and ends a budget.

It listens on loopback and hands questions on to the real endpoint (the embedded model unless another is named), one at a
time. A run has an address of its own, `http://127.0.0.1:PORT/RUN/v1`, and asks for the models `task` and `optimizer`.

- Each call counts for its run, whether it was answered before or not; calls beyond the hard limit are refused.
- Answers are kept on disk by their question: model, messages, parameters. At temperature 0 a question has one answer. Above
  it, the n-th time that a run asks is a question of its own, drawn from a seed made of the run's seed, n and the question.
- A run is charged the seconds that its answers took when they were first computed, so an answer from disk costs it the same.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROLES = ("task", "optimizer")
LONGEST = 900.0
"""Seconds to wait for the real endpoint."""
PARAMETERS = (
    "temperature",
    "top_p",
    "seed",
    "max_tokens",
    "max_completion_tokens",
    "stop",
    "n",
    "response_format",
    "grammar",
    "structured_outputs",
)
"""What belongs to a question besides its messages; anything else a tool sends is left out."""


@dataclass(frozen=True)
class Upstream:
    """The real endpoint."""

    base_url: str
    model: str
    identity: str
    """Names it in the store; the embedded model's is that of its weights."""
    api_key: str = field(default="", repr=False)


@dataclass
class Run:
    """What one run of one tool asked."""

    name: str
    seed: int
    limit: int
    """Calls after which everything is refused."""
    calls: Counter[str] = field(default_factory=Counter)
    tokens: Counter[str] = field(default_factory=Counter)
    charged: float = 0.0
    """Seconds that its answers took when they were computed."""
    served: float = 0.0
    """Seconds that answering took in this run, answers from disk taking none."""
    refused: int = 0
    asked: list[tuple[str, str, float]] = field(default_factory=list)
    """Role, text of the messages and `charged` of every call, in order."""
    _times: Counter[str] = field(default_factory=Counter)

    def nth(self, question: str) -> int:
        """How often this was asked before."""
        self._times[question] += 1
        return self._times[question] - 1


class Refused(Exception):  # noqa: N818  # it is the answer of an endpoint
    """An error answer."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(str(body))
        self.status = status
        self.body = body


class Store:
    """Answers on disk, by the digest of their question."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL").fetchone()
        self._db.execute("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, body TEXT, seconds REAL)")

    def get(self, key: str) -> tuple[dict[str, Any], float] | None:
        """The answer and the seconds it took, if it was ever given."""
        row = self._db.execute("SELECT body, seconds FROM answers WHERE key = ?", (key,)).fetchone()
        return None if row is None else (json.loads(row[0]), row[1])

    def put(self, key: str, body: dict[str, Any], seconds: float) -> None:
        """Keep an answer."""
        self._db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (key, json.dumps(body), seconds))

    def close(self) -> None:
        """Close the file."""
        self._db.close()


class CountingEndpoint:
    """The endpoint and its runs; a context manager that serves until it is left.

    Args:
        upstream: Gives the real endpoint; asked again when that cannot be reached.
        store: Where answers are kept.
        optimizer_tokens: Longest answer of the optimizer model, whatever a tool asks for.
    """

    def __init__(self, upstream: Callable[[], Upstream], store: Path, optimizer_tokens: int = 400) -> None:
        self.optimizer_tokens = optimizer_tokens
        self._upstream = upstream
        self._real = upstream()
        self._store = Store(store)
        self._turn = threading.Lock()
        self._runs: dict[str, Run] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        """Begin to serve."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._server.shutdown()
        self._server.server_close()
        self._store.close()

    def begin(self, name: str, seed: int, limit: int) -> Run:
        """A new run; one of the same name is forgotten."""
        run = self._runs[name] = Run(name, seed, limit)
        return run

    @property
    def identity(self) -> str:
        """Which model answers."""
        return self._real.identity

    def url(self, run: Run) -> str:
        """The base URL of a run."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/{run.name}/v1"

    def spent(self, name: str) -> int:
        """Calls that a run has made."""
        run = self._runs.get(name)
        return sum(run.calls.values()) if run else 0

    def ask(self, run: Run, prompt: str, max_tokens: int) -> str:
        """One prompt at temperature 0 by the benchmark itself, as any tool would ask it."""
        return self.chat(run, [{"role": "user", "content": prompt}], max_tokens)

    def chat(self, run: Run, messages: list[dict[str, str]], max_tokens: int) -> str:
        """The same for a chat of several messages."""
        body = {"model": "task", "messages": messages, "temperature": 0.0, "max_tokens": max_tokens}
        return str(self.answer(run.name, body)["choices"][0]["message"]["content"] or "")

    def answer(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        """Count a call, and answer it from the store or by the real endpoint.

        Raises:
            Refused: The run is not known, its budget is spent, or the real endpoint refused.
        """
        run, role = self._runs.get(name), str(body.get("model"))
        if run is None or role not in ROLES:
            raise Refused(404, {"error": {"message": f"no run {name}, or no model {role}"}})
        with self._turn:
            begun = time.monotonic()
            if sum(run.calls.values()) >= run.limit:
                run.refused += 1
                said = {"message": "the budget of calls is spent", "code": "insufficient_quota"}
                raise Refused(HTTPStatus.PAYMENT_REQUIRED, {"error": said})
            reply, seconds = self._known(run, self._held(role, body))
            # Several answers to one question are as many calls.
            run.calls[role] += int(body.get("n") or 1)
            run.charged += seconds
            run.served += time.monotonic() - begun
            run.tokens[role] += int(reply.get("usage", {}).get("total_tokens") or 0)
            run.asked.append((role, _text(body), run.charged))
        return {**reply, "model": role}

    def _held(self, role: str, body: dict[str, Any]) -> dict[str, Any]:
        """A question with its answer's length held to the limit."""
        if role == "task":
            return body
        wanted = body.get("max_tokens") or body.get("max_completion_tokens") or self.optimizer_tokens
        return {**body, "max_completion_tokens": None, "max_tokens": min(int(wanted), self.optimizer_tokens)}

    def _known(self, run: Run, body: dict[str, Any]) -> tuple[dict[str, Any], float]:
        question = {name: body[name] for name in PARAMETERS if body.get(name) is not None}
        question["messages"] = body["messages"]
        key = _digest([self._real.identity, question])
        if float(question.get("temperature", 1.0)) > 0 and "seed" not in question:
            question["seed"] = int(_digest([key, run.seed, run.nth(key)])[:7], 16)
            key = _digest([self._real.identity, question])
        found = self._store.get(key)
        if found is None:
            begun = time.monotonic()
            reply = self._asked(question)
            found = reply, time.monotonic() - begun
            self._store.put(key, *found)
        return found

    def _asked(self, question: dict[str, Any]) -> dict[str, Any]:
        """Ask the real endpoint; an embedded model that ended for want of work is started again."""
        for attempt in (0, 1, 2):
            try:
                return _post(self._real, question)
            except urllib.error.HTTPError as error:
                said = error.read().decode("utf-8", "replace")
                raise Refused(error.code, _as_error(said)) from None
            except OSError:
                if attempt == 2:
                    raise
                self._real = self._upstream()
        raise AssertionError


def _post(real: Upstream, question: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{real.base_url.rstrip('/')}/chat/completions",
        data=json.dumps({**question, "model": real.model}).encode(),
        headers={"content-type": "application/json", "authorization": f"Bearer {real.api_key or 'none'}"},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=LONGEST) as answer:
        read: dict[str, Any] = json.loads(answer.read())
    return read


def _as_error(said: str) -> dict[str, Any]:
    try:
        body = json.loads(said)
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {"error": {"message": said[:500]}}


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _text(body: dict[str, Any]) -> str:
    contents = [message.get("content") for message in body["messages"]]
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in contents)


def _handler(endpoint: CountingEndpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """The OpenAI chat API, as far as the tools use it."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the base class names it
            """List the models, and tell how many calls the run has made."""
            listed = [{"id": role, "object": "model"} for role in ROLES]
            spent = endpoint.spent(self.path.lstrip("/").partition("/")[0])
            self._send(HTTPStatus.OK, {"object": "list", "data": listed, "spent": spent})

        def do_POST(self) -> None:  # the base class names it
            """Answer a chat."""
            name, _, rest = self.path.lstrip("/").partition("/")
            body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
            if rest != "v1/chat/completions":
                self._send(HTTPStatus.NOT_FOUND, {"error": {"message": f"no {self.path}"}})
                return
            try:
                self._send(HTTPStatus.OK, endpoint.answer(name, body))
            except Refused as refused:
                self._send(refused.status, refused.body)

        def _send(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
