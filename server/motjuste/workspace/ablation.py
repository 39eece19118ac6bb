"""The cap ablation on a workspace's own models: prepared like an optimization, run arm by arm, kept by the cache alone."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from motjuste.workspace.jobs import Limits, OptimizeJob

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from motjuste.document.model import Document
    from motjuste.llm.local.fetching import OnBytes
    from motjuste.optimize.ablation import Arm, ArmResult
    from motjuste.optimize.events import Progress
    from motjuste.workspace.prepare import Prepared
    from motjuste.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class AblateJob:
    """Search with each arm and each seed. None takes the settings' value."""

    method: str = "apo"
    seeds: int = 5
    """Searches an arm."""
    calls: int = 600
    """Most calls of one search."""
    edit_words: int = 15
    """Most words the last arm may change: three marks of five words by default."""
    steps: int = 20
    """Most steps of one search; high, so that the calls are what ends it."""
    beam: int | None = None
    candidates: int | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Ablation:
    """An ablation that may begin."""

    prepared: Prepared
    arms: tuple[Arm, ...]
    seeds: tuple[int, ...]
    calls: int
    """Of one search at the most."""
    most_calls: int
    """Of all searches, and of the gate after each."""


def plan_ablation(workspace: Workspace, document: Document, job: AblateJob) -> Ablation:
    """Check all that can be checked for nothing, and say what it may cost.

    Raises:
        UserError: The first thing that stands in the way, with its file and line.
    """
    from motjuste.evals.case import Split
    from motjuste.optimize.ablation import arms
    from motjuste.workspace.prepare import prepare

    limits = replace(job.limits, max_calls=job.calls)
    like = OptimizeJob(
        method=job.method, steps=job.steps, beam=job.beam, candidates=job.candidates, limits=limits
    )
    prepared = prepare(workspace, document, like)
    first = prepared.options.seed
    seeds = tuple(range(first, first + job.seeds))
    chosen = arms(prepared.options, job.edit_words)
    gate = 2 * len(prepared.eval_set.part(Split.GATE))
    most = len(chosen) * len(seeds) * (job.calls + gate)
    return Ablation(prepared, chosen, seeds, job.calls, most)


async def run_ablation(
    workspace: Workspace, ablation: Ablation, job: AblateJob, *, progress: OnBytes | None = None
) -> AsyncGenerator[Progress | ArmResult]:
    """Run what was planned; a run that was ended goes on from the answers that are in the cache.

    Args:
        workspace: Whose models are asked.
        ablation: What `plan_ablation` made.
        job: Its limits on tokens hold for the whole.
        progress: Told of bytes while the embedded model's weights are fetched, from another thread.

    Raises:
        UserError: A model cannot be had, or failed for good.
    """
    from motjuste.optimize.ablation import ablate
    from motjuste.workspace.models import Spending, open_models

    async with open_models(workspace, Spending(None, job.limits.max_tokens), progress) as models:
        stream = ablate(ablation.prepared.inputs("ablation", models), ablation.arms, ablation.seeds)
        async with aclosing(stream) as told:  # type: ignore[type-var]
            async for event in told:
                yield event
