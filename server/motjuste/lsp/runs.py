"""Runs: one a document at a time, each a worker followed to its end."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from lsprotocol import types

from motjuste.lsp import outcome, wording
from motjuste.lsp.progress import ProgressBar
from motjuste.lsp.worker import WorkerDied, follow, motjuste_command

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.documents import Snapshot, Step
    from motjuste.lsp.server import MotjusteServer
    from motjuste.lsp.worker import WorkerCommand
    from motjuste.optimize.events import AnyEvent, GateSummary, PromptScored, RunFailed, Totals

log = logging.getLogger(__name__)

Job = Literal["optimize", "mark", "eval"]


@dataclass(slots=True)
class Run:
    """One run under way; fills up as its events come in."""

    token: str
    """Names it, and its progress bar."""
    job: Job
    analysis: Analysis
    """Of the text it reads."""
    flags: tuple[str, ...]
    """For the worker's command line."""
    steps: list[Step] = field(default_factory=list)
    """What happened to the text since it began."""
    totals: Totals | None = None
    expected_calls: int | None = None
    best: float | None = None
    """Best mean score on dev so far."""
    scored: list[PromptScored] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    """Why a case failed, by case id."""
    marked: int | None = None
    """How many marks it found; None when it has not looked yet."""
    summary: GateSummary | None = None
    failure: RunFailed | None = None
    status: str = ""
    """Its own last word: `done`, `failed` or `cancelled`."""

    @property
    def snapshot(self) -> Snapshot:
        """The text it reads."""
        return self.analysis.snapshot

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.analysis.snapshot.name


class Runs:
    """All runs under way, by URI."""

    def __init__(self, ls: MotjusteServer) -> None:
        self._ls = ls
        self._under_way: dict[str, Run] = {}
        self._numbers = itertools.count(1)

    def get(self, uri: str) -> Run | None:
        """The run of a document, if one is under way."""
        return self._under_way.get(uri)

    def start(self, job: Job, analysis: Analysis, flags: Sequence[str]) -> Run | None:
        """Start a run on a text, unless one is under way there: then say so and return None."""
        uri = analysis.snapshot.uri
        if uri in self._under_way:
            self._ls.say(
                f"A run on {analysis.snapshot.name} is under way. Wait for it or cancel it, then start the next.",
                types.MessageType.Warning,
            )
            return None
        run = Run(f"motjuste-{next(self._numbers)}", job, analysis, tuple(flags))
        self._under_way[uri] = run
        self._ls.schedule.start(f"run {run.token}", self._follow(run))
        outcome.refresh_lenses(self._ls)
        return run

    def cancel(self, uri: str | None = None, token: str | None = None) -> int:
        """Cancel the run of that document or of that name, or all runs; returns how many there were."""
        chosen = [
            run
            for run in self._under_way.values()
            if uri in {None, run.snapshot.uri} and token in {None, run.token}
        ]
        for run in chosen:
            self._ls.schedule.cancel(f"run {run.token}")
        return len(chosen)

    def text_changed(self, uri: str, steps: Iterable[Step]) -> None:
        """Remember what happened to a text under a run, so that its marks can be moved."""
        run = self._under_way.get(uri)
        if run is not None:
            run.steps += steps

    async def _follow(self, run: Run) -> None:
        # The first keystroke need not wait for what only a run needs.
        from motjuste.lsp.editor_model import lent

        bar = ProgressBar(self._ls, run.token)
        ending = "Failed"
        try:
            await bar.begin(wording.title(run.job, run.name), lambda: self._pressed_cancel(run))
            async with (
                lent(self._ls, run.analysis.workspace, run.token) as environment,
                contextlib.aclosing(follow(_command(run, environment))) as events,
            ):
                async for event in events:
                    _take(self._ls, run, event)
                    bar.report(_standing(run, event), _share(run))
            ending = outcome.ending(run)
        except WorkerDied as death:
            log.warning("the worker of %s died: %s", run.token, death)
            outcome.tell_death(self._ls, run, death)
            return
        except asyncio.CancelledError:
            ending = "Cancelled"
            raise
        finally:
            # In this order: whoever sees the bar go finds the run gone and may start the next one.
            self._under_way.pop(run.snapshot.uri, None)
            bar.end(ending)
            outcome.refresh_lenses(self._ls)
        await outcome.conclude(self._ls, run)

    def _pressed_cancel(self, run: Run) -> None:
        self.cancel(token=run.token)


def _command(run: Run, environment: Mapping[str, str]) -> WorkerCommand:
    snapshot = run.snapshot
    return motjuste_command(
        run.job,
        run.flags,
        path=snapshot.path,
        text=snapshot.text,
        folder=str(run.analysis.workspace.root),
        environment=environment,
    )


def _take(ls: MotjusteServer, run: Run, event: AnyEvent) -> None:
    """Note what an event says; marks are shown as soon as they are found."""
    from motjuste.optimize import events

    run.totals = event.totals
    if isinstance(event, events.RunStarted):
        run.expected_calls = event.expected_calls[0] if event.expected_calls else None
    elif isinstance(event, events.Progress):
        run.best = run.best if event.best is None else event.best
    elif isinstance(event, events.PromptScored):
        run.scored.append(event)
        run.reasons.update(event.failures)
    elif isinstance(event, events.MarksFound):
        outcome.show_marks(ls, run, event)
    elif isinstance(event, events.GateSummary):
        run.summary = event
    elif isinstance(event, events.RunFailed):
        run.failure = event
    elif isinstance(event, events.RunFinished):
        run.status = event.status


def _standing(run: Run, event: AnyEvent) -> str:
    """The bar's line: phase, cases, calls, best score."""
    from motjuste.optimize import events

    parts = []
    if isinstance(event, events.RunStarted) and event.expected_calls:
        return "about {:,} calls, at most {:,}".format(*event.expected_calls)
    if isinstance(event, events.Progress):
        parts.append(f"{wording.phase(event.phase)} {event.done}/{event.total}")
    elif isinstance(event, events.GateLook):
        parts.append(f"{wording.phase('gate')} {event.cases} cases")
    parts.append(wording.counts(event.totals))
    if run.best is not None:
        parts.append(f"best {wording.percent(run.best)}")
    return ", ".join(parts)


def _share(run: Run) -> float | None:
    """How much of the expected calls is made; cached answers are as good as calls."""
    if not run.expected_calls or run.totals is None:
        return None
    made = run.totals.task_calls + run.totals.optimizer_calls + run.totals.cached_calls
    return made / run.expected_calls
