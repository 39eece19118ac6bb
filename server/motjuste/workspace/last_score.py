"""What a prompt scored last: the newest run that says so, of the text as it is now where that was scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.workspace import known

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.workspace.known import RunSummary
    from motjuste.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LastScore:
    """A score and the run it comes from."""

    mean: float | None
    """0..1; None when the run came to none."""
    cases: int
    split: str
    """`train`, `dev`, `gate`, or `all` for several together."""
    run: RunSummary

    @property
    def stale(self) -> bool:
        """The text or the eval set changed since."""
        return self.run.stale


def last_score(workspace: Workspace, document: Document) -> LastScore | None:
    """The newest score of a prompt, from its last optimize or eval run; None when there was none."""
    runs = [workspace.last_run(document, job) for job in ("optimize", "eval")]
    newest = max((run for run in runs if run is not None), key=lambda run: run.at, default=None)
    if newest is None:
        return None
    told = newest.verdict
    if told is None:
        return LastScore(newest.mean, newest.cases, newest.split, newest)
    # Once its edit was taken, a run has scored the text that stands there now, too.
    taken = bool(told.edits) and known.text_digest(document.source) == newest.best_sha256
    if told.seed_gate is not None:
        return LastScore(told.best_gate if taken else told.seed_gate, told.n, "gate", newest)
    return LastScore(told.best_dev if taken else told.seed_dev, newest.cases, "dev", newest)
