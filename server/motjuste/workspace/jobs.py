"""Runs as jobs: check what can be checked, build the models, follow the search, keep what it finds."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from motjuste.errors import UserError
from motjuste.optimize.events import RunFailed, RunFinished, Totals

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from motjuste.document.model import Document
    from motjuste.llm.local.fetching import OnBytes
    from motjuste.optimize.events import AnyEvent, IdentifyMode, Proposer, Protocol, Scope, Select
    from motjuste.optimize.plan import SearchInputs
    from motjuste.text.span import Span
    from motjuste.workspace.memory import Memory
    from motjuste.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What every job may cost, and how it deals with bad rows. None takes the settings' value."""

    max_calls: int | None = None
    """Most model calls; answers from the cache cost nothing and are not counted."""
    max_tokens: int | None = None
    """Most tokens, both ways and both models together."""
    concurrency: int | None = None
    """Most cases under way at once."""
    skip_bad_rows: bool = False
    """Go on without the rows of the eval set that cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimizeJob:
    """Find words, edit them, prove the edit. None takes the settings' value."""

    name: Literal["optimize"] = "optimize"
    method: str = "apo"
    scope: Scope | None = None
    spans: tuple[Span, ...] = ()
    """Only these words, in code points of the document's text."""
    tagged: bool = False
    """Only what stands between `<edit>` tags."""
    max_words: int | None = None
    tags: Literal["identified", "random"] = "identified"
    """Reword the words behind the failures, or for comparison words drawn at random."""
    edit_words: int | None = None
    """Most words that a proposal in global scope may change."""
    ladder: bool = True
    """Let proposals change more words when a few were not enough."""
    steps: int | None = None
    beam: int | None = None
    candidates: int | None = None
    seed: int | None = None
    proposer: Proposer | None = None
    """Who proposes, in the product's protocol."""
    protocol: Protocol = "product"
    identify: IdentifyMode = "same-chat"
    """Where the paper's protocol asks for marks."""
    select: Select = "race"
    """How candidates are told apart on dev."""
    anytime: bool = False
    """Judge the gate by evidence, so that the verdict so far holds whenever the run is stopped."""
    audit: bool = False
    """Leave out marked words, and random ones, to see whether answers depend on them."""
    min_effect: float | None = None
    """The smallest gain worth having, 0..1."""
    two_stage: bool = False
    """Ask the task model to reason first, then for the answer alone."""
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkJob:
    """Find the words that an optimization would edit. None takes the settings' value."""

    name: Literal["mark"] = "mark"
    max_words: int | None = None
    seed: int | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalJob:
    """Score the prompt as it stands."""

    name: Literal["eval"] = "eval"
    split: Literal["train", "dev", "gate", "all"] = "all"
    repeat: int = 1
    """How often each case is asked; scores are means over all answers."""
    cases: tuple[str, ...] = ()
    """Ask only these cases, by id; empty for all of the split. What they score is not kept as the prompt's score."""
    limits: Limits = field(default_factory=Limits)


Job = OptimizeJob | MarkJob | EvalJob


async def run_job(
    workspace: Workspace, document: Document, job: Job, *, progress: OnBytes | None = None
) -> AsyncGenerator[AnyEvent]:
    """Run a job and yield its events; each is in the run file before it is yielded. The last is RunFinished.

    An error that a user can mend is never raised: it ends the stream with RunFailed and RunFinished `failed`.
    Cancelling the task that iterates ends the stream with RunFinished `cancelled`, and no CancelledError.

    Args:
        workspace: Where the document belongs.
        document: The prompt, saved or not.
        job: What to do.
        progress: Told of bytes while the embedded model's weights are fetched, from another thread.
    """
    from motjuste.workspace.memory import Memory

    meter = _Meter()
    status: Literal["done", "failed", "cancelled"] = "done"
    part = isinstance(job, EvalJob) and bool(job.cases)
    with Memory(workspace, document, job.name, partial=part) as memory:
        try:
            async for event in _events(workspace, document, job, memory, meter=meter, progress=progress):
                yield event
        except asyncio.CancelledError:
            status = "cancelled"
        except UserError as error:
            status = "failed"
            failed = _failed(error, meter.read())
            memory.take_if_possible(failed)
            yield failed
        finished = RunFinished(totals=meter.read(), status=status)
        memory.take_if_possible(finished)
        yield finished


@dataclass(slots=True)
class _Meter:
    """What a run has spent, also when it breaks off between two events: calls that were made were paid for."""

    read: Callable[[], Totals] = Totals


async def _events(
    workspace: Workspace,
    document: Document,
    job: Job,
    memory: Memory,
    *,
    meter: _Meter,
    progress: OnBytes | None,
) -> AsyncIterator[AnyEvent]:
    """Check, build and run, writing every event down before it is seen.

    Raises:
        UserError: Something the user can mend is wrong.
    """
    from motjuste.workspace.models import Spending, open_models
    from motjuste.workspace.outward import outward
    from motjuste.workspace.prepare import asks_optimizer, prepare

    prepared = prepare(workspace, document, job)
    run = _run_id()
    memory.open_file(run, prepared.eval_set)
    chosen = workspace.settings.optimize
    spending = Spending(job.limits.max_calls or chosen.max_calls, job.limits.max_tokens or chosen.max_tokens)
    async with open_models(
        workspace, spending, progress, optimizer=asks_optimizer(job, workspace.settings)
    ) as models:
        meter.read = models.totals
        async for event in _search(job, prepared.inputs(run, models)):
            told = outward(event, document)
            memory.take(told)
            yield told


def _search(job: Job, inputs: SearchInputs) -> AsyncIterator[AnyEvent]:
    """The generator that does the job."""
    if isinstance(job, OptimizeJob):
        from motjuste.optimize.search import optimize

        return optimize(inputs)
    if isinstance(job, MarkJob):
        from motjuste.optimize.mark import mark

        return mark(inputs)
    from motjuste.optimize.evaluate import evaluate
    from motjuste.workspace.prepare import splits_of

    return evaluate(inputs, splits_of(job), job.repeat)


def _run_id() -> str:
    """A name that sorts by time and that no other process takes at the same moment."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(3)}"


def _failed(error: UserError, totals: Totals) -> RunFailed:
    return RunFailed(
        totals=totals, message=error.message, remedy=error.remedy, path=error.path, line=error.line
    )
