"""One look round the prompts below folders: which files they are, and what each of them stands among at that time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.workspace.surroundings import Surroundings, stamp
from motjuste.workspace.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from motjuste.workspace.pick import Picker
    from motjuste.workspace.workspace import Workspace


class Round:
    """Reads each folder's surroundings and settings once; made for one look and thrown away with it."""

    def __init__(self, workspace_of: Callable[[Path], Workspace]) -> None:
        """Take what finds the workspace of a file, by its own nearest settings."""
        self._workspace_of = workspace_of
        self._surroundings = Surroundings()
        self._pickers: dict[Path, Picker] = {}
        self._settings: dict[int, str] = {}

    def paths(self, folder: Path) -> Iterator[Path | None]:
        """The prompts below a folder; None for each file that is none, so that nobody waits long for the next."""
        root = self._workspace_of(folder / "x").root
        for path in walk(folder, root, lambda _place, _error: None):
            yield path if self._picker(path).picks(path) else None

    def circumstances(self, path: Path) -> tuple[object, ...]:
        """What a file and its findings depend on, but for what its own words lead to; equal as long as nothing changed."""
        workspace = self._workspace_of(path)
        return stamp(path), self._said(workspace), self._surroundings.digest(path, workspace.root)

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
