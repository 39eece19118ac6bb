"""One run: what was ordered, the text it reads, and what its events have said so far."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from motjuste.lsp import wording
from motjuste.text.edit import map_span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from motjuste.document.model import Document
    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.steps import Step
    from motjuste.optimize.events import AnyEvent, GateSummary, PromptScored, RunFailed, RunStarted, Totals
    from motjuste.text.span import Span

Job = Literal["optimize", "mark", "eval"]
Status = Literal["done", "failed", "cancelled"]

_SOON = 3.0
"""Seconds: before that a run's pace says nothing of how long it will take."""
_LITTLE = 0.05
"""A share of the expected calls, likewise."""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asked for."""

    job: Job
    prompt: str | None
    """Which prompt of a file that holds several; None for the only one."""
    options: tuple[str, ...] = ()
    """For the worker's command line."""
    span: Span | None = None
    """Only these words, in the source as it is while the run waits."""
    cases: int | None = None
    """How many cases `options` name; None for all."""

    def moved(self, steps: Iterable[Step]) -> Order | None:
        """The order after changes of the text; None when its words changed."""
        span = self.span
        for step in steps:
            if span is not None:
                span = map_span(span, (step.edit,))
                if span is None:
                    return None
        return replace(self, span=span)

    @property
    def flags(self) -> tuple[str, ...]:
        """All of it for the worker's command line."""
        only = () if self.span is None else ("--span", f"{self.span.start}:{self.span.end}")
        return (*only, *self.options)


@dataclass(slots=True)
class Run:
    """One run, from its order to its end; fills up as its events come in."""

    token: str
    """Names it, and its progress bar."""
    order: Order
    analysis: Analysis
    """Of the text it reads; the newest one until it begins."""
    turn: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once no other run of the text is before it."""
    begun: float | None = None
    """When its worker was started, by the monotonic clock; until then it follows the text."""
    lost: str | None = None
    """Why it may no longer begin: what became of its words while it waited, in words for people."""
    allowed: int | None = None
    """Most calls it may make; None for no limit of ours."""
    steps: list[Step] = field(default_factory=list)
    """What happened to the text since it began."""
    started: RunStarted | None = None
    totals: Totals | None = None
    best: float | None = None
    """Best mean score on dev so far."""
    scored: list[PromptScored] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    """Why a case failed, by case id."""
    marked: int | None = None
    """How many marks it found; None when it has not looked yet."""
    summary: GateSummary | None = None
    obstacle: str | None = None
    """Why its edit cannot be made, as it was told at its end; None where it can, or there is none."""
    failure: RunFailed | None = None
    status: Status | None = None
    """How it ended; None while it has not."""
    message: str = ""
    """What was said of its end."""
    line: str = ""
    """What its progress bar says."""

    def end(self, status: Status, message: str) -> None:
        """Note how it ended, in a word and in a sentence or two."""
        self.status, self.message = status, message

    @property
    def job(self) -> Job:
        """What it does."""
        return self.order.job

    @property
    def snapshot(self) -> Snapshot:
        """The text it reads."""
        return self.analysis.snapshot

    @property
    def uri(self) -> str:
        """The text's."""
        return self.analysis.snapshot.uri

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.analysis.snapshot.name

    @property
    def document(self) -> Document:
        """The prompt it works on; the file's first when the one that was named is gone."""
        documents = self.analysis.documents
        return next((one for one in documents if one.name == self.order.prompt), documents[0])

    def follow(self, steps: tuple[Step, ...]) -> None:
        """The text changed: once begun a run remembers how, before that its words move."""
        if self.begun is not None:
            self.steps += steps
            return
        moved = self.order.moved(steps)
        if moved is None:
            self.lose("the words it was to work on changed")
        else:
            self.order = moved

    def lose(self, why: str) -> None:
        """What it was to work on is gone: unless it has begun, it never will; the first reason is the one that is told."""
        if self.begun is None:
            self.lost = self.lost or why

    def begin(self) -> None:
        """From now on it reads the text it has, whatever becomes of it in the editor."""
        self.begun = time.monotonic()

    def take(self, event: AnyEvent) -> None:
        """Note what an event says."""
        from motjuste.optimize import events

        self.totals = event.totals
        if isinstance(event, events.RunStarted):
            self.started = event
        elif isinstance(event, events.Progress):
            self.best = self.best if event.best is None else event.best
        elif isinstance(event, events.PromptScored):
            self.scored.append(event)
            self.reasons.update(event.failures)
        elif isinstance(event, events.MarksFound):
            # Those of a candidate are not about this text.
            self.marked = (self.marked or 0) + len(event.marks) if event.candidate == 0 else self.marked
        elif isinstance(event, events.GateSummary):
            self.summary = event
        elif isinstance(event, events.RunFailed):
            self.failure = event
        elif isinstance(event, events.RunFinished):
            self.status = event.status
        self.line = self._standing(event)

    @property
    def paid(self) -> float | None:
        """What it has cost so far, in dollars; None when that is not known."""
        from motjuste.optimize.spending import dollars

        return None if self.started is None or self.totals is None else dollars(self.started, self.totals)

    @property
    def share(self) -> float | None:
        """How much of the expected calls is made; cached answers are as good as calls."""
        expected = self.started.expected_calls if self.started else None
        if not expected or not expected[0] or self.totals is None:
            return None
        made = self.totals.task_calls + self.totals.optimizer_calls + self.totals.cached_calls
        return min(made / expected[0], 1.0)

    def _standing(self, event: AnyEvent) -> str:
        """The bar's line: phase, cases, calls, best score, time left."""
        from motjuste.optimize import events

        if isinstance(event, events.RunStarted) and event.expected_calls:
            return wording.expected(*event.expected_calls)
        parts = []
        if isinstance(event, events.Progress):
            parts.append(f"{wording.phase(event.phase)} {event.done}/{event.total}")
        elif isinstance(event, events.GateLook):
            parts.append(f"{wording.phase('gate')} {event.cases} cases")
        parts.append(wording.counts(event.totals, self.paid))
        if self.best is not None:
            parts.append(f"best {wording.percent(self.best)}")
        left = self._seconds_left()
        return ", ".join([*parts, wording.time_left(left)] if left is not None else parts)

    def _seconds_left(self) -> float | None:
        """From the pace so far; None while that says nothing, and once the run takes longer than was expected."""
        if self.begun is None or self.share is None:
            return None
        spent = time.monotonic() - self.begun
        if spent < _SOON or not _LITTLE < self.share < 1:
            return None
        return spent * (1 - self.share) / self.share
