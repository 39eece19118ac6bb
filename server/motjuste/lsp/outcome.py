"""What a run brings: marks shown, messages said, an edit offered, and none when the text changed meanwhile."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.errors import UserError
from motjuste.lsp import diagnostics, report, wording
from motjuste.lsp.edits import confirmed_edit, planned, sound
from motjuste.lsp.marks import mark_set

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from motjuste.document.model import Document
    from motjuste.evals.case import EvalSet
    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.marks import MarkSet
    from motjuste.lsp.run import Run
    from motjuste.lsp.server import MotjusteServer
    from motjuste.lsp.worker import WorkerDied
    from motjuste.optimize.events import AnyEvent, GateSummary, Mark

log = logging.getLogger(__name__)

_NOUNS = {"optimize": "optimization", "mark": "search for the words", "eval": "scoring"}


def refresh_lenses(ls: MotjusteServer) -> None:
    """Ask the editor to fetch its lenses again, if it can be asked."""
    if ls.client.code_lens_refresh:
        ls.workspace_code_lens_refresh(None)


def recall_marks(ls: MotjusteServer, analysis: Analysis) -> None:
    """Bring back the marks that an earlier run found for exactly this text."""
    if not analysis.snapshot.on_disk:
        return
    uri, now = analysis.snapshot.uri, ls.documents.get(analysis.snapshot.uri)
    for document in analysis.documents:
        known = analysis.workspace.known_marks(document)
        if known is not None:
            found = _set(analysis, document, known.marks, known.gradient, {})
            ls.marks.put(uri, found, prompt=document.name)
    if now is not None:
        ls.marks.hold_to(uri, now.text)


def show(ls: MotjusteServer, run: Run, event: AnyEvent) -> None:
    """Show marks as soon as they are found; those of a candidate are not about this text."""
    from motjuste.optimize.events import MarksFound

    if not isinstance(event, MarksFound) or event.candidate != 0:
        return
    uri = run.uri
    now = ls.documents.get(uri)
    if now is None:
        return
    found = _set(run.analysis, run.document, event.marks, event.gradient, run.reasons)
    ls.marks.put(uri, found, run.steps, prompt=run.document.name)
    ls.marks.hold_to(uri, now.text)
    diagnostics.refresh(ls, uri)


def last_word(run: Run) -> str:
    """The progress bar's last word."""
    if run.status == "cancelled":
        return "Cancelled"
    if run.status != "done":
        return "Failed"
    spent = f" ({wording.counts(run.totals, run.paid)})" if run.totals else ""
    return f"{run.summary.verdict if run.summary else 'Done'}{spent}"


def note_death(run: Run, death: WorkerDied) -> None:
    """A worker that died is a failed run; nothing it finished is lost."""
    run.end(
        "failed",
        f"The {_NOUNS[run.job]} of {run.name} failed: {death}. Answers it already had are kept; "
        "start it again to go on from there.",
    )


def note_lost(run: Run) -> None:
    """What a run was to work on went away while it waited."""
    run.end(
        "cancelled",
        f"The {_NOUNS[run.job]} of {run.name} was not started and nothing was spent, because {run.lost} while it "
        "waited. Start it again on the text as it is now.",
    )


def note_spent(run: Run, limit: int) -> None:
    """The session's budget is used up, or set aside for the runs under way."""
    run.end(
        "failed",
        f"The {_NOUNS[run.job]} of {run.name} was not started: the runs of this session may make {limit:,} calls "
        "together, and those are made or set aside for runs under way. Wait for these, raise session-calls in the "
        "settings, or start a new session.",
    )


def note_broken(run: Run) -> None:
    """It ended by a fault of ours; `MotjusteServer` tells that."""
    run.end("failed", f"The {_NOUNS[run.job]} of {run.name} broke off.")


def note_end(ls: MotjusteServer, run: Run) -> None:
    """Put in words how a run ended that came to its own end."""
    spent = f" Spent: {wording.counts(run.totals, run.paid)}." if run.totals else ""
    noun = _NOUNS[run.job]
    if run.status == "cancelled":
        run.end(
            "cancelled", f"The {noun} of {run.name} was ended from outside. Answers it already had are kept."
        )
    elif run.failure is not None:
        failure = run.failure
        text = str(UserError(failure.message, remedy=failure.remedy, path=failure.path, line=failure.line))
        run.end("failed", f"The {noun} of {run.name} failed: {text}{spent}")
    elif run.summary is not None:
        run.obstacle = _obstacle(ls, run, run.summary)
        run.end("done", f"{run.name}: {_verdict(run, run.summary)}{spent}")
    elif run.job == "mark":
        run.end("done", f"{run.name}: {_marked(run)}{spent}")
    else:
        scores = ", ".join(
            f"{wording.percent(one.mean)} on {one.cases} {one.split} cases" for one in run.scored
        )
        run.end("done", f"{run.name} scored {scores or 'nothing'}.{spent}")


async def conclude(ls: MotjusteServer, run: Run) -> None:
    """Say how a run ended, and hand over its edit where it may be made."""
    told = run.summary if run.status == "done" else None
    kind = types.MessageType.Error if run.status == "failed" else types.MessageType.Info
    await report.tell(ls, run, types.MessageType.Warning if run.obstacle else kind)
    if told is None or run.obstacle or not _offers(told):
        return
    if ls.client.apply_edit and ls.client.change_annotations:
        await _apply(ls, run, told)


def _offers(told: GateSummary) -> bool:
    """Whether a run proved an edit."""
    return told.verdict == "HELPS" and bool(told.edits)


def _verdict(run: Run, told: GateSummary) -> str:
    """The verdict in words, and what becomes of the edit."""
    words = f"{told.verdict}. {told.message}"
    if _offers(told):
        return f"{words} {run.obstacle}" if run.obstacle else words
    if told.verdict in {"NO EVIDENCE", "UNDERPOWERED"} and told.edits:
        return f"{words} What was tried can be tried by hand: it is among the code actions of its words."
    return f"{words} The prompt stays as it is."


def _obstacle(ls: MotjusteServer, run: Run, told: GateSummary) -> str | None:
    """Why a proven edit cannot be made: what it was proved for is not what is there now. None without such an edit."""
    if not _offers(told):
        return None
    snapshot = ls.documents.get(run.uri)
    if snapshot is None:
        return (
            "The edit was not made, because the text was closed or renamed while the run was under way. "
            "Open it again: the edit is among the code actions of the words it changes."
        )
    if snapshot.text != run.snapshot.text:
        return (
            "The edit was not made, because the text changed while the run was under way. "
            "Take the change back, or run again on the new text: answers that still hold come from the cache."
        )
    digest = run.analysis.workspace.eval_digest(run.document)
    if run.started is not None and digest != run.started.evalset_digest:
        what = "can no longer be read" if digest is None else "changed"
        return (
            f"The edit was not made, because the eval set {what} while the run was under way: the evidence is "
            "about the cases as they were. Run again; answers that still hold come from the cache."
        )
    if not sound(snapshot.text, told.edits, told.text):
        log.error("the edits of %s do not give the text that was proved", run.token)
        return "The edit was not made: it is not the one that was proved."
    return None


async def _apply(ls: MotjusteServer, run: Run, summary: GateSummary) -> None:
    """Hand the edit over; an editor that cannot ask for confirmation gets it as a code action only."""
    snapshot = ls.documents.get(run.uri)
    if snapshot is None or snapshot.text != run.snapshot.text:
        return
    edit = confirmed_edit(
        ls.client,
        snapshot,
        planned(summary.edits),
        label=f"Mot Juste: {wording.gain(summary)}",
        description=summary.message,
    )
    params = types.ApplyWorkspaceEditParams(edit=edit, label=f"Optimize {run.name}")
    result = await ls.workspace_apply_edit_async(params)
    if not result.applied and result.failure_reason:
        ls.say(
            f"The editor did not make the edit of {run.name}: {result.failure_reason}. "
            "It is kept among the code actions of the words it changes.",
            types.MessageType.Warning,
        )


def _marked(run: Run) -> str:
    if not run.marked:
        return "no words were found behind wrong answers."
    return f"{run.marked} passage{'s'[: run.marked != 1]} found behind wrong answers."


def _set(
    analysis: Analysis,
    document: Document,
    marks: Sequence[Mark],
    gradient: tuple[str, ...],
    reasons: Mapping[str, str],
) -> MarkSet:
    return mark_set(marks, gradient, _eval_set(analysis, document), reasons)


def _eval_set(analysis: Analysis, document: Document) -> tuple[EvalSet, str] | None:
    """The cases behind a prompt with the path of their file, where they can be read."""
    link = analysis.workspace.link(document)
    if link is None:
        return None
    try:
        return analysis.workspace.eval_set(link, document), str(link.path)
    except UserError:
        return None
