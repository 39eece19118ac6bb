"""The page of a prompt's last run: made by a process of its own, handed to the editor, shown where it can show it."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from motjuste.lsp.own_methods import ask_editor, invalid, offer_command, open_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.document.model import Document
    from motjuste.lsp.run import Run
    from motjuste.lsp.server import MotjusteServer

REPORT = "motjuste.report"
SHOW = "Show report"


def register(ls: MotjusteServer) -> None:
    """Offer the command."""
    offer_command(ls, REPORT, report)


async def report(ls: MotjusteServer, argument: Mapping[str, Any]) -> dict[str, str] | None:
    """Make the page of a prompt's last run; null, and a message, where there is none."""
    snapshot = open_text(ls, argument.get("uri"))
    analysis = await ls.analysis(snapshot)
    name = argument.get("prompt")
    document = (
        next((one for one in analysis.documents if one.name == name), None) if name else analysis.foremost
    )
    if document is None:
        raise invalid(f"the text has no prompt {name!r}")
    if not snapshot.on_disk:
        ls.say(f"{snapshot.name} is not a file on this machine, so it has no run yet.")
        return None
    return await _made(ls, document, analysis.workspace.root)


async def tell(ls: MotjusteServer, run: Run, kind: types.MessageType) -> None:
    """Say how a run ended, with a button for its page where the editor has buttons."""
    if not ls.client.asks_questions or run.started is None or run.order.cases is not None:
        ls.say(run.message, kind)
        return
    params = types.ShowMessageRequestParams(
        type=kind, message=run.message, actions=[types.MessageActionItem(title=SHOW)]
    )
    ls.schedule.start(f"tell {run.token}", _ask(ls, run, params))


async def _ask(ls: MotjusteServer, run: Run, params: types.ShowMessageRequestParams) -> None:
    try:
        pressed = await ask_editor(ls, types.WINDOW_SHOW_MESSAGE_REQUEST, params)
    except JsonRpcException:
        return
    if pressed is None or pressed.title != SHOW:
        return
    made = await _made(ls, run.document, run.analysis.workspace.root)
    if made is None:
        return
    uri = Path(made["path"]).as_uri()
    if ls.client.shows_documents:
        with contextlib.suppress(JsonRpcException):
            shown = await ls.window_show_document_async(types.ShowDocumentParams(uri=uri, external=True))
            if shown.success:
                return
    ls.say(f"The report is at {made['path']}")


async def _made(ls: MotjusteServer, document: Document, root: Path) -> dict[str, str] | None:
    """Write the page beside the runs, one a prompt: the next run's takes its place."""
    import hashlib

    from motjuste.llm.places import state_dir

    name = hashlib.sha256(document.address.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    path = state_dir() / "reports" / f"{Path(document.path).stem}-{name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    # The page's template engine would stay in the server's memory for good. -P: no module of the workspace counts.
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "motjuste", "report", document.address, "--output", str(path)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=root,
    )
    try:
        _, errors = await process.communicate()
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
    if process.returncode != 0:
        said = errors.decode("utf-8", "replace").strip()
        ls.say(f"There is no report of {document.address}. {said}", types.MessageType.Warning)
        return None
    return {"path": str(path), "html": path.read_text(encoding="utf-8")}
