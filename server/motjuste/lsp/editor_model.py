"""The editor's own models, lent to a run: an OpenAI-compatible endpoint on loopback that asks the editor.

A run is a process of its own and speaks to models over HTTP. For `model = "editor"` this is where it finds one:
127.0.0.1, a port of the system's, a token made for that run and told to nobody but its process, and one address,
`/v1/chat/completions`. Each call becomes the request `motjuste/complete` to the editor. Whoever hangs up cancels it.
The endpoint lives as long as the run.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcMethodNotFound

from motjuste.lsp.http_calls import Answer, Call, Calls, refusal
from motjuste.lsp.own_methods import ask_editor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from concurrent.futures import Future

    from motjuste.lsp.server import MotjusteServer
    from motjuste.workspace.workspace import Workspace

log = logging.getLogger(__name__)

COMPLETE = "motjuste/complete"
MODEL = "motjuste/model"
ADDRESS = "/v1/chat/completions"

REQUEST_CANCELLED = -32800
"""LSP's code: the user said no."""
REQUEST_FAILED = -32803
"""LSP's code: asking again would not help."""

_PATIENCE = 60.0
"""Seconds an editor has to say which model it would ask; it may have to ask its user first."""


@contextlib.asynccontextmanager
async def lent(ls: MotjusteServer, workspace: Workspace, run: str) -> AsyncIterator[dict[str, str]]:
    """Lend the editor's models to a run whose settings ask for them.

    Args:
        ls: The session.
        workspace: Whose settings say which models a run asks.
        run: The run's name, told to the editor with each request.

    Yields:
        What the run's environment must hold; empty when no model of the editor is meant.
    """
    from motjuste.llm.editor import offer

    asked = _asked(workspace)
    if not asked:
        yield {}
        return
    if not ls.client.answers_completions:
        yield offer("", "", {})
        return
    told = {name: await _told_name(ls, name) for name in asked}
    token = secrets.token_urlsafe(32)
    lender = Lender(ls, run, frozenset(told.values()))
    server = await asyncio.get_running_loop().create_server(
        lambda: Calls(lender.answer, token), "127.0.0.1", 0
    )
    try:
        port = server.sockets[0].getsockname()[1]
        yield offer(f"http://127.0.0.1:{port}/v1", token, told)
    finally:
        server.close()
        lender.close()


def promised(ls: MotjusteServer, workspace: Workspace) -> dict[str, str]:
    """What the environment of a process must hold that only reckons what a run would cost: nobody answers it."""
    from motjuste.llm.editor import offer

    if not _asked(workspace):
        return {}
    return offer("http://127.0.0.1/v1" if ls.client.answers_completions else "", "", {})


def _asked(workspace: Workspace) -> list[str]:
    """Which of the editor's models the settings ask for."""
    from motjuste.workspace.models import asked_of_editor, is_editors

    models = (workspace.settings.models.task, workspace.optimizer_model)
    return list(dict.fromkeys(asked_of_editor(one) for one in models if is_editors(one)))


async def _told_name(ls: MotjusteServer, asked: str) -> str:
    """Which model the editor would ask, in its own words; empty where it does not tell.

    The name goes into the run and into the keys of the completion cache, so that answers of one model are never
    taken for those of another.
    """
    try:
        told = await asyncio.wait_for(ask_editor(ls, MODEL, {"model": asked}), _PATIENCE)
    except JsonRpcMethodNotFound:
        return ""
    except (JsonRpcException, TimeoutError) as error:
        # Nothing is lost: the first call meets the same trouble, and its message is shown.
        log.warning("the editor does not say which model it would ask: %s", error)
        return ""
    named = getattr(told, "model", None)
    return named if isinstance(named, str) else ""


class Lender:
    """Turns calls of one run into requests to the editor.

    Args:
        ls: The session.
        run: The run's name.
        told: The names of models by the editor's own word: nothing else may answer in their place.
    """

    def __init__(self, ls: MotjusteServer, run: str, told: frozenset[str]) -> None:
        self._ls = ls
        self._run = run
        self._names = told - {""}
        self._open: set[Call] = set()

    def close(self) -> None:
        """Hang up on all calls; their requests are cancelled."""
        for call in tuple(self._open):
            call.hang_up()

    def answer(self, call: Call) -> None:
        """Answer one call, now or when the editor has."""
        request = _request(call.body)
        if call.address != ADDRESS:
            call.answer(refusal(404, f"There is nothing at {call.address}; completions are at {ADDRESS}"))
        elif isinstance(request, Answer):
            call.answer(request)
        else:
            self._ask(call, request)

    def _ask(self, call: Call, request: Mapping[str, Any]) -> None:
        model = request["model"]
        name = f"{self._run}-{secrets.token_hex(8)}"
        asked = self._ls.protocol.send_request(COMPLETE, {**request, "run": self._run}, msg_id=name)
        self._open.add(call)
        call.on_hang_up(lambda: self._cancel(call, name, asked))
        asked.add_done_callback(lambda done: self._told(call, done, model))

    def _cancel(self, call: Call, name: str, asked: Future[Any]) -> None:
        """The run hung up before the editor answered."""
        self._open.discard(call)
        if not asked.done():
            self._ls.protocol.notify(types.CANCEL_REQUEST, types.CancelParams(id=name))

    def _told(self, call: Call, done: Future[Any], model: str) -> None:
        """The editor answered."""
        self._open.discard(call)
        if done.cancelled():
            return
        error = done.exception()
        call.answer(_trouble(error) if error is not None else self._completed(done.result(), model))

    def _completed(self, told: Any, model: str) -> Answer:
        """What the editor answered, unless another model did than the one it named."""
        answered = getattr(told, "model", None)
        if model in self._names and isinstance(answered, str) and answered not in {"", model}:
            return refusal(
                403,
                f"{answered} answered in place of {model}; scores of two models cannot be compared",
                kind="model_changed",
            )
        return _completion(told)


def _request(body: object) -> dict[str, Any] | Answer:
    """What the editor is asked; an error answer when the body is no request it could take."""
    if not isinstance(body, dict):
        return refusal(400, "The body is no JSON object")
    if "response_format" in body:
        return refusal(
            400, "Models of an editor take no response_format; ask in words", parameter="response_format"
        )
    messages = body.get("messages")
    if not isinstance(messages, list) or not all(_is_message(one) for one in messages):
        return refusal(400, "messages is a list of {role, content}, both of them texts", parameter="messages")
    return {
        "messages": [{"role": one["role"], "content": one["content"]} for one in messages],
        "model": _model(body.get("model")),
        "temperature": body.get("temperature"),
        "maxTokens": body.get("max_tokens", body.get("max_completion_tokens")),
    }


def _model(named: object) -> str:
    """The model to ask for; empty leaves the choice to the editor."""
    from motjuste.llm.editor import EDITOR

    return named if isinstance(named, str) and named != EDITOR else ""


def _is_message(one: object) -> bool:
    return isinstance(one, dict) and isinstance(one.get("role"), str) and isinstance(one.get("content"), str)


def _trouble(error: BaseException) -> Answer:
    """An error of the editor's as an error of the API: final, or worth another try."""
    code = getattr(error, "code", None)
    said = str(getattr(error, "message", "") or error)
    if isinstance(error, JsonRpcMethodNotFound):
        return refusal(404, f"the editor does not answer {COMPLETE}, though it said it would")
    if _blocked(getattr(error, "data", None)):
        # As with any provider: what it refuses to answer is that case's wrong answer, not the run's end.
        return refusal(400, said, kind="content_filter")
    if code == REQUEST_CANCELLED:
        return refusal(403, said or "it was refused in the editor", kind="request_cancelled")
    if code == REQUEST_FAILED:
        return refusal(403, said, kind="request_failed")
    return refusal(503, said, kind="server_error")


def _blocked(data: object) -> bool:
    """Whether an error is about the one question; pygls gives its data as a table or as an object."""
    return (data.get("blocked") if isinstance(data, dict) else getattr(data, "blocked", None)) is True


def _completion(told: Any) -> Answer:
    """The editor's answer in the API's form; usage only when the editor counted."""
    text = getattr(told, "text", None)
    if not isinstance(text, str):
        return refusal(502, f"the editor's answer to {COMPLETE} holds no text", kind="server_error")
    message = {"role": "assistant", "content": text}
    body: dict[str, Any] = {
        "id": f"chatcmpl-{secrets.token_hex(8)}",
        "object": "chat.completion",
        "created": 0,
        "model": getattr(told, "model", None) or "editor",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }
    usage = getattr(told, "usage", None)
    counts = (getattr(usage, "inputTokens", None), getattr(usage, "outputTokens", None))
    if all(type(count) is int and count >= 0 for count in counts):
        body["usage"] = {
            "prompt_tokens": counts[0],
            "completion_tokens": counts[1],
            "total_tokens": sum(counts),
        }
    return Answer(200, body)
