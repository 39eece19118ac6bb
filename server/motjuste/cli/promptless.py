"""What `check` says of files and folders that were named and hold no prompt: clean they are, but of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.cli.terminal import note, warn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from motjuste.workspace.checked_file import CheckedFile

_MOST_TOLD = 5
_DATA = (".json", ".jsonl", ".yaml", ".yml", ".toml", ".csv", ".parquet", ".xml", ".html", ".py")
"""Suffixes of files that are no prompts by themselves: bare text of any other is one, if somebody says so."""


def tell_promptless(files: Iterable[CheckedFile], paths: Sequence[str]) -> None:
    """Tell which of the named files hold no prompt.

    Args:
        files: What was checked; those with findings or errors speak for themselves.
        paths: As the user named them; what a folder holds was picked because it holds prompts.
    """
    silent = {one.path for one in files if not (one.holds_prompt or one.findings or one.error or one.fixed)}
    empty = [path for path in dict.fromkeys(paths) if path in silent and path.lower().endswith(_DATA)]
    for path in empty[:_MOST_TOLD]:
        note(f"{path}: no prompt found in it")
    if len(empty) > _MOST_TOLD:
        note(f"and {len(empty) - _MOST_TOLD:,} more files without a prompt")


def tell_empty_folders(folders: Iterable[Path]) -> None:
    """Tell in which of the folders that were to be checked no file was picked; a wrong path would else pass for ever."""
    for folder in folders:
        place = "the current folder" if str(folder) == "." else str(folder)
        warn(
            f"No prompt was found in {place}, so nothing in it was checked. Check the path, name the files, or list "
            "them in the settings under [prompts] include."
        )
