"""Code lenses at the top of a prompt: what its last run said, and the next thing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp import wording
from motjuste.lsp.execute_command import CANCEL, EVALUATE, MARK, OPTIMIZE

if TYPE_CHECKING:
    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.server import MotjusteServer
    from motjuste.optimize.events import GateSummary
    from motjuste.workspace.known import RunSummary


def register(ls: MotjusteServer) -> None:
    """Answer requests for lenses."""
    ls.answer(types.TEXT_DOCUMENT_CODE_LENS, code_lenses, types.CodeLensOptions(resolve_provider=False))


async def code_lenses(ls: MotjusteServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    """The lenses of one text; none where there is no eval set, as nothing could be scored."""
    snapshot = ls.documents.get(params.text_document.uri)
    if snapshot is None or not snapshot.on_disk:
        return []
    analysis = await ls.analysis(snapshot)
    if analysis.workspace.link(analysis.document) is None:
        return []
    place = types.Range(start=types.Position(line=0, character=0), end=types.Position(line=0, character=0))
    return [types.CodeLens(range=place, command=command) for command in _commands(ls, analysis)]


def _commands(ls: MotjusteServer, analysis: Analysis) -> list[types.Command]:
    uri = analysis.snapshot.uri
    run = ls.runs.get(uri)
    if run is not None:
        spent = f": {wording.counts(run.totals)}" if run.totals else ""
        busy = types.Command(title=f"Cancel the run{spent}", command=CANCEL, arguments=[{"run": run.token}])
        return [busy]
    score = _score(analysis)
    if not ls.trusted:
        return [types.Command(title=score, command="")] if score else []
    again = types.Command(title=score or "Not scored yet", command=EVALUATE, arguments=[{"uri": uri}])
    optimize = types.Command(title="Optimize", command=OPTIMIZE, arguments=[{"uri": uri}])
    failures = types.Command(title="Mark the words behind failures", command=MARK, arguments=[{"uri": uri}])
    return [again, optimize, failures]


def _score(analysis: Analysis) -> str | None:
    """The newest run in a few words: score, verdict, and whether they are out of date."""
    runs = [analysis.workspace.last_run(analysis.document, job) for job in ("optimize", "eval")]
    newest = max((run for run in runs if run is not None), key=lambda run: run.at, default=None)
    if newest is None:
        return None
    told = _verdict(newest.verdict) if newest.verdict else _mean(newest)
    return f"{told} · before the last changes" if newest.stale else told


def _verdict(told: GateSummary) -> str:
    score = told.seed_dev if told.seed_gate is None else told.seed_gate
    parts = [] if score is None else [wording.percent(score)]
    return " · ".join([*parts, f"{told.verdict} ({wording.gain(told)})" if told.n else told.verdict])


def _mean(summary: RunSummary) -> str:
    return "No score" if summary.mean is None else f"{wording.percent(summary.mean)} on {summary.cases} cases"
