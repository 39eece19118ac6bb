"""The workspaces behind the open texts: settings by folder, dropped whenever a file they depend on changed."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motjuste.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from motjuste.workspace.workspace import Workspace

log = logging.getLogger(__name__)


class Folders:
    """Finds the workspace of a path; what it found stays until `forget`."""

    def __init__(self) -> None:
        self.config: Path | None = None
        """A settings file named by the editor, instead of the nearest ones."""
        self.roots: tuple[Path, ...] = ()
        """The folders that the editor has open."""
        self.sent: dict[Path | None, Mapping[str, Any]] = {}
        """Settings that the editor keeps, by its folder; None is what holds in all of them."""
        self.generation = 0
        """Counts how often everything was dropped; whatever was derived from older settings is stale."""
        self._listeners: list[Callable[[], None]] = []
        self._found: dict[Path, Workspace] = {}
        self._complaints: dict[str, None] = {}
        self._told: set[str] = set()

    def workspace(self, path: str) -> Workspace:
        """The workspace of a file; where its settings cannot be read, the defaults hold and a complaint waits."""
        from motjuste.settings import Loaded, Settings, load
        from motjuste.workspace.workspace import Workspace

        folder = Path(path).parent
        found = self._found.get(folder)
        if found is None:
            generation = self.generation
            try:
                found = Workspace(load(Path(path), self.config, self._root(folder), self.sent_for(folder)))
                self._complain(*(str(one) for one in found.warnings))
            except UserError as error:
                self._complain(f"{error} Until then the default settings hold.")
                found = Workspace(Loaded(Settings(), self._root(folder) or folder))
            if generation == self.generation:
                # Threads ask too: what one began to read before everything was dropped is not kept.
                self._found[folder] = found
        return found

    def root_of(self, path: Path) -> Path:
        """The folder in which what belongs to a file is looked for: the editor's folder it lies in, else its workspace."""
        return self._root(path) or self.workspace(str(path)).root

    def sent_for(self, folder: Path) -> Mapping[str, Any]:
        """The editor's settings for a folder."""
        return self.sent_to(self._root(folder))

    def sent_to(self, root: Path | None) -> Mapping[str, Any]:
        """The editor's settings for one of its folders; those hold all that it knows of the others."""
        return self.sent[root] if root in self.sent else self.sent.get(None, {})

    def run_with(self, path: str) -> tuple[tuple[str, ...], dict[str, str]]:
        """What a run on a file must be told so that it has the settings we have: flags, and its environment."""
        from motjuste.workspace.sent import handed_over

        flags = ("--config", str(self.config.absolute())) if self.config else ()
        return flags, handed_over(self.sent_for(Path(path).parent))

    def complaints(self) -> tuple[str, ...]:
        """What is wrong with settings files and was not handed out before; each is told once."""
        # A thread that looks at the whole workspace may add to them meanwhile.
        fresh = tuple(one for one in tuple(self._complaints) if one not in self._told)
        self._told.update(fresh)
        return fresh

    def touch(self) -> None:
        """Something beside the settings changed: what was derived is stale, what the workspaces keep they check themselves."""
        self.generation += 1
        for act in self._listeners:
            act()

    def on_change(self, act: Callable[[], None]) -> None:
        """Call `act` whenever something changed."""
        self._listeners.append(act)

    def forget(self) -> None:
        """Read everything anew when next asked; complaints that still hold are not repeated."""
        self.touch()
        self._found.clear()
        self._told &= set(self._complaints)
        self._complaints.clear()

    def _root(self, path: Path) -> Path | None:
        """The innermost folder of the editor that a path lies in."""
        inside = [root for root in self.roots if path.is_relative_to(root)]
        return max(inside, key=lambda root: len(root.parts)) if inside else None

    def _complain(self, *messages: str) -> None:
        self._complaints.update(dict.fromkeys(messages))
