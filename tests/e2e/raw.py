"""Messages as they stand on the wire, for what no well-behaved client would send."""

from __future__ import annotations

import asyncio
import itertools
import json
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from pygls.exceptions import JsonRpcException
from tests.e2e.editor import DEADLINE

if TYPE_CHECKING:
    from tests.e2e.editor import Editor

_numbers = itertools.count(1)


def send(editor: Editor, method: str, params: Any = None, **more: Any) -> None:
    """Send a notification, or any other message by `more`."""
    body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
    assert editor.client._server is not None
    assert editor.client._server.stdin is not None
    editor.client._server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))


def ask(editor: Editor, method: str, params: Any = None) -> tuple[str, Future[Any]]:
    """Send a request; returns its id and what will hold its answer."""
    name, answer = f"raw-{next(_numbers)}", Future[Any]()
    editor.client.protocol._request_futures[name] = answer
    send(editor, method, params, id=name)
    return name, answer


async def settled(answer: Future[Any]) -> Any:
    """A request's answer; an error of the server's is given, not raised."""
    try:
        return await asyncio.wait_for(asyncio.wrap_future(answer), DEADLINE)
    except JsonRpcException as error:
        return error
