"""Holding new scores to a mark: a least score, the scores file, and what is written into it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from motjuste.cli.scored import new_score
from motjuste.cli.terminal import many
from motjuste.workspace.score_change import TOLERANCE, case_names, entry_after
from motjuste.workspace.score_state import gone
from motjuste.workspace.scores import read_scores, write_scores

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from motjuste.cli.scored import Scored
    from motjuste.workspace.score_change import Change
    from motjuste.workspace.scores import PromptScore
    from motjuste.workspace.workspace import Workspace

_NAMED = 10
"""Cases that a message names; the rest is counted."""

Kind = Literal["low", "fell", "unknown"]


@dataclass(frozen=True, slots=True)
class Miss:
    """A prompt that does not pass."""

    kind: Kind
    """`low`: below --min-score; `fell`: below the record by more than --max-drop; `unknown`: nothing to compare with."""
    message: str


def misses(one: Scored, *, min_score: float | None, max_drop: float | None, update: bool) -> Iterator[Miss]:
    """Why a prompt does not pass.

    Args:
        one: The prompt with its scores.
        min_score: The least mean, 0 to 1; None asks for none.
        max_drop: The largest drop of the mean over the cases both scores have, 0 to 1; None compares nothing.
        update: Whether the score will be written down: a prompt without one on record then passes, this once.
    """
    if min_score is not None and one.mean < min_score - TOLERANCE:
        yield Miss("low", f"{one.name}: scored {one.mean:.3f}, below --min-score {min_score:g}.")
    if max_drop is None:
        return
    change = one.change
    if change is None and not update:
        yield Miss("unknown", unknown(one.name, one.before))
    elif change is not None and change.exceeds(max_drop):
        yield Miss("fell", _fell(one, change, max_drop))


def told_change(one: Scored) -> str | None:
    """The comparison with the record in one line; None when there is none."""
    change, before = one.change, one.before
    if change is None or before is None:
        return None
    moved = f"{many(len(change.fallen), 'case')} fell, {len(change.risen)} rose"
    return (
        f"On record since {before.date}: {100 * change.before:.1f} on {many(change.shared, 'shared case')}, "
        f"now {100 * change.now:.1f} ({points(-change.drop)}; {moved})"
    )


def points(gain: float) -> str:
    """A difference of scores in points of 100: `+2.5 points`."""
    points = round(100 * gain, 1) or 0.0  # Neither -0.0 nor a rounding to it is a loss.
    return f"{points:+.1f} points".replace("-", "−")  # noqa: RUF001 - a minus sign


def update(scored: Sequence[Scored], *, accept: bool) -> Iterator[str]:
    """Write new scores down, one file a workspace, leaving out prompts that are gone; yields what was done.

    Raises:
        UserError: A scores file cannot be read or written; it is untouched.
    """
    workspaces = {one.source.workspace.root: one.source.workspace for one in scored}
    for root, workspace in workspaces.items():
        yield from _update_one(
            workspace, [one for one in scored if one.source.workspace.root == root], accept
        )


def _update_one(workspace: Workspace, scored: Sequence[Scored], accept: bool) -> Iterator[str]:
    root: Path = workspace.root
    entries = read_scores(root)
    for one in scored:
        entries[one.address] = entry_after(entries.get(one.address), new_score(one), accept=accept)
    left_out = gone(entries, workspace)
    kept = {address: entry for address, entry in entries.items() if address not in left_out}
    path = write_scores(root, kept)
    yield f"Wrote {many(len(scored), 'score')} to {workspace.display(path)}."
    for address in left_out:
        yield f"Left {address} out: it is no longer there."
    for one in scored:
        entry = kept.get(one.address)
        if entry is not None and entry.baseline is not None:
            yield (
                f"{one.name} is still held to {entry.baseline.mean:.3f} of {entry.baseline.date}; "
                "--accept holds it to the new score."
            )


def unknown(name: str, held_to: PromptScore | None) -> str:
    """Why nothing can be compared, and what to run.

    Args:
        name: The prompt, as the command line names it.
        held_to: The score on record, of other cases; None when there is none.
    """
    run = f"run `motjuste eval {shlex.quote(name)} --update` and commit motjuste.scores.json"
    if held_to is None:
        return f"{name}: no score is on record, so --max-drop has nothing to hold it to; {run}."
    return f"{name}: the score on record is of other cases, so no drop can be told; {run}."


def _fell(one: Scored, change: Change, allowed: float) -> str:
    names = case_names(change.fallen, one.eval_set)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    assert one.before is not None
    other = (
        f" The score on record is of {one.before.model}, this one of {one.model}."
        if one.before.model != one.model
        else ""
    )
    return (
        f"{one.name}: scored {change.now:.3f}, down from {change.before:.3f} on {many(change.shared, 'shared case')} "
        f"({points(-change.drop)}; --max-drop {allowed:g} allows {100 * allowed:g} points). "
        f"Down in {one.eval_set.path}: {', '.join(names[:_NAMED])}{more}.{other}"
    )
