"""Keys that the editor keeps: asked for when a run needs one, handed to its process, and kept nowhere here."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from pygls.exceptions import JsonRpcException

from motjuste.lsp.own_methods import API_KEY, ask_editor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.lsp.run import Job
    from motjuste.lsp.server import MotjusteServer
    from motjuste.settings import ModelSettings
    from motjuste.workspace.workspace import Workspace

log = logging.getLogger(__name__)


async def keys(ls: MotjusteServer, workspace: Workspace, job: Job) -> dict[str, str]:
    """What the editor knows of the keys that a run needs, by the names of their environment variables.

    The editor is told where a key would go, since the name and the address both come from the workspace's settings.
    """
    found: dict[str, str] = {}
    if not ls.client.answers_api_keys:
        return found
    for name, address in dict(_needed(workspace, job)).items():
        question = {"name": name, "baseUrl": address, "needed": not os.environ.get(name)}
        try:
            told = await ask_editor(ls, API_KEY, question)
        except JsonRpcException:
            # Its message might quote what it was asked about; the run says what is missing.
            log.warning("the editor did not hand over the key %s", name)
            continue
        key = getattr(told, "key", None)
        if isinstance(key, str) and key and "\0" not in key:
            found[name] = key
    return found


def endpoints(workspace: Workspace, job: Job) -> tuple[ModelSettings, ...]:
    """The models of a run that are asked over the network, each once; not the embedded one, nor the editor's."""
    from motjuste.workspace.models import is_editors, is_local

    models = workspace.settings.models
    asked = (models.task,) if job == "eval" else (models.task, workspace.optimizer_model)
    return tuple(dict.fromkeys(one for one in asked if not is_local(one) and not is_editors(one)))


def _needed(workspace: Workspace, job: Job) -> Iterator[tuple[str, str]]:
    for chosen in endpoints(workspace, job):
        if chosen.api_key_env.isidentifier():
            yield chosen.api_key_env, chosen.base_url
