"""Diagnostics: findings at once and marks when known; pushed, or pulled with result ids where the editor can."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from motjuste.lsp.convert import line_range, to_range
from motjuste.lsp.eval_rows import may_hold_rows, row_diagnostics

if TYPE_CHECKING:
    from motjuste.lint.finding import Finding
    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.marks import LiveMark, MarkSet
    from motjuste.lsp.server import MotjusteServer

SOURCE = "motjuste"
MARK_CODE = "L001"

_SERVER_CANCELLED = -32802
_CHEAP = 0.1
"""Seconds of work: a text read faster than this is read at every keystroke, as a person sees no delay in it."""
_LONGEST_PAUSE = 0.4
_MOST_CASES = 20
"""Failing cases shown with one mark; an editor's list is no report."""

SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}
"""How bad a finding is, in the editor's numbers."""


def register(ls: MotjusteServer) -> None:
    """Answer pulls, and push to editors that do not pull."""
    ls.on_text(functools.partial(text_changed, ls))
    ls.on_close(functools.partial(text_closed, ls))
    ls.on_initialize(functools.partial(offer_pull, ls))


def offer_pull(ls: MotjusteServer) -> None:
    """Offer pulls to editors that take them; any other would show everything twice."""
    if ls.client.pull_diagnostics:
        options = types.DiagnosticOptions(
            identifier=SOURCE, inter_file_dependencies=True, workspace_diagnostics=False
        )
        ls.answer(types.TEXT_DOCUMENT_DIAGNOSTIC, pull, options)


def text_changed(ls: MotjusteServer, snapshot: Snapshot) -> None:
    """Push what is found in a new text; the push of an older text is cancelled."""
    if ls.client.pull_diagnostics:
        return
    ls.schedule.start(f"diagnose {snapshot.uri}", push(ls, snapshot.uri), delay=_pause(ls, snapshot.uri))
    # A pulling editor asks again by itself, as `inter_file_dependencies` tells it.
    _push_rows(ls, but=snapshot)


def text_closed(ls: MotjusteServer, snapshot: Snapshot) -> None:
    """Take a closed text's squiggles away, and look again at rows: from now on they are held to what is on the disk."""
    ls.schedule.cancel(f"diagnose {snapshot.uri}")
    if not ls.client.pull_diagnostics:
        empty = types.PublishDiagnosticsParams(uri=snapshot.uri, diagnostics=[])
        ls.text_document_publish_diagnostics(empty)
        _push_rows(ls, but=snapshot)
    elif any(may_hold_rows(one) for one in ls.documents):
        refresh(ls)


def refresh(ls: MotjusteServer, uri: str | None = None) -> None:
    """Show anew what changed for another reason than an edit: marks came, settings or an eval file changed."""
    if ls.client.pull_diagnostics:
        ls.workspace_diagnostic_refresh(None)
        return
    for snapshot in ls.documents:
        if uri is None or snapshot.uri == uri:
            ls.schedule.start(f"diagnose {snapshot.uri}", push(ls, snapshot.uri))


async def push(ls: MotjusteServer, uri: str) -> None:
    """Publish the newest text's diagnostics, unless it changed meanwhile: then a newer push is under way."""
    snapshot = ls.documents.get(uri)
    if snapshot is None:
        return
    analysis = await ls.analysis(snapshot)
    found = await all_diagnostics(ls, analysis)
    if ls.documents.get(uri) is snapshot:
        ls.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, version=snapshot.version, diagnostics=found)
        )


async def pull(
    ls: MotjusteServer, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
    """Answer with the newest text's diagnostics, or with "unchanged" to who has them already.

    Raises:
        JsonRpcException: "Server cancelled": the text is not open, or was closed meanwhile.
    """
    snapshot = ls.documents.get(params.text_document.uri)
    if snapshot is None:
        raise _not_open()
    result_id = _result_id(ls, snapshot, ls.folders.generation)
    if params.previous_result_id == result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id=result_id)
    analysis = await ls.analysis(snapshot)
    # Reading may have brought kept marks, so the id is worked out again for what is really sent; not later still,
    # since what changes while rows are looked at is not in the answer.
    result_id = _result_id(ls, snapshot, analysis.generation)
    items = await all_diagnostics(ls, analysis)
    if ls.documents.get(snapshot.uri) is None:
        raise _not_open()
    return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=result_id)


async def all_diagnostics(ls: MotjusteServer, analysis: Analysis) -> list[types.Diagnostic]:
    """The diagnostics of a prompt, or of the rows of an eval set."""
    if analysis.is_prompt or not may_hold_rows(analysis.snapshot):
        return diagnostics(ls, analysis)
    return await row_diagnostics(ls, analysis.snapshot, SOURCE)


def diagnostics(ls: MotjusteServer, analysis: Analysis) -> list[types.Diagnostic]:
    """All diagnostics of one analysis: findings in the order of the text, then marks."""
    snapshot = analysis.snapshot
    found = [from_finding(ls, snapshot, finding) for finding in analysis.findings]
    for held in ls.marks.all(snapshot.uri):
        found += [from_mark(ls, snapshot, mark, held) for mark in held.marks]
    return found


def from_finding(ls: MotjusteServer, snapshot: Snapshot, finding: Finding) -> types.Diagnostic:
    """The editor's form of a finding."""
    related = [(one.path, one.line, one.message) for one in finding.related]
    return types.Diagnostic(
        range=to_range(snapshot, finding.span),
        message=finding.message,
        severity=SEVERITIES[finding.severity.value],
        code=finding.code,
        source=SOURCE,
        related_information=related_places(ls, related),
        data={"code": finding.code, "name": finding.name},
    )


def from_mark(ls: MotjusteServer, snapshot: Snapshot, mark: LiveMark, held: MarkSet) -> types.Diagnostic:
    """The editor's form of a mark, with the rows of its failing cases."""
    cases = [
        (held.evals, case.line, f"{case.label} fails{f': {case.reason}' if case.reason else ''}")
        for case in mark.cases[:_MOST_CASES]
    ]
    behind = f" Behind {len(mark.cases)} failing case{'s'[: len(mark.cases) != 1]}." if mark.cases else ""
    age = " Found before the text's last changes." if held.stale else ""
    return types.Diagnostic(
        range=to_range(snapshot, mark.span),
        message=f"{_sentence(mark.reason) or 'These words are behind wrong answers.'}{behind}{age}",
        severity=types.DiagnosticSeverity.Information,
        code=MARK_CODE,
        source=SOURCE,
        related_information=related_places(ls, cases),
        data={"code": MARK_CODE},
    )


def related_places(
    ls: MotjusteServer, places: list[tuple[str, int, str]]
) -> list[types.DiagnosticRelatedInformation] | None:
    """Other places (path, line from 1, message) in the editor's form; None where it does not take them."""
    if not places or not ls.client.related_information:
        return None
    return [
        types.DiagnosticRelatedInformation(
            location=types.Location(uri=Path(path).absolute().as_uri(), range=line_range(line)),
            message=message,
        )
        for path, line, message in places
    ]


def _not_open() -> JsonRpcException:
    """The answer about a text that is not open: an empty report would say that its file has no problems."""
    data = {"retriggerRequest": False}
    return JsonRpcException("The text is not open", _SERVER_CANCELLED, data)


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text}." if text and text[-1] not in ".!?" else text


def _push_rows(ls: MotjusteServer, but: Snapshot) -> None:
    """Push anew what rows lack, since it is the prompts that say so."""
    for other in ls.documents:
        if other is not but and may_hold_rows(other):
            ls.schedule.start(f"diagnose {other.uri}", push(ls, other.uri), delay=_LONGEST_PAUSE)


def _result_id(ls: MotjusteServer, snapshot: Snapshot, generation: int) -> str:
    """Names all that a text's diagnostics depend on; those of an eval set depend on which prompts are open too."""
    prompts = f".{ls.documents.revision}" if may_hold_rows(snapshot) else ""
    return f"{snapshot.serial}.{ls.marks.revision}.{generation}{prompts}"


def _pause(ls: MotjusteServer, uri: str) -> float:
    """How long to wait for the next keystroke: nothing for most texts, twice the reading time for huge ones."""
    cost = ls.analyses.last_cost(uri)
    return 0.0 if cost < _CHEAP else min(2 * cost, _LONGEST_PAUSE)
