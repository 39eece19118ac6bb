"""A prompt's state in a few fields, for an editor's status bar: model, eval set, score, spending, run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from motjuste.lsp.own_methods import STATUS, STATUS_CHANGED, asked_about

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.run import Run
    from motjuste.lsp.server import MotjusteServer
    from motjuste.optimize.events import AnyEvent
    from motjuste.settings import ModelSettings

_INTERVAL = 0.5
"""Seconds between two notes of a run that goes on; its progress bar is quicker."""


def register(ls: MotjusteServer) -> None:
    """Answer the request, and tell an editor that shows the state when it changes."""
    ls.answer(STATUS, status)
    last: dict[str, float] = {}

    def went_on(run: Run, _: AnyEvent) -> None:
        now = time.monotonic()
        if now - last.get(run.uri, 0.0) >= _INTERVAL:
            last[run.uri] = now
            changed(ls, run.uri)

    ls.runs.on_event(went_on)
    ls.runs.on_change(lambda run: changed(ls, run.uri))


def changed(ls: MotjusteServer, uri: str | None = None) -> None:
    """The state of a text, or of all, is another now."""
    if not ls.client.shows_status:
        return
    for snapshot in ls.documents:
        if uri in {None, snapshot.uri}:
            ls.protocol.notify(STATUS_CHANGED, {"uri": snapshot.uri})


async def status(ls: MotjusteServer, params: object) -> dict[str, Any]:
    """The state of a text; of a file that holds several prompts that of the foremost, or of the one under way."""
    snapshot = asked_about(ls, params)
    analysis = await ls.analysis(snapshot)
    run = ls.runs.get(snapshot.uri)
    document = analysis.foremost if run is None else run.document
    models = analysis.workspace.settings.models
    spent = ls.runs.spent(snapshot.uri)
    evals, note = _evals(analysis, document)
    return {
        "format": document.format,
        "dialect": document.dialect,
        "model": model_name(models.task),
        "optimizer": model_name(analysis.workspace.optimizer_model),
        "evals": evals,
        **_score(analysis, document),
        "spent": {
            "calls": spent.task_calls + spent.optimizer_calls,
            "tokens": spent.task_tokens + spent.optimizer_tokens,
            "money": ls.runs.paid(snapshot.uri),
        },
        "run": None if run is None else {"token": run.token, "line": run.line},
        "trusted": ls.trusted,
        "note": note,
    }


def model_name(chosen: ModelSettings) -> str:
    """What a status bar calls a model."""
    from motjuste.workspace.models import asked_of_editor, is_editors, is_local

    if is_editors(chosen):
        return asked_of_editor(chosen) or "the editor's model"
    return "embedded model" if is_local(chosen) else chosen.model or chosen.base_url


def _evals(analysis: Analysis, document: Document) -> tuple[dict[str, Any] | None, str | None]:
    """The eval set in use, and why there is none."""
    from motjuste.errors import UserError
    from motjuste.workspace.file_settings import inside

    if not analysis.is_prompt:
        return None, "Nothing says that this file is a prompt."
    link = analysis.workspace.link(document) if analysis.snapshot.on_disk else None
    if link is None:
        return None, "No eval set is linked to this prompt."
    try:
        cases = len(analysis.workspace.eval_set(link, document).cases)
    except UserError as error:
        return None, str(error)
    path = inside(str(link.path), analysis.workspace.root)
    return {"path": path, "uri": link.path.as_uri(), "cases": cases}, None


def _score(analysis: Analysis, document: Document) -> dict[str, Any]:
    from motjuste.workspace.last_score import last_score

    last = last_score(analysis.workspace, document) if analysis.snapshot.on_disk else None
    if last is None:
        return {"score": None, "verdict": None}
    told = last.run.verdict
    score = {"mean": last.mean, "n": last.cases, "split": last.split, "stale": last.stale}
    return {
        "score": score if last.mean is not None else None,
        "verdict": None if told is None else told.verdict,
    }
