"""The findings of all prompts below a folder, one file at a time, and which of them still hold since they were told."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.workspace.references import files_round
from motjuste.workspace.rounds import Round
from motjuste.workspace.workspace import read_prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from motjuste.lint.finding import Finding
    from motjuste.workspace.check_cache import Looked
    from motjuste.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FileFindings:
    """What is said of one file."""

    name: str
    """Names all that it depends on; the same name never stands for anything else in a session."""
    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What was told of a file, and under which circumstances."""

    name: str
    circumstances: tuple[object, ...]
    looked: Looked


class FolderFindings:
    """What was told in a session. Each pass over the folders begins with `begin`."""

    def __init__(self, workspace_of: Callable[[Path], Workspace]) -> None:
        """Take what finds the workspace of a file, by its own nearest settings."""
        self._workspace_of = workspace_of
        self._told: dict[Path, _Told] = {}
        self._numbers = itertools.count(1)
        self._round = Round(workspace_of)

    def begin(self) -> None:
        """Look at the folders anew."""
        self._round = Round(self._workspace_of)

    def paths(self, folder: Path) -> Iterator[Path | None]:
        """The prompts below a folder; see `Round.paths`."""
        return self._round.paths(folder)

    def known(self, path: Path) -> str | None:
        """What was told of a file, by name, if it still holds."""
        told = self._told.get(path)
        if told is None or told.circumstances != self._round.circumstances(path):
            return None
        root = self._workspace_of(path).root
        return told.name if told.looked.holds(partial(files_round, root, path)) else None

    def look(self, path: Path) -> FileFindings | None:
        """What the rules say of a file now; None when it cannot be read."""
        from motjuste.document.decode import decode

        before = self._round.circumstances(path)
        try:
            source = read_prompt(path)
        except UserError:
            return None
        findings, looked, _ = self._workspace_of(path).examined(str(path), source)
        # No two processes of a session give the same name.
        name = f"{os.getpid()}.{next(self._numbers)}"
        if looked is not None:
            self._told[path] = _Told(name, before, looked)
        return FileFindings(name, decode(source).text, findings)

    def forget(self, path: Path) -> None:
        """A file is no prompt any more, or is open in the editor."""
        self._told.pop(path, None)
