"""What `check` says of files that were named outright and hold no prompt: clean they are, but of nothing."""

from __future__ import annotations

from os.path import isdir
from typing import TYPE_CHECKING

from motjuste.cli.terminal import note
from motjuste.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from motjuste.cli.checking import Checker
    from motjuste.workspace.checked_file import CheckedFile

_MOST_TOLD = 5
_DATA = (".json", ".jsonl", ".yaml", ".yml", ".toml", ".csv", ".xml", ".html", ".py")
"""Suffixes of files that are no prompts by themselves: bare text of any other is one, if somebody says so."""


def tell_promptless(files: Iterable[CheckedFile], paths: Sequence[str], checker: Checker) -> None:
    """Tell which of the named files hold no prompt.

    Args:
        files: What was checked; those with findings or errors speak for themselves.
        paths: As the user named them; what a folder holds was picked because it holds prompts.
        checker: Knows each file's workspace.
    """
    named = {path for path in paths if path.lower().endswith(_DATA) and not isdir(path)}  # noqa: PTH112
    silent = (one.path for one in files if not (one.findings or one.error or one.fixed))
    empty = list(_without_prompts((path for path in silent if path in named), checker)) if named else []
    for path in empty[:_MOST_TOLD]:
        note(f"{path}: no prompt found in it")
    if len(empty) > _MOST_TOLD:
        note(f"and {len(empty) - _MOST_TOLD:,} more files without a prompt")


def _without_prompts(paths: Iterable[str], checker: Checker) -> Iterator[str]:
    from pathlib import Path

    from motjuste.document.formats.unknown import UNKNOWN
    from motjuste.workspace.workspace import read_prompt

    for path in paths:
        try:
            documents = checker.workspace(Path(path)).documents(path, read_prompt(Path(path)))
        except UserError:  # it went away since it was checked
            continue
        if not any(one.messages and one.format != UNKNOWN.name for one in documents):
            yield path
