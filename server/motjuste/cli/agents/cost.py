"""What runs on a prompt would cost, in calls, tokens and money; nothing is asked of a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from motjuste.cli.source import read_one
from motjuste.evals.case import Split
from motjuste.workspace.estimate import estimate
from motjuste.workspace.jobs import EvalJob, MarkJob, OptimizeJob
from motjuste.workspace.prepare import prepare

if TYPE_CHECKING:
    from motjuste.cli.agents.bounds import Place
    from motjuste.optimize.events import CostEstimated


def told_cost(place: Place) -> dict[str, Any]:
    """What each kind of run would cost with the settings' own limits; answers that are cached come off.

    Raises:
        UserError: Something stands in the way of a run: no eval set, no model, a bad row.
    """
    from motjuste.stats.power import mde

    source = read_one(str(place.folder / place.path), None, None)
    workspace, document = source.workspace, source.document
    eval_set = prepare(workspace, document, OptimizeJob()).eval_set
    cases = {split.value: len(eval_set.part(split)) for split in Split}
    return {
        "path": place.path,
        "evalset": Path(eval_set.path).name,
        "cases": cases,
        "task_model": workspace.settings.models.task.model or "local",
        "optimizer_model": workspace.optimizer_model.model or "local",
        **{
            job.name: _cost(estimate(workspace, document, job))
            for job in (EvalJob(), MarkJob(), OptimizeJob())
        },
        "smallest_gain_the_gate_can_show": mde(cases["gate"]),
    }


def _cost(found: CostEstimated) -> dict[str, Any]:
    about, at_most = found.calls
    return {
        "about_calls": about,
        "at_most_calls": at_most,
        "about_tokens": found.tokens,
        "about_dollars": found.dollars,
    }
