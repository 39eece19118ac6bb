"""The findings of all prompts below a folder, one file at a time, and which of them still hold since they were told."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.workspace.references import files_round
from motjuste.workspace.surroundings import Surroundings, stamp
from motjuste.workspace.walk import walk
from motjuste.workspace.workspace import read_prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from motjuste.lint.finding import Finding
    from motjuste.workspace.check_cache import Looked
    from motjuste.workspace.pick import Picker
    from motjuste.workspace.surroundings import Stamp
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
    stamp: Stamp
    settings: str
    round: str
    looked: Looked


class FolderFindings:
    """What was told in a session. Each pass over the folders begins with `begin`."""

    def __init__(self, workspace_of: Callable[[Path], Workspace]) -> None:
        self._workspace_of = workspace_of
        self._told: dict[Path, _Told] = {}
        self._numbers = itertools.count(1)
        self._surroundings = Surroundings()
        self._pickers: dict[Path, Picker] = {}
        self._settings: dict[int, str] = {}

    def begin(self) -> None:
        """Look at the folders anew."""
        self._surroundings = Surroundings()
        self._pickers.clear()
        self._settings.clear()

    def paths(self, folder: Path) -> Iterator[Path | None]:
        """The prompts below a folder, by the settings nearest to each; None for each file that is none, so that nobody waits long."""
        root = self._workspace_of(folder / "x").root
        for path in walk(folder, root, lambda _place, _error: None):
            yield path if self._picker(path).picks(path) else None

    def known(self, path: Path) -> str | None:
        """What was told of a file, by name, if it still holds."""
        told = self._told.get(path)
        if told is None:
            return None
        workspace = self._workspace_of(path)
        same = (
            told.stamp == stamp(path)
            and told.settings == self._said(workspace)
            and told.round == self._surroundings.digest(path, workspace.root)
            and told.looked.holds(partial(files_round, workspace.root, path))
        )
        return told.name if same else None

    def look(self, path: Path) -> FileFindings | None:
        """What the rules say of a file now; None when it cannot be read."""
        from motjuste.document.decode import decode

        workspace = self._workspace_of(path)
        before = stamp(path)
        around = self._surroundings.digest(path, workspace.root)
        try:
            source = read_prompt(path)
        except UserError:
            return None
        findings, looked, _ = workspace.examined(str(path), source)
        name = f"f{next(self._numbers)}"
        if looked is not None:
            self._told[path] = _Told(name, before, self._said(workspace), around, looked)
        return FileFindings(name, decode(source).text, findings)

    def forget(self, path: Path) -> None:
        """A file is no prompt any more, or is open in the editor."""
        self._told.pop(path, None)

    def _said(self, workspace: Workspace) -> str:
        """The settings as text; a workspace keeps its own as long as nobody reads it anew."""
        from datetime import date

        said = self._settings.get(id(workspace))
        if said is None:
            # The day counts: models retire on one.
            said = f"{date.today()} {workspace.settings!r}"  # noqa: DTZ011 - the day where the user is
            self._settings[id(workspace)] = said
        return said

    def _picker(self, path: Path) -> Picker:
        found = self._pickers.get(path.parent)
        if found is None:
            found = self._pickers[path.parent] = self._workspace_of(path).picker()
        return found
