"""Eval cases as tests: which there are, and during a run what became of each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from motjuste.errors import UserError
from motjuste.lsp.own_methods import CASE_RESULTS, CASES, RUN_ENDED, asked_about

if TYPE_CHECKING:
    from motjuste.evals.case import Case
    from motjuste.lsp.run import Run
    from motjuste.lsp.server import MotjusteServer
    from motjuste.optimize.events import AnyEvent, CaseOutcome


def register(ls: MotjusteServer) -> None:
    """Answer the request, and tell an editor that shows cases how they fare."""
    ls.answer(CASES, cases)
    ls.runs.on_event(lambda run, event: told(ls, run, event))
    ls.runs.on_end(lambda run: ended(ls, run))


async def cases(ls: MotjusteServer, params: object) -> dict[str, Any]:
    """The cases linked to a text's foremost prompt; none where the eval set cannot be read."""
    snapshot = asked_about(ls, params)
    analysis = await ls.analysis(snapshot)
    nothing: dict[str, Any] = {"evals": None, "cases": []}
    if not snapshot.on_disk or not analysis.is_prompt:
        return nothing
    workspace, document = analysis.workspace, analysis.foremost
    link = workspace.link(document)
    if link is None:
        return nothing
    uri = link.path.as_uri()
    try:
        found = workspace.eval_set(link, document).cases
    except UserError:
        return {"evals": uri, "cases": []}
    return {"evals": uri, "cases": [_case(case, uri) for case in found]}


def told(ls: MotjusteServer, run: Run, event: AnyEvent) -> None:
    """Hand over the cases of a block as soon as they are scored."""
    from motjuste.optimize.events import Progress

    if not ls.client.shows_cases or not isinstance(event, Progress):
        return
    # What candidates answered is no result of the prompt as it stands.
    results = [_result(one) for one in event.outcomes if one.candidate == 0]
    if results:
        ls.protocol.notify(CASE_RESULTS, {"uri": run.uri, "run": run.token, "results": results})


def ended(ls: MotjusteServer, run: Run) -> None:
    """Say that no more will come."""
    if ls.client.shows_cases:
        ls.protocol.notify(
            RUN_ENDED, {"uri": run.uri, "run": run.token, "status": run.status, "message": run.message}
        )


def _case(case: Case, uri: str) -> dict[str, Any]:
    return {
        "id": case.id,
        "label": case.label,
        "uri": Path(case.path).absolute().as_uri() if case.path else uri,
        "line": max(case.line - 1, 0),
        "split": case.split.value,
    }


def _result(one: CaseOutcome) -> dict[str, Any]:
    return {
        "id": one.id,
        "passed": one.passed,
        "score": one.score,
        "expected": one.expected,
        "actual": one.output,
        "reason": one.reason,
    }
