"""What the scripted endpoint can be told to answer: proper replies, and faults."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Reply:
    """A proper answer. Tokens default to the number of words; `delay` is in seconds."""

    text: str
    delay: float = 0.0
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    finish_reason: str = "stop"


@dataclass(frozen=True, slots=True)
class Fault:
    """A wrong answer: `body` as it stands with `status`, or none at all when `drop`."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drop: bool = False


def slow(seconds: float, text: str = "ok") -> Reply:
    """A proper answer that takes its time and blocks nobody else."""
    return Reply(text, delay=seconds)


def status(
    code: int, message: str = "scripted", *, retry_after: str | float | None = None, kind: str = ""
) -> Fault:
    """An error in OpenAI's shape: 400, 401, 404, 429, 500 …; `kind` is its `code`, as `insufficient_quota`."""
    headers = {"content-type": "application/json"}
    if retry_after is not None:
        headers["retry-after"] = str(retry_after)
    error = {"message": message, "type": kind or "scripted", "param": None, "code": kind or None}
    return Fault(code, json.dumps({"error": error}).encode(), headers)


def html(code: int = 200) -> Fault:
    """A web page where JSON is due, as from a proxy's login page."""
    page = b"<!doctype html><html><body>Please sign in</body></html>"
    return Fault(code, page, {"content-type": "text/html; charset=utf-8"})


def truncated() -> Fault:
    """JSON that ends in the middle, with a matching content length."""
    return Fault(200, b'{"id": "x", "choices": [{"message": {"role"', {"content-type": "application/json"})


def dropped() -> Fault:
    """The connection is closed without a byte of answer."""
    return Fault(drop=True)


def json_answer(code: int, body: object) -> Fault:
    return Fault(code, json.dumps(body).encode(), {"content-type": "application/json"})


def wire(answer: Fault) -> bytes:
    headers = {**answer.headers, "content-length": str(len(answer.body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {answer.status} Scripted\r\n{lines}\r\n".encode("latin-1") + answer.body
