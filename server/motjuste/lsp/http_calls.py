"""As much of HTTP/1.1 as a run needs to be answered: POST with a length and a bearer token, JSON both ways.

Written on asyncio's protocols, so that a connection needs no task and a client that hangs up is noticed at once.
"""

from __future__ import annotations

import asyncio
import hmac
import http
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST_HEAD = 64 * 1024
LONGEST_BODY = 64 * 1024 * 1024
"""Bytes; a prompt of a million characters fits, whatever the script."""

_END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int
    body: Mapping[str, Any]


def refusal(
    status: int, said: str, *, kind: str = "invalid_request_error", parameter: str | None = None
) -> Answer:
    """An error in the API's form."""
    return Answer(status, {"error": {"message": said, "type": kind, "code": kind, "param": parameter}})


class Call:
    """One request, to be answered once."""

    def __init__(self, connection: Calls, address: str, body: object) -> None:
        self.address = address
        """The path it asks for."""
        self.body = body
        """The JSON it brought; None when it brought none."""
        self._connection: Calls | None = connection
        self._on_hang_up: Callable[[], None] | None = None

    def on_hang_up(self, act: Callable[[], None]) -> None:
        """Call `act` when whoever asked leaves before the answer."""
        self._on_hang_up = act

    def answer(self, answer: Answer) -> None:
        """Send the answer; nothing happens when nobody waits for it any more."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.send(answer)

    def hang_up(self) -> None:
        """Close the connection without an answer."""
        if self._connection is not None:
            self._connection.close()

    def left(self) -> None:
        """Whoever asked is gone."""
        if self._connection is not None:
            self._connection = None
            if self._on_hang_up is not None:
                self._on_hang_up()


class Calls(asyncio.Protocol):
    """One connection: calls one after the other, each handed to `act`.

    Args:
        act: Answers a call, then or later.
        token: The bearer token each call must bring.
    """

    def __init__(self, act: Callable[[Call], None], token: str) -> None:
        self._act = act
        self._token = token.encode()
        self._read = bytearray()
        self._call: Call | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take in what came; a call that is whole is answered."""
        self._read += data
        if self._call is None:
            self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever works on the answer."""
        del exc
        self._transport = None
        call, self._call = self._call, None
        if call is not None:
            call.left()

    def close(self) -> None:
        """Leave."""
        if self._transport is not None:
            self._transport.close()

    def send(self, answer: Answer) -> None:
        """Answer the call at hand, then look at what came meanwhile."""
        self._call = None
        if self._transport is None:
            return
        body = json.dumps(answer.body).encode()
        head = (
            f"HTTP/1.1 {answer.status} {http.HTTPStatus(answer.status).phrase}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._transport.write(head.encode("ascii") + body)
        if self._read:
            self._next()

    def _next(self) -> None:
        """Read one call, if it is all there. What cannot be read ends the connection with its reason."""
        end = self._read.find(_END_OF_HEAD)
        if end < 0:
            if len(self._read) > LONGEST_HEAD:
                self._refuse(refusal(431, "The request's head is too long"))
            return
        method, address, headers = _head(bytes(self._read[:end]))
        if not hmac.compare_digest(headers.get("authorization", "").encode(), b"Bearer " + self._token):
            self._refuse(refusal(401, "The token is not the one of this run", kind="invalid_api_key"))
            return
        length = headers.get("content-length", "")
        if method != "POST" or not length.isascii() or not length.isdigit():
            self._refuse(refusal(405, "Calls are POST with a Content-Length"))
            return
        if int(length) > LONGEST_BODY:
            self._refuse(refusal(413, f"The request is longer than {LONGEST_BODY:,} bytes"))
            return
        start = end + len(_END_OF_HEAD)
        if len(self._read) - start < int(length):
            return
        body = bytes(self._read[start : start + int(length)])
        del self._read[: start + int(length)]
        self._call = Call(self, address, _json(body))
        self._act(self._call)

    def _refuse(self, answer: Answer) -> None:
        self._read.clear()
        self.send(answer)
        self.close()


def _head(data: bytes) -> tuple[str, str, dict[str, str]]:
    """Method, address and headers (names in lower case); empty where the head is no HTTP."""
    first, *lines = data.decode("latin-1").split("\r\n")
    method, address, *_ = *first.split(" "), "", ""
    pairs = (line.partition(":") for line in lines)
    return method, address, {name.strip().lower(): value.strip() for name, _, value in pairs}


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
