"""The question before a run spends anything: what it may cost, and where it goes; the answer is kept by workspace."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from motjuste.lsp import wording
from motjuste.lsp.api_keys import endpoints
from motjuste.lsp.own_methods import ask_editor
from motjuste.lsp.worker import follow

if TYPE_CHECKING:
    from collections.abc import Callable

    from motjuste.lsp.run import Run
    from motjuste.lsp.server import MotjusteServer
    from motjuste.lsp.worker import WorkerCommand
    from motjuste.optimize.events import CostEstimated
    from motjuste.settings import ModelSettings

RUN = "Run"
ALWAYS = "Always in this workspace"
CANCEL = "Cancel"


async def may_spend(
    ls: MotjusteServer, run: Run, estimate: WorkerCommand, waiting: Callable[[], None]
) -> bool:
    """Whether a run may begin: its user says so, has said so for good, or nothing can be spent.

    Args:
        ls: The session.
        run: The run; when it may not begin, its failure or its status says why.
        estimate: What tells the cost, a process of its own like the run.
        waiting: Called when the question is asked.
    """
    from motjuste.workspace.consent import agree, agreed

    root = run.analysis.workspace.root
    asked = endpoints(run.analysis.workspace, run.job)
    if not asked or not ls.client.asks_questions or agreed(root, asked):
        return True
    cost = await _cost(run, estimate)
    if cost is None:
        return False
    waiting()
    pressed = await _ask(ls, _question(run, asked, cost))
    if pressed == ALWAYS:
        agree(root, asked)
    if pressed in {RUN, ALWAYS}:
        return True
    run.end("cancelled", f"{run.name}: nothing was run, and nothing spent.")
    return False


async def _cost(run: Run, estimate: WorkerCommand) -> CostEstimated | None:
    from motjuste.optimize.events import CostEstimated

    found = None
    async with contextlib.aclosing(follow(estimate)) as events:
        async for event in events:
            if isinstance(event, CostEstimated):
                found = event
            else:
                run.take(event)
    return found


async def _ask(ls: MotjusteServer, question: str) -> str | None:
    actions = [types.MessageActionItem(title=one) for one in (RUN, ALWAYS, CANCEL)]
    params = types.ShowMessageRequestParams(type=types.MessageType.Info, message=question, actions=actions)
    try:
        pressed = await ask_editor(ls, types.WINDOW_SHOW_MESSAGE_REQUEST, params)
    except JsonRpcException:
        return None
    return None if pressed is None else pressed.title


def _place(model: ModelSettings) -> str:
    key = f" with the key in {model.api_key_env}" if model.api_key_env else ""
    return f"{model.model} at {urlsplit(model.base_url).netloc}{key}"


def _question(run: Run, asked: tuple[ModelSettings, ...], cost: CostEstimated) -> str:
    models = " and ".join(_place(one) for one in asked)
    typical, most = cost.calls
    calls = (
        f"{most:,} calls to {models}"
        if typical == most
        else f"About {typical:,} calls to {models}, at most {most:,}"
    )
    money = "" if cost.dollars is None else f", about ${cost.dollars:,.2f}"
    return (
        f"{wording.question(run.job, run.name)} {calls}; about {cost.tokens:,} tokens{money}. "
        "Answers that are in the cache cost nothing."
    )
