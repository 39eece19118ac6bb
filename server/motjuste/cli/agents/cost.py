"""What runs on a prompt would cost, in model calls; nothing is asked of a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from motjuste.cli.source import read_one
from motjuste.evals.case import Split
from motjuste.optimize.mark import READINGS
from motjuste.optimize.plan import expected_cost
from motjuste.workspace.jobs import OptimizeJob
from motjuste.workspace.prepare import prepare

if TYPE_CHECKING:
    from motjuste.cli.agents.bounds import Place


def told_cost(place: Place) -> dict[str, Any]:
    """The calls of each kind of run with the settings' own limits; answers that are cached come off.

    Raises:
        UserError: Something stands in the way of a run: no eval set, no model, a bad row.
    """
    from motjuste.stats.power import mde

    source = read_one(str(place.folder / place.path), None, None)
    prepared = prepare(source.workspace, source.document, OptimizeJob())
    cases = {split.value: len(prepared.eval_set.part(split)) for split in Split}
    cost = expected_cost(prepared.options, prepared.eval_set)
    models = source.workspace.settings.models
    return {
        "path": place.path,
        "evalset": Path(prepared.eval_set.path).name,
        "cases": cases,
        "task_model": models.task.model or "local",
        "optimizer_model": source.workspace.optimizer_model.model or "local",
        "calls": {
            "eval": sum(cases.values()),
            "mark": cases["train"] + READINGS,
            "optimize": {"about": cost.typical, "at_most": cost.worst, "least": cost.least},
        },
        "smallest_gain_the_gate_can_show": mde(cases["gate"]),
    }
