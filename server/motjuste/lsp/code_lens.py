"""Code lenses at the top of a prompt: what its last run said, and the next thing to do."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp import wording
from motjuste.lsp.convert import line_range, to_position
from motjuste.lsp.execute_command import CANCEL, EVALUATE, MARK, OPTIMIZE
from motjuste.lsp.report import REPORT

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.server import MotjusteServer
    from motjuste.workspace.last_score import LastScore


def register(ls: MotjusteServer) -> None:
    """Answer requests for lenses."""
    ls.answer(types.TEXT_DOCUMENT_CODE_LENS, code_lenses, types.CodeLensOptions(resolve_provider=False))


async def code_lenses(ls: MotjusteServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    """The lenses of all prompts of a text; none where there is no eval set, as nothing could be scored."""
    snapshot = ls.documents.get(params.text_document.uri)
    if snapshot is None or not snapshot.on_disk:
        return []
    analysis = await ls.analysis(snapshot)
    return [
        types.CodeLens(range=_place(analysis, document), command=command)
        for document in analysis.documents
        if analysis.workspace.link(document) is not None
        for command in _commands(ls, analysis, document)
    ]


def _place(analysis: Analysis, document: Document) -> types.Range:
    """Above the prompt's first words; at the top of a file that is one prompt."""
    if document.name is None or not document.messages:
        return line_range(0)
    start = document.outer(document.messages[0].span).start
    return line_range(to_position(analysis.snapshot, start).line + 1)


def _commands(ls: MotjusteServer, analysis: Analysis, document: Document) -> list[types.Command]:
    run = ls.runs.get(analysis.snapshot.uri)
    if run is not None and run.document.name == document.name:
        return [types.Command(title="Cancel the run", command=CANCEL, arguments=[{"run": run.token}])]
    from motjuste.workspace.last_score import last_score

    last = last_score(analysis.workspace, document)
    score = _score(last) if last is not None else None
    if not ls.trusted:
        return [types.Command(title=score, command="")] if score else []
    about = {"uri": analysis.snapshot.uri}
    if document.name is not None:
        about["prompt"] = document.name
    lenses = [
        types.Command(title=score or "Not scored yet", command=EVALUATE, arguments=[about]),
        types.Command(title="Optimize", command=OPTIMIZE, arguments=[about]),
        types.Command(title="Show failures", command=MARK, arguments=[about]),
    ]
    if last is not None:
        lenses.append(types.Command(title="Report", command=REPORT, arguments=[about]))
    return lenses


def _score(last: LastScore) -> str:
    """The newest run in a few words: score, verdict, age, and whether it is out of date."""
    told = last.run.verdict
    parts = [] if last.mean is None else [wording.percent(last.mean)]
    if told is None:
        parts = [f"{parts[0]} on {last.cases} cases" if parts else "No score"]
    else:
        parts.append(f"{told.verdict} ({wording.gain(told)})" if told.n else told.verdict)
    parts.append(wording.age(time.time() - last.run.at))
    return " · ".join([*parts, "before the last changes"] if last.stale else parts)
