"""Progress on stderr: a live line on a terminal, plain lines elsewhere, nothing for a quiet run."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Protocol, Self

from motjuste.cli.terminal import note, wins_losses
from motjuste.optimize.events import (
    AnyEvent,
    GateLook,
    MarksFound,
    NoiseMeasured,
    Progress,
    RunStarted,
    SearchStopped,
    StepScreened,
)

if TYPE_CHECKING:
    from rich.progress import TaskID

PHASES = {
    "noise": "measuring noise",
    "headroom": "looking for headroom",
    "mine": "collecting wrong answers",
    "identify": "finding the words",
    "race": "racing candidates",
    "screen": "screening",
    "gate": "proving on held-out cases",
    "prune": "dropping needless edits",
    "eval": "scoring",
}


class Watcher(Protocol):
    """Anything that shows how a run goes."""

    def __enter__(self) -> Self:
        """Begin to draw."""

    def __exit__(self, *_: object) -> None:
        """Clear away what was drawn."""

    def take(self, event: AnyEvent) -> None:
        """Show an event."""

    def fetched(self, done: int, total: int) -> None:
        """Show bytes of the embedded model's weights as they arrive; called from another thread."""


def watcher_for(*, quiet: bool) -> Watcher:
    """What suits stderr: a live line, plain lines, or silence when events go to a program."""
    if quiet:
        return Silent()
    return Live() if sys.stderr.isatty() else Lines()


class Silent:
    """Shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def take(self, event: AnyEvent) -> None:
        """Show nothing."""

    def fetched(self, done: int, total: int) -> None:
        """Show nothing."""


class Lines(Silent):
    """One plain line for each thing worth knowing, for logs."""

    def __init__(self) -> None:
        self._phase = ("", 0)
        self._tenth = -1

    def take(self, event: AnyEvent) -> None:
        """Print a line when something new begins or is known."""
        if isinstance(event, Progress):
            if (event.phase, event.step) != self._phase:
                self._phase = (event.phase, event.step)
                note(f"{_phase(event)} …")
            return
        line = told(event)
        if line:
            note(line)

    def fetched(self, done: int, total: int) -> None:
        """Print every tenth of the download."""
        tenth = 10 * done // max(1, total)
        if tenth != self._tenth:
            self._tenth = tenth
            note(f"fetching the embedded model: {done / 1e6:.0f} of {total / 1e6:.0f} MB")


class Live:
    """A live line: phase, calls, best score, time left; lines of interest stay above it."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn
        from rich.progress import Progress as Bars
        from rich.text import Text

        self._text = Text
        self._bars = Bars(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=16),
            TextColumn("{task.fields[told]}", style="dim"),
            console=Console(stderr=True, highlight=False),
            transient=True,
        )
        self._task: TaskID | None = None
        self._expected: int | None = None
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        self._bars.start()
        self._task = self._bars.add_task("starting", total=None, told="")
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def take(self, event: AnyEvent) -> None:
        """Move the bar; print what is worth keeping."""
        if isinstance(event, RunStarted) and event.expected_calls:
            self._expected = event.expected_calls[0]
        line = told(event)
        if line:
            self._bars.console.print(self._text(line, "dim"))
        if isinstance(event, Progress) and self._task is not None:
            self._bars.update(
                self._task,
                description=_phase(event),
                completed=event.done,
                total=event.total,
                told=self._figures(event),
            )

    def fetched(self, done: int, total: int) -> None:
        """Move the bar with the download."""
        if self._task is not None:
            told = f"{done / 1e6:.0f} of {total / 1e6:.0f} MB"
            self._bars.update(
                self._task, description="fetching the embedded model", completed=done, total=total, told=told
            )

    def _figures(self, event: Progress) -> str:
        spent = event.totals.task_calls + event.totals.optimizer_calls + event.totals.cached_calls
        parts = [f"{event.done}/{event.total}", f"{spent} calls"]
        if event.best is not None:
            parts.append(f"best {event.best:.2f}")
        left = time_left(spent, self._expected, time.monotonic() - self._began)
        return " · ".join([*parts, left] if left else parts)


def time_left(spent: int, expected: int | None, seconds: float) -> str:
    """How long a run may still take at its pace so far; empty when nobody can tell.

    Args:
        spent: Calls made.
        expected: Calls such a run typically makes.
        seconds: How long the calls took.
    """
    if not expected or spent < 5 or spent >= expected:
        return ""
    left = seconds * (expected - spent) / spent
    return f"{left / 60:.0f} min left" if left >= 90 else f"{max(5, 5 * round(left / 5))} s left"


def told(event: AnyEvent) -> str:
    """The line an event deserves, or nothing."""
    match event:
        case RunStarted():
            return _plan(event)
        case MarksFound(candidate=0) if event.marks:
            words = ", ".join(f"“{' '.join(mark.text.split())}”" for mark in event.marks)
            return f"{f'step {event.step}: ' if event.step else ''}marked {words}"
        case SearchStopped():
            return f"search ended: {event.message}"
    return _told_of_scores(event)


def _told_of_scores(event: AnyEvent) -> str:
    match event:
        case NoiseMeasured() if event.disagreement > 0:
            return f"asked twice, the model answers {100 * event.disagreement:.0f} % of {event.cases} cases otherwise"
        case StepScreened():
            return f"step {event.step}: best on dev {event.dev:.2f}"
        case GateLook():
            weighed = "" if event.evidence is None else f", evidence {event.evidence:.3g}"
            told = wins_losses(event.wins, event.losses)
            return f"gate, look {event.look}: {told} on {event.cases} cases{weighed}"
    return ""


def _plan(event: RunStarted) -> str:
    cases = ", ".join(f"{count} {split}" for split, count in event.cases.items())
    parts = [f"{event.job} {event.path}: cases {cases}", f"model {event.task_model}"]
    if event.expected_calls:
        typical, worst = event.expected_calls
        parts.append(f"{typical} calls" if typical == worst else f"about {typical} calls, at most {worst}")
    if event.mde is not None:
        parts.append(f"the gate can prove gains from {100 * event.mde:.0f} points")
    if event.skipped_rows:
        parts.append(f"{event.skipped_rows} bad rows skipped")
    return "; ".join(parts)


def _phase(event: Progress) -> str:
    name = PHASES[event.phase]
    return f"step {event.step}: {name}" if event.step else name
