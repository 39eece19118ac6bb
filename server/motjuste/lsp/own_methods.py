"""Our own methods beside LSP's, as docs/editors/protocol.md describes them: their names, and reading what comes in."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer  # noqa: TC002 - pygls reads the handlers' annotations at run time

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.server import MotjusteServer

STATUS = "motjuste/status"
STATUS_CHANGED = "motjuste/statusChanged"
CASES = "motjuste/cases"
CASE_RESULTS = "motjuste/caseResults"
RUN_ENDED = "motjuste/runEnded"
PROPOSALS = "motjuste/proposals"
PROPOSALS_CHANGED = "motjuste/proposalsChanged"
API_KEY = "motjuste/apiKey"

_NUMBERS = itertools.count(1)


def asked_about(ls: MotjusteServer, params: object) -> Snapshot:
    """The text a request of ours is about: its one parameter is `{uri}`.

    Raises:
        JsonRpcInvalidParams: It names no open text.
    """
    return open_text(ls, getattr(params, "uri", None))


def open_text(ls: MotjusteServer, uri: object) -> Snapshot:
    """The open text of a URI.

    Raises:
        JsonRpcInvalidParams: It is none.
    """
    snapshot = ls.documents.get(uri) if isinstance(uri, str) else None
    if snapshot is None:
        raise invalid(f"no open text has the uri {uri!r}")
    return snapshot


async def ask_editor(ls: MotjusteServer, method: str, params: object) -> Any:
    """Send the editor a request that its user may have to answer; whoever stops waiting for it takes it back.

    Raises:
        JsonRpcException: The editor answered with an error.
    """
    name = f"motjuste-asks-{next(_NUMBERS)}"
    try:
        return await ls.protocol.send_request_async(method, params, msg_id=name)
    except asyncio.CancelledError:
        ls.protocol.notify(types.CANCEL_REQUEST, types.CancelParams(id=name))
        raise


def offer_command(
    ls: MotjusteServer,
    name: str,
    act: Callable[[MotjusteServer, Mapping[str, Any]], Awaitable[object]],
) -> None:
    """Offer a command that takes one argument, an object; a bare string is taken for a URI.

    Args:
        ls: The server.
        name: The command's.
        act: Handed the server and the argument; what it returns is the command's answer.
    """

    async def run(_: LanguageServer, *arguments: object) -> object:
        return await act(ls, _only(arguments))

    ls.command(name)(run)


def _only(arguments: tuple[object, ...]) -> Mapping[str, Any]:
    if not arguments or arguments[0] is None:
        return {}
    first = arguments[0]
    if isinstance(first, str):
        return {"uri": first}
    if isinstance(first, dict):
        return first
    raise invalid("the argument is an object like {uri: 'file:///…'}")


def invalid(message: str) -> JsonRpcInvalidParams:
    """The error for parameters that cannot be used."""
    return JsonRpcInvalidParams(message=message)
