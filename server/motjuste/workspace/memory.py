"""What a run leaves behind: its run file, its marks and how it ended, each written as soon as it is known."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from motjuste.errors import UserError
from motjuste.optimize.events import (
    GateSummary,
    MarksFound,
    PromptScored,
    RunFinished,
    RunStarted,
)
from motjuste.optimize.run_file import RunFile
from motjuste.workspace import known

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.evals.case import EvalSet
    from motjuste.optimize.events import AnyEvent
    from motjuste.workspace.workspace import Workspace


class Memory:
    """Takes the events of one run and keeps what later sessions want to see.

    Args:
        workspace: Where the document belongs.
        document: What the run works on.
        job: `optimize`, `mark` or `eval`.
        partial: Only some cases are asked: what they score says nothing of the prompt as a whole.
    """

    def __init__(self, workspace: Workspace, document: Document, job: str, *, partial: bool = False) -> None:
        self._workspace = workspace
        self._document = document
        self._job = job
        self._partial = partial
        self._began = time.monotonic()
        self._file: RunFile | None = None
        self._eval_set: EvalSet | None = None
        self._started: RunStarted | None = None
        self._scored: dict[str, PromptScored] = {}
        self._marked = False
        self._verdict: GateSummary | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.__exit__()

    def open_file(self, run: str, eval_set: EvalSet) -> None:
        """Begin the run file.

        Raises:
            UserError: The state folder cannot be written.
        """
        self._eval_set = eval_set
        path = self._state / "runs" / f"{run}.jsonl"
        try:
            self._file = RunFile(path)
        except OSError as error:
            raise _unwritable(path, error) from error

    def take(self, event: AnyEvent) -> None:
        """Write an event down and keep what it found.

        Raises:
            UserError: The disk is full, or the state folder went away.
        """
        if self._file is not None:
            try:
                self._file.write(event, time.monotonic() - self._began)
            except OSError as error:
                raise _unwritable(self._file.path, error) from error
        self._keep(event)

    def take_if_possible(self, event: AnyEvent) -> None:
        """Write down how a run ended; a full disk must not hide the message that says so."""
        with contextlib.suppress(UserError):
            self.take(event)

    @property
    def _state(self) -> Path:
        from motjuste.llm.places import state_dir

        return state_dir()

    def _keep(self, event: AnyEvent) -> None:
        if isinstance(event, RunStarted):
            self._started = event
        elif isinstance(event, PromptScored) and event.candidate == 0:
            self._scored[event.split] = event
        elif isinstance(event, MarksFound) and event.candidate == 0 and not self._marked:
            self._marked = True
            self._keep_marks(event)
        elif isinstance(event, GateSummary):
            self._verdict = event
        elif isinstance(event, RunFinished) and event.status == "done":
            self._keep_summary()

    def _keep_marks(self, event: MarksFound) -> None:
        assert self._started is not None
        cases, mean = self._score()
        found = known.KnownMarks(
            marks=event.marks,
            gradient=event.gradient,
            run=self._started.run,
            evalset=self._started.evalset,
            evalset_digest=self._started.evalset_digest,
            mean=mean,
            cases=cases,
            at=known.now(),
        )
        key = self._workspace.marks_key(self._document, self._started.evalset_digest)
        known.save_marks(self._state, key, found)

    def _keep_summary(self) -> None:
        if self._started is None or self._job == "mark" or self._partial:
            return
        cases, mean = self._score()
        if self._job == "optimize":
            cases = self._started.cases.get("dev", 0)
        summary = known.RunSummary(
            run=self._started.run,
            job=self._job,
            path=self._started.path,
            text_sha256=self._started.text_sha256,
            evalset=self._started.evalset,
            evalset_digest=self._started.evalset_digest,
            task_model=self._started.task_model,
            mean=mean,
            cases=cases,
            verdict=self._verdict,
            at=known.now(),
            split=next(iter(self._scored)) if len(self._scored) == 1 else "all",
        )
        known.save_summary(self._state, Path(self._document.address), summary)

    def _score(self) -> tuple[int, float | None]:
        """The number of cases the prompt was scored on, and its mean over all of them."""
        parts = self._scored.values()
        cases = sum(part.cases for part in parts)
        return cases, sum(part.mean * part.cases for part in parts) / cases if cases else None


def _unwritable(path: Path, error: OSError) -> UserError:
    return UserError(
        f"The run cannot be written down: {error.strerror or error}",
        remedy="Make room or check the permissions (MOTJUSTE_HOME moves the folder); finished model calls are kept",
        path=str(path),
    )
