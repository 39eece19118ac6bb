"""What `check` says of scores files beside the findings: one that cannot be used, and entries of prompts that are gone."""

from __future__ import annotations

from os.path import isdir
from typing import TYPE_CHECKING

from motjuste.cli.terminal import complain, warn
from motjuste.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from motjuste.workspace.workspace import Workspace


def tell_scores(workspaces: Iterable[Workspace], paths: Sequence[Path]) -> tuple[str, ...]:
    """Tell what is wrong with the scores files of the workspaces that were checked.

    Args:
        workspaces: Those a checked file belongs to.
        paths: What was to be checked; entries of prompts that are gone are told where a folder of them holds the file.

    Returns:
        Why some of them cannot be used: a damaged one proves nothing, so that nothing may pass for clean.
    """
    damaged = []
    folders = [path.resolve() for path in paths if isdir(path)]  # noqa: PTH112 - is_dir fails on a name too long
    for workspace in workspaces:
        try:
            entries = workspace.scores()
        except UserError as error:
            complain(str(error))
            damaged.append(str(error))
            continue
        if entries and any(workspace.root.is_relative_to(folder) for folder in folders):
            _tell_gone(workspace)
    return tuple(damaged)


def _tell_gone(workspace: Workspace) -> None:
    from motjuste.workspace.score_state import gone
    from motjuste.workspace.scores import FILE_NAME

    entries = workspace.scores()
    for address in gone(entries, workspace):
        file = workspace.display(workspace.root / FILE_NAME)
        warn(
            f"{file}:{entries[address].line}: {address} is no longer there; the next `motjuste eval --update` "
            "leaves its entry out."
        )
