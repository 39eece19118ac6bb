"""What a run proposed and a text has not taken yet: its edits at the places where they stand now.

A run's edits belong to the text it read. They still hold in a text that differs from that one by nothing but some of
these very edits, so that they can be taken one by one, undone and taken again. In any other text none of them holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.workspace import known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.document.model import Document
    from motjuste.optimize.events import GateSummary, PlannedEdit
    from motjuste.workspace.known import RunSummary
    from motjuste.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Placed:
    """One edit of a run where it stands in the source as it is now."""

    edit: PlannedEdit
    start: int
    """In code points of the source; `edit.old` stands there."""

    @property
    def end(self) -> int:
        """Where its old words end."""
        return self.start + len(self.edit.old)


@dataclass(frozen=True, slots=True)
class Proposed:
    """The last optimization's edits as far as a text has not taken them."""

    run: RunSummary
    told: GateSummary
    edits: tuple[Placed, ...]
    """In the order of the text; empty when all were taken, or when they are stale."""
    stale: bool
    """The text, the eval set or the model changed since: nothing may be offered."""

    @property
    def proven(self) -> bool:
        """Whether there is evidence that they help."""
        return self.told.verdict == "HELPS"


def proposed(workspace: Workspace, document: Document) -> Proposed | None:
    """What the last optimization of a prompt proposed; None when there was none or it proposed nothing fit to offer."""
    run = workspace.last_run(document)
    if run is None or run.verdict is None or not run.verdict.edits or run.verdict.verdict == "HARMS":
        return None
    told = run.verdict
    edits = not_taken(document.source, told, run.text_sha256)
    fresh = (
        edits is not None
        and workspace.eval_digest(document) == run.evalset_digest
        and _same_model(workspace, run)
    )
    return Proposed(run, told, edits or (), stale=False) if fresh else Proposed(run, told, (), stale=True)


def not_taken(source: str, told: GateSummary, seed_sha256: str) -> tuple[Placed, ...] | None:
    """The edits of a run that a source has not taken.

    Args:
        source: The text as it is now.
        told: The run's edits and the text they make together.
        seed_sha256: Names the text the run read.

    Returns:
        None when the source is not the run's text with some of its edits.
    """
    edits = sorted(told.edits, key=lambda edit: (edit.start, edit.end))
    gaps = _gaps(told.text, edits)
    if gaps is None or _seed_digest(gaps, edits) != seed_sha256:
        return None
    if source == told.text:
        return ()
    chosen = _choices(source, gaps, edits)
    if chosen is None:
        return None
    placed, at = [], 0
    for gap, edit, taken in zip(gaps, edits, chosen, strict=False):
        at += len(gap)
        if not taken:
            placed.append(Placed(edit, at))
        at += len(edit.new if taken else edit.old)
    return tuple(placed)


def _gaps(best: str, edits: Sequence[PlannedEdit]) -> list[str] | None:
    """What stands before, between and behind the edits; None if the text they are said to make is another."""
    gaps, at, done = [], 0, 0
    for edit in edits:
        if edit.start < done:
            return None
        start = at + edit.start - done
        if best[start : start + len(edit.new)] != edit.new:
            return None
        gaps.append(best[at:start])
        at, done = start + len(edit.new), edit.end
    return [*gaps, best[at:]]


def _seed_digest(gaps: Sequence[str], edits: Sequence[PlannedEdit]) -> str:
    parts = [part for gap, edit in zip(gaps, edits, strict=False) for part in (gap, edit.old)]
    return known.text_digest("".join((*parts, gaps[-1])))


def _choices(source: str, gaps: Sequence[str], edits: Sequence[PlannedEdit]) -> list[bool] | None:
    """For each edit whether the source has its new words; None when neither old nor new fit.

    Both can fit for a while, as when the new words begin with the old: then the rest decides, the old words first.
    """
    dead: set[tuple[int, int]] = set()
    path: list[bool] = []
    pending = [(0, 0, False)]
    while pending:
        number, at, taken = pending.pop()
        del path[max(number - 1, 0) :]
        if number:
            path.append(taken)
        if (number, at) in dead or not source.startswith(gaps[number], at):
            continue
        dead.add((number, at))
        at += len(gaps[number])
        if number == len(edits):
            if at == len(source):
                return path
            continue
        edit = edits[number]
        # The last one pushed is tried first.
        for choice, words in ((True, edit.new), (False, edit.old)):
            if source.startswith(words, at):
                pending.append((number + 1, at + len(words), choice))
    return None


def _same_model(workspace: Workspace, run: RunSummary) -> bool:
    """Whether prompts still go to the model the run asked, as far as the settings name it."""
    from motjuste.workspace.models import is_editors, is_local

    task = workspace.settings.models.task
    return is_local(task) or is_editors(task) or task.model == run.task_model
