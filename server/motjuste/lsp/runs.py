"""Runs: those on one text one after another, those on different texts side by side, each a worker followed to its end."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import itertools
import logging
from dataclasses import astuple
from typing import TYPE_CHECKING

from motjuste.lsp import api_keys, consent, outcome, wording
from motjuste.lsp.budget import Share, calls_left
from motjuste.lsp.progress import ProgressBar
from motjuste.lsp.run import Run
from motjuste.lsp.worker import WorkerDied, follow, motjuste_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.run import Order
    from motjuste.lsp.server import MotjusteServer
    from motjuste.lsp.steps import Step
    from motjuste.lsp.worker import WorkerCommand
    from motjuste.optimize.events import AnyEvent, Totals

log = logging.getLogger(__name__)

_CLOSED = "its text was closed or opened anew"


class Runs:
    """All runs under way and waiting, by URI, in the order they were asked for."""

    def __init__(self, ls: MotjusteServer) -> None:
        self._ls = ls
        self._queues: dict[str, list[Run]] = {}
        self._spent: dict[str, Totals] = {}
        self._paid: dict[str, float | None] = {}
        self._share = Share()
        self._numbers = itertools.count(1)
        self._event_listeners: list[Callable[[Run, AnyEvent], None]] = []
        self._change_listeners: list[Callable[[Run], None]] = []
        self._end_listeners: list[Callable[[Run], None]] = []

    def __iter__(self) -> Iterator[Run]:
        return (run for queue in tuple(self._queues.values()) for run in tuple(queue))

    def on_event(self, act: Callable[[Run, AnyEvent], None]) -> None:
        """Call `act` with every event of every run, once the run has noted it."""
        self._event_listeners.append(act)

    def on_change(self, act: Callable[[Run], None]) -> None:
        """Call `act` with every run that was ordered, began or ended."""
        self._change_listeners.append(act)

    def on_end(self, act: Callable[[Run], None]) -> None:
        """Call `act` with every run that ended, once it is gone from here."""
        self._end_listeners.append(act)

    def get(self, uri: str) -> Run | None:
        """The run of a document, if one is under way; others may wait behind it."""
        queue = self._queues.get(uri)
        return queue[0] if queue else None

    def waiting(self, uri: str) -> int:
        """How many runs of a document wait for the one that is under way."""
        return max(len(self._queues.get(uri, ())) - 1, 0)

    def spent(self, uri: str) -> Totals:
        """What the runs of a document have spent in this session."""
        from motjuste.optimize.events import Totals

        under_way = [run.totals for run in self._queues.get(uri, ()) if run.totals is not None]
        return functools.reduce(_sum, under_way, self._spent.get(uri, Totals()))

    def paid(self, uri: str) -> float | None:
        """What that cost in dollars; None when a model that was asked has no known price, or nothing was asked."""
        under_way = [run.paid for run in self._queues.get(uri, ()) if run.totals is not None]
        known = [*([self._paid[uri]] if uri in self._paid else []), *under_way]
        return _all_of(known)

    def start(self, order: Order, analysis: Analysis) -> Run:
        """Start a run on a text; while another one is under way there it waits its turn."""
        run = Run(f"motjuste-{next(self._numbers)}", order, analysis)
        queue = self._queues.setdefault(run.uri, [])
        queue.append(run)
        if queue[0] is run:
            run.turn.set()
        task = self._ls.schedule.start(f"run {run.token}", self._follow(run))
        # A task that is cancelled before its first step never gets to clean up after itself.
        task.add_done_callback(lambda done: self._leave(run, cancelled=done.cancelled()))
        self._changed(run)
        return run

    def cancel(self, uri: str | None = None, token: str | None = None) -> int:
        """Cancel the runs of that document or the one of that name, or all runs; returns how many there were."""
        chosen = [run for run in self if uri in {None, run.uri} and token in {None, run.token}]
        for run in chosen:
            self._ls.schedule.cancel(f"run {run.token}")
        return len(chosen)

    def text_changed(self, uri: str, steps: tuple[Step, ...]) -> None:
        """Let the runs of a text know what happened to it."""
        for run in self._queues.get(uri, ()):
            run.follow(steps)

    def text_gone(self, uri: str) -> None:
        """A text was closed, or opened anew: nothing says that what comes under its name holds the words that were meant."""
        for run in self._queues.get(uri, ()):
            run.lose(_CLOSED)

    async def _follow(self, run: Run) -> None:
        bar = ProgressBar(self._ls, run.token)
        try:
            await bar.begin(wording.title(run.job, run.name), lambda: self._pressed_cancel(run))
            await self._wait(run, bar)
            environment = await self._prepare(run, bar)
            if environment is not None:
                await self._work(run, bar, environment)
        except WorkerDied as death:
            log.warning("the worker of %s died: %s", run.token, death)
            outcome.note_death(run, death)
        except asyncio.CancelledError:
            run.end("cancelled", "Cancelled.")
            raise
        finally:
            # In this order: whoever sees the bar go finds the run gone and may start the next one.
            self._leave(run)
            bar.end(outcome.last_word(run))
        await outcome.conclude(self._ls, run)

    async def _wait(self, run: Run, bar: ProgressBar) -> None:
        if not run.turn.is_set():
            _say(run, bar, f"waiting for the run on {run.name} that is under way")
            await run.turn.wait()
            self._changed(run)

    async def _prepare(self, run: Run, bar: ProgressBar) -> dict[str, str] | None:
        """All that must be settled before a call is paid for.

        Returns:
            What the worker's environment needs; None when the run cannot or may not begin.
        """
        if not await self._newest(run):
            return None
        workspace = run.analysis.workspace
        environment = await api_keys.keys(self._ls, workspace, run.job)
        if not self._allow(run) or not await self._newest(run):
            return None
        from motjuste.lsp.editor_model import promised

        estimate = self._command(run, {**environment, **promised(self._ls, workspace)}, "--estimate")
        if not await consent.may_spend(
            self._ls, run, estimate, lambda: _say(run, bar, "waiting for your answer")
        ):
            if run.status is None or run.failure is not None:
                outcome.note_end(self._ls, run)
            return None
        if not await self._newest(run, begin=True):
            return None
        # Others may have begun while its user was asked.
        return environment if self._allow(run) else None

    def _allow(self, run: Run) -> bool:
        """Settle how many calls it may make; false when none is left."""
        run.allowed = self._calls_left(run)
        if run.allowed == 0:
            outcome.note_spent(run, run.analysis.workspace.settings.optimize.session_calls or 0)
            return False
        return True

    async def _newest(self, run: Run, *, begin: bool = False) -> bool:
        """Settle which text it reads; false when there is nothing to run on any more."""
        while True:
            snapshot = self._ls.documents.get(run.uri)
            if snapshot is None:
                run.lose(_CLOSED)
            if snapshot is None or run.lost:
                outcome.note_lost(run)
                return False
            analysis = await self._ls.analysis(snapshot)
            if self._ls.documents.get(run.uri) is not snapshot:
                continue
            if all(one.name != run.order.prompt for one in analysis.documents):
                prompt = run.order.prompt or "the prompt it was to work on"
                run.lose(f"{prompt} was renamed or taken out of the file")
                continue
            run.analysis = analysis
            if begin:
                run.begin()
            return True

    def _calls_left(self, run: Run) -> int | None:
        """How many calls the session's budget leaves this run; None when it has no bounds."""
        limit = run.analysis.workspace.settings.optimize.session_calls
        if limit is None:
            return None
        spent = sum(one.task_calls + one.optimizer_calls for one in self._spent.values())
        return calls_left(limit, spent, [one for one in self if one.begun is not None and one is not run])

    async def _work(self, run: Run, bar: ProgressBar, environment: Mapping[str, str]) -> None:
        # The first keystroke need not wait for what only a run needs.
        from motjuste.lsp.editor_model import lent

        self._count()
        async with (
            lent(self._ls, run.analysis.workspace, run.token) as models,
            contextlib.aclosing(
                follow(self._command(run, {**environment, **models, **self._share.environment}))
            ) as events,
        ):
            async for event in events:
                run.take(event)
                outcome.show(self._ls, run, event)
                bar.report(run.line, run.share)
                for act in self._event_listeners:
                    act(run, event)
        outcome.note_end(self._ls, run)

    def _count(self) -> None:
        """Let the runs under way know how many they are."""
        self._share.set(sum(run.begun is not None for run in self))

    def close(self) -> None:
        """The session ends; its runs have ended before."""
        self._share.close()

    def _command(self, run: Run, environment: Mapping[str, str], *more: str) -> WorkerCommand:
        """The worker's command line; a budget comes last, where it wins over a larger one that was asked for."""
        flags, handed = self._ls.folders.run_with(run.snapshot.path)
        allowed = () if run.allowed is None else ("--max-calls", str(_least(run)))
        return motjuste_command(
            run.job,
            (*run.order.flags, *flags, *allowed, *more),
            path=run.document.address,
            text=run.snapshot.text,
            folder=str(run.analysis.workspace.root),
            environment={**environment, **handed},
        )

    def _leave(self, run: Run, *, cancelled: bool = False) -> None:
        """Take a run out of its queue and let the next one go; once."""
        queue = self._queues.get(run.uri, [])
        if run not in queue:
            return
        queue.remove(run)
        if queue:
            queue[0].turn.set()
        else:
            self._queues.pop(run.uri, None)
        if run.totals is not None:
            before = self._spent.get(run.uri)
            self._spent[run.uri] = run.totals if before is None else _sum(before, run.totals)
            self._paid[run.uri] = _all_of([self._paid.get(run.uri, 0.0), run.paid])
        if run.status is None and cancelled:
            run.end("cancelled", "Cancelled.")
        elif run.status is None:
            outcome.note_broken(run)
        if run.begun is not None:
            self._count()
        self._changed(run)
        for act in self._end_listeners:
            act(run)

    def _changed(self, run: Run) -> None:
        outcome.refresh_lenses(self._ls)
        for act in self._change_listeners:
            act(run)

    def _pressed_cancel(self, run: Run) -> None:
        self.cancel(token=run.token)


def _all_of(amounts: Sequence[float | None]) -> float | None:
    """Their sum; None when there is none, or one of them is not known."""
    known = [one for one in amounts if one is not None]
    return sum(known) if known and len(known) == len(amounts) else None


def _sum(one: Totals, other: Totals) -> Totals:
    return type(one)(*(mine + theirs for mine, theirs in zip(astuple(one), astuple(other), strict=True)))


def _say(run: Run, bar: ProgressBar, line: str) -> None:
    run.line = line
    bar.report(line)


def _least(run: Run) -> int:
    """The tightest of all bounds on a run's calls."""
    flags = run.order.options
    asked = [
        int(flags[at + 1])
        for at, flag in enumerate(flags)
        if flag == "--max-calls" and flags[at + 1].isdigit()
    ]
    bounds = (run.allowed, run.analysis.workspace.settings.optimize.max_calls, *asked)
    return min(one for one in bounds if one is not None)
