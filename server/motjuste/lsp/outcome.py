"""What a run brings: marks shown, messages said, an edit offered, and none when the text changed meanwhile."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.errors import UserError
from motjuste.lsp import diagnostics, wording
from motjuste.lsp.edits import confirmed_edit, planned, sound
from motjuste.lsp.marks import mark_set

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from motjuste.evals.case import EvalSet
    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.marks import MarkSet
    from motjuste.lsp.runs import Run
    from motjuste.lsp.server import MotjusteServer
    from motjuste.lsp.worker import WorkerDied
    from motjuste.optimize.events import GateSummary, Mark, MarksFound

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
    known = analysis.workspace.known_marks(analysis.document)
    if known is not None:
        uri, now = analysis.snapshot.uri, ls.documents.get(analysis.snapshot.uri)
        ls.marks.put(uri, _set(analysis, known.marks, known.gradient, {}))
        if now is not None:
            ls.marks.hold_to(uri, now.text)


def show_marks(ls: MotjusteServer, run: Run, event: MarksFound) -> None:
    """Show marks as soon as they are found; those of a candidate are not about this text."""
    if event.candidate != 0:
        return
    run.marked = (run.marked or 0) + len(event.marks)
    uri = run.snapshot.uri
    now = ls.documents.get(uri)
    if now is None:
        return
    ls.marks.put(uri, _set(run.analysis, event.marks, event.gradient, run.reasons), run.steps)
    ls.marks.hold_to(uri, now.text)
    diagnostics.refresh(ls, uri)


def ending(run: Run) -> str:
    """The progress bar's last word."""
    if run.failure is not None:
        return "Failed"
    spent = f" ({wording.counts(run.totals)})" if run.totals else ""
    return f"{run.summary.verdict if run.summary else 'Done'}{spent}"


def tell_death(ls: MotjusteServer, run: Run, death: WorkerDied) -> None:
    """A worker that died is a failed run; nothing it finished is lost."""
    ls.say(
        f"The {_NOUNS[run.job]} of {run.name} failed: {death}. Answers it already had are kept; "
        "start it again to go on from there.",
        types.MessageType.Error,
    )


async def conclude(ls: MotjusteServer, run: Run) -> None:
    """Say how a run ended, and offer its edit when it proved one."""
    spent = f" Spent: {wording.counts(run.totals)}." if run.totals else ""
    if run.status == "cancelled":
        ls.say(
            f"The {_NOUNS[run.job]} of {run.name} was ended from outside. Answers it already had are kept."
        )
    elif run.failure is not None:
        failure = run.failure
        text = str(UserError(failure.message, remedy=failure.remedy, path=failure.path, line=failure.line))
        ls.say(f"The {_NOUNS[run.job]} of {run.name} failed: {text}{spent}", types.MessageType.Error)
    elif run.summary is not None:
        await _offer(ls, run, run.summary, spent)
    elif run.job == "mark":
        ls.say(f"{run.name}: {_marked(run)}{spent}")
    elif run.job == "eval":
        scores = ", ".join(
            f"{wording.percent(one.mean)} on {one.cases} {one.split} cases" for one in run.scored
        )
        ls.say(f"{run.name} scored {scores or 'nothing'}.{spent}")


async def _offer(ls: MotjusteServer, run: Run, summary: GateSummary, spent: str) -> None:
    """A proven edit goes to the editor to be confirmed; anything else is only told."""
    told = f"{run.name}: {summary.verdict}. {summary.message}"
    if summary.verdict != "HELPS" or not summary.edits:
        ls.say(f"{told} The prompt stays as it is.{spent}")
        return
    snapshot = ls.documents.get(run.snapshot.uri)
    if snapshot is None or snapshot.text != run.snapshot.text:
        what = "was closed" if snapshot is None else "changed"
        ls.say(
            f"{told} The edit was not made, because the text {what} while the run was under way. "
            "Take the change back, or run again on the new text: answers that still hold come from the cache.",
            types.MessageType.Warning,
        )
        return
    if not sound(snapshot.text, summary.edits, summary.text):
        log.error("the edits of %s do not give the text that was proved", run.token)
        ls.say(
            f"The edit of {run.name} was not made: it is not the one that was proved.",
            types.MessageType.Error,
        )
        return
    ls.say(f"{told}{spent}")
    if ls.client.apply_edit and ls.client.change_annotations:
        await _apply(ls, run, summary)


async def _apply(ls: MotjusteServer, run: Run, summary: GateSummary) -> None:
    """Hand the edit over; an editor that cannot ask for confirmation gets it as a code action only."""
    evidence = wording.gain(summary)
    edit = confirmed_edit(
        ls.client,
        ls.documents.get(run.snapshot.uri) or run.snapshot,
        planned(summary.edits),
        label=f"Mot Juste: {evidence}",
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
    analysis: Analysis, marks: Sequence[Mark], gradient: tuple[str, ...], reasons: Mapping[str, str]
) -> MarkSet:
    eval_set = _eval_set(analysis)
    return mark_set(marks, gradient, eval_set, reasons)


def _eval_set(analysis: Analysis) -> tuple[EvalSet, str] | None:
    """The cases behind a prompt with the path of their file, where they can be read."""
    link = analysis.workspace.link(analysis.document)
    if link is None:
        return None
    try:
        return analysis.workspace.eval_set(link, analysis.document), str(link.path)
    except UserError:
        return None
