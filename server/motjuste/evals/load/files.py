"""The files an eval set names: found inside the workspace only, read within bounds, remembered.

A configuration of a stranger must not have other files of the machine read and sent to a model, so every path is
followed to where it really leads before it is opened.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.evals.glob import braced, matches
from motjuste.evals.load.row import RowFault
from motjuste.evals.load.text_file import LARGEST, read_text
from motjuste.evals.regular_file import leads_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SCHEME = "file://"
MOST_FILES = 500
"""Files one eval set may name."""
MOST_ENTRIES = 20_000
"""Names in folders that one glob may look at."""
GLOB = re.compile(r"[*?\[{]")


class Files:
    """What one reading of an eval set may open."""

    def __init__(self, main: Path, shown: str, root: Path | None = None, held: str | None = None) -> None:
        """Take what may be read.

        Args:
            main: The eval set's own file.
            shown: How messages name it.
            root: The folder nothing may leave; that of the file if None.
            held: The file's text where an editor holds it; None reads it from the disk.
        """
        self.main = main.absolute()
        self._shown = shown
        self._held = held
        self.root = _real(root or self.main.parent)
        self.read: dict[Path, int] = {}
        self.sought: set[Path] = set()
        """Files that were looked for, there or not, and folders that were listed."""

    def looked_at(self) -> tuple[str, ...]:
        """Absolute paths of all files and folders but the main one whose change may change the eval set, sorted."""
        main = {self.main, self.main.resolve()}
        return tuple(sorted(str(path) for path in {*self.read, *self.sought} if path not in main))

    def display(self, path: Path) -> str:
        """How messages name another file: as the main file is named."""
        if path == self.main:
            return self._shown
        relative = os.path.relpath(path, self.main.parent)
        return os.path.normpath(Path(self._shown).parent / relative)

    def find(self, reference: str, folders: Sequence[Path]) -> list[Path]:
        """The files a reference or glob names, sorted, looked for in one folder after the other.

        Raises:
            RowFault: There are none, or one lies outside the workspace.
        """
        name = reference.removeprefix(SCHEME)
        if not name or "\0" in name:
            raise RowFault(f"`{reference}` names no file")
        for folder in folders:
            found = self._in(folder, name)
            if found:
                return [self._inside(path, reference) for path in found]
        self._inside(folders[0] / name.partition("*")[0], reference)
        raise RowFault(f"`{reference}` names a file that does not exist; correct the path")

    def text(self, path: Path) -> str:
        """A file's text.

        Raises:
            UserError: It cannot be read, or the eval set names too many or too large files.
        """
        held = self._held if path == self.main else None
        text = read_text(path, self.display(path)) if held is None else held
        self.note(path, len(text))
        return text

    def note(self, path: Path, size: int) -> None:
        """Remember that a file was read.

        Raises:
            UserError: The files of the eval set are too many or too large together.
        """
        self.read[path] = size
        if len(self.read) > MOST_FILES or sum(self.read.values()) > LARGEST:
            raise UserError(
                f"The eval set names more than {MOST_FILES} files or {LARGEST // 1024**2} MB",
                remedy="Take a sample of it: some hundred cases settle a prompt",
                path=self._shown,
            )

    def _in(self, folder: Path, name: str) -> list[Path]:
        path = folder / name
        self.sought.add(path)
        try:
            if path.is_file():
                return [path]
        except (OSError, ValueError):
            return []
        # Not even the names of what lies outside are looked at.
        if not GLOB.search(name) or leads_out(folder / GLOB.split(name, maxsplit=1)[0] / "x", self.root):
            return []
        return sorted(set(_globbed(folder, name, self.sought)))

    def _inside(self, path: Path, reference: str) -> Path:
        try:
            real = path.resolve()
        except (OSError, RuntimeError, ValueError) as error:  # a loop of symbolic links, a name too long
            raise RowFault(f"`{reference}` cannot be followed") from error
        if not real.is_relative_to(self.root):
            raise RowFault(
                f"`{reference}` leads out of the workspace; a file that is read must lie inside it"
            )
        return real


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()


def _globbed(folder: Path, name: str, sought: set[Path]) -> Iterator[Path]:
    """Files below a folder that match; links to folders are not followed. Folders that are listed join `sought`."""
    parts = Path(name).parts
    fixed = next((index for index, part in enumerate(parts) if GLOB.search(part)), len(parts))
    start = folder.joinpath(*parts[:fixed])
    patterns = braced("/".join(parts[fixed:]))
    depth = None if "**" in name else len(parts) - fixed
    left = MOST_ENTRIES
    sought.add(start)
    for place, folders, names in os.walk(start):
        sought.add(Path(place))
        below = Path(place).relative_to(start)
        if depth is not None and len(below.parts) >= depth - 1:
            folders.clear()
        left -= len(folders) + len(names)
        if left < 0:
            return
        for each in names:
            path = (below / each).as_posix()
            if any(matches(path, pattern) for pattern in patterns):
                yield start / path
