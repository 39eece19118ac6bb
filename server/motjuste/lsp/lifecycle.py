"""Begin and end of a session: what the editor asked for, the warm-up behind its back, and leaving nothing behind."""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from motjuste.lsp import configuration, watched_files
from motjuste.lsp.capabilities import read_client

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.lsp.server import MotjusteServer

log = logging.getLogger(__name__)

_NEEDED = (
    "motjuste.workspace.workspace",
    "motjuste.document.parse",
    "motjuste.evals.link",
    "motjuste.evals.load",
    "motjuste.lint.engine",
    "motjuste.lint.registry",
    "motjuste.optimize.wire",
)
"""What the first open text needs, imported while the editor is busy with our reply."""


def register(ls: MotjusteServer) -> None:
    """Answer the messages at both ends of a session."""
    ls.answer(types.INITIALIZE, initialize)
    ls.answer(types.INITIALIZED, initialized)
    ls.answer(types.SHUTDOWN, shutdown)


def initialize(ls: MotjusteServer, params: types.InitializeParams) -> None:
    """Read what the editor can do and what it asks for; pygls sends the reply."""
    options = params.initialization_options
    told: Mapping[str, Any] = options if isinstance(options, dict) else {}
    ls.trusted = told.get("trusted", True) is not False
    ours = told.get("client")
    encoding = ls.workspace.position_encoding
    client = read_client(params.capabilities, ours if isinstance(ours, dict) else None)
    ls.initialized_by(client, str(getattr(encoding, "value", encoding)))
    ls.folders.roots = configuration.folder_roots(ls)
    ls.folders.config = _settings_file(told.get("config"), ls.folders.roots)


def initialized(ls: MotjusteServer, _: types.InitializedParams) -> None:
    """Warm up off the critical path, then ask for what the editor can do for us."""
    watched_files.watch(ls)
    configuration.begin(ls)
    ls.schedule.start("warm up", warm_up(ls))


async def warm_up(ls: MotjusteServer) -> None:
    """Import what reading texts needs, in a thread; texts opened meanwhile wait for it."""
    try:
        await asyncio.to_thread(_import_all)
    finally:
        # What is there by now stays for good: the collector need not walk it again and again.
        gc.freeze()
        gc.enable()
        ls.analyses.warm()


async def shutdown(ls: MotjusteServer, _: None) -> None:
    """End all runs and wait until their processes are gone."""
    await ls.schedule.close()
    ls.runs.close()


def _import_all() -> None:
    for name in _NEEDED:
        importlib.import_module(name)


def _settings_file(named: object, roots: tuple[Path, ...]) -> Path | None:
    """The option `config`: a relative path starts at the first folder, since an editor may start us anywhere.

    Anything that is no path is ignored with a log line.
    """
    if not isinstance(named, str):
        if named is not None:
            log.warning("initializationOptions.config is no path: %r", named)
        return None
    if not named:
        return None
    if roots:
        named = named.replace("${workspaceFolder}", str(roots[0]))
    path = Path(os.path.expanduser(named))  # noqa: PTH111 - of a user that is not known, Path.expanduser raises
    return roots[0] / path if roots else path
