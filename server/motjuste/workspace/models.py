"""From settings to models that answer: endpoint or embedded, cached, within one budget."""

from __future__ import annotations

import os
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from motjuste.errors import UserError
from motjuste.optimize.events import Totals
from motjuste.settings import EDITOR, LOCAL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from motjuste.llm.budget import Budget
    from motjuste.llm.chat import ChatModel
    from motjuste.llm.completions import CompletionCache
    from motjuste.llm.endpoint import Endpoint
    from motjuste.llm.local.fetching import OnBytes
    from motjuste.llm.prices import Price
    from motjuste.settings import ModelSettings
    from motjuste.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Models:
    """Both models of a run, and what they have spent together."""

    task: ChatModel
    optimizer: ChatModel
    budget: Budget
    task_price: Price | None = None
    optimizer_price: Price | None = None

    def totals(self) -> Totals:
        """What the run has spent so far."""
        return Totals(**asdict(self.budget.snapshot()))


@dataclass(frozen=True, slots=True)
class Spending:
    """What a run may spend; None for no limit."""

    max_calls: int | None
    max_tokens: int | None


@asynccontextmanager
async def open_models(
    workspace: Workspace, spending: Spending, progress: OnBytes | None = None, *, optimizer: bool = True
) -> AsyncIterator[Models]:
    """Build the models a run asks; connections are closed on the way out. No call is made here.

    Args:
        workspace: Whose settings say which models.
        spending: What both may spend together.
        progress: Told of bytes while the embedded model's weights are fetched, from another thread.
        optimizer: Whether the optimizer model will be asked; else the task model stands in for it.

    Raises:
        UserError: A model is half configured, its key is missing, or the embedded one cannot be had.
    """
    from motjuste.llm.budget import Budget
    from motjuste.llm.completions import CompletionCache
    from motjuste.llm.places import completions_path
    from motjuste.llm.prices import price_of

    task = await endpoint_of(workspace, "task", progress)
    other = await endpoint_of(workspace, "optimizer", progress) if optimizer else task
    budget = Budget(spending.max_calls, spending.max_tokens)
    async with AsyncExitStack() as stack:
        cache = stack.enter_context(CompletionCache(completions_path()))
        first = await _chat(task, cache, budget, stack)
        second = first if other == task else await _chat(other, cache, budget, stack)
        prices = [price_of(one.base_url, one.model) for one in (task, other)]
        yield Models(first, second, budget, *prices)


async def endpoint_of(workspace: Workspace, role: str, progress: OnBytes | None = None) -> Endpoint:
    """Where a model answers; starts the embedded model if that is the one.

    Args:
        workspace: Whose settings say so.
        role: `task` or `optimizer`.
        progress: See `open_models`.

    Raises:
        UserError: The model is half configured, its key is missing, it may not be asked, or the embedded one cannot be
            had.
    """
    from motjuste.llm.endpoint import Endpoint
    from motjuste.workspace.consent import check_allowed

    models = workspace.settings.models
    chosen = models.task if role == "task" else workspace.optimizer_model
    if is_local(chosen):
        return await _embedded(workspace, progress)
    if is_editors(chosen):
        from motjuste.llm.editor import editor_endpoint

        return editor_endpoint(
            asked_of_editor(chosen), concurrency=chosen.concurrency, timeout=chosen.timeout
        )
    table = "optimizer" if role == "optimizer" and models.optimizer.configured else "task"
    check_model(chosen, table, workspace)
    check_allowed(workspace.root, chosen)
    return Endpoint(
        base_url=chosen.base_url,
        model=chosen.model,
        api_key=os.environ.get(chosen.api_key_env, "") if chosen.api_key_env else "",
        concurrency=chosen.concurrency,
        timeout=chosen.timeout,
        key_variable=chosen.api_key_env,
    )


def is_local(chosen: ModelSettings) -> bool:
    """Whether the embedded model is meant: named, or nothing is configured."""
    return not chosen.configured or (chosen.model == LOCAL and not chosen.base_url)


def is_editors(chosen: ModelSettings) -> bool:
    """Whether the model that the editor has is meant."""
    return not chosen.base_url and chosen.model.partition(":")[0] == EDITOR


def asked_of_editor(chosen: ModelSettings) -> str:
    """Which of the editor's models is meant; empty leaves the choice to the editor."""
    return chosen.model.partition(":")[2]


def check_model(chosen: ModelSettings, table: str, workspace: Workspace) -> None:
    """Refuse a model that cannot be asked as it is configured; looks at the environment, contacts nobody.

    Raises:
        UserError: What is missing, and where to write it.
    """
    path = workspace.display(workspace.source) if workspace.source else None
    if is_editors(chosen):
        from motjuste.llm.editor import check_lent

        check_lent()
        return
    if not chosen.base_url:
        raise UserError(
            f"[models.{table}] names the model {chosen.model!r} but no base_url",
            remedy='Add base_url = "https://…/v1", or model = "local" for the embedded model',
            path=path,
        )
    if not _is_web_address(chosen.base_url):
        raise UserError(
            f"[models.{table}] base_url is no web address: {chosen.base_url!r}",
            remedy="It begins with http:// or https:// and ends before /chat/completions",
            path=path,
        )
    if not chosen.model:
        raise UserError(
            f"[models.{table}] names no model", remedy='Add model = "…", as the endpoint calls it', path=path
        )
    if chosen.api_key_env and not os.environ.get(chosen.api_key_env):
        raise UserError(
            f"The environment variable {chosen.api_key_env}, which holds the key of [models.{table}], is not set",
            remedy=f"Set it (export {chosen.api_key_env}=…), or remove api_key_env if the endpoint wants no key",
            path=path,
        )


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


async def _embedded(workspace: Workspace, progress: OnBytes | None) -> Endpoint:
    """Join or start the embedded model."""
    from motjuste.llm.local import local_endpoint

    named = workspace.settings.models.local.path
    return await local_endpoint((workspace.root / named) if named else None, progress=progress)


async def _chat(
    endpoint: Endpoint, cache: CompletionCache, budget: Budget, stack: AsyncExitStack
) -> ChatModel:
    from motjuste.llm.budget import Metered
    from motjuste.llm.cache import CachedChat
    from motjuste.llm.openai_chat import OpenAIChat

    chat = await stack.enter_async_context(OpenAIChat(endpoint))
    return Metered(CachedChat(chat, cache), budget)
