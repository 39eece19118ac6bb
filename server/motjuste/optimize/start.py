"""The first event of every run: what it works on and what it may cost."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from motjuste.evals.case import Split
from motjuste.optimize.cost import expected_cost
from motjuste.optimize.events import RunStarted
from motjuste.optimize.openings import next_alpha
from motjuste.stats.power import mde

if TYPE_CHECKING:
    from motjuste.optimize.plan import SearchInputs


def started(
    inputs: SearchInputs, job: Literal["optimize", "mark", "eval"], planned: int | None = None
) -> RunStarted:
    """The plan of a run.

    Args:
        inputs: What the run works on.
        job: What it does.
        planned: Calls that will be made at most, for jobs whose cost is known.
    """
    options, evalset = inputs.options, inputs.eval_set
    counts = {split.value: len(evalset.part(split)) for split in Split}
    optimizing = job == "optimize"
    cost = expected_cost(options, evalset)
    return RunStarted(
        totals=inputs.totals(),
        run=inputs.run,
        job=job,
        path=inputs.document.address,
        text_sha256=sha256(inputs.document.source.encode("utf-8", "surrogatepass")).hexdigest(),
        evalset=evalset.path,
        evalset_digest=evalset.digest,
        method=options.method,
        scope=options.scope,
        task_model=inputs.task.name,
        optimizer_model=inputs.optimizer.name,
        seed=options.seed,
        cases=counts,
        mde=mde(counts["gate"], alpha=next_alpha(inputs), anytime=options.anytime) if optimizing else None,
        max_calls=options.max_calls,
        expected_calls=(cost.typical, cost.worst) if optimizing else (planned, planned) if planned else None,
        skipped_rows=len(evalset.bad_rows),
        text=inputs.document.source,
        task_price=inputs.task_price,
        optimizer_price=inputs.optimizer_price,
        protocol=options.protocol,
        proposer="model" if options.protocol == "paper" else options.proposer,
        select=options.select if optimizing and options.protocol == "product" else "",
        anytime=optimizing and options.anytime,
        identify=options.identify if options.protocol == "paper" and options.scope == "local" else "",
    )
