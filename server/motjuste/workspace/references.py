"""The files a prompt may name: looked up inside the workspace, and nowhere else.

Every reference of every prompt is looked up, often once a folder above it, so paths are plain strings here.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from motjuste.evals.folder import is_below, real_folder
from motjuste.evals.within_reach import is_file, is_there
from motjuste.lint.context import Place

_LARGEST = 1_000_000
"""How much of a file is read to follow what it includes, in bytes."""


class FolderFiles:
    """Lookups for one prompt file. Nothing outside the root is looked at, not even whether it is there."""

    def __init__(self, root: Path, prompt: Path) -> None:
        """Both may be relative; `prompt` need not exist. Most prompts name no file, so nothing is resolved yet."""
        self._given = root, prompt
        self.asked: dict[tuple[str, str, bool], tuple[Place, str]] = {}
        """Every question so far and its answer, for whoever keeps what follows from them."""
        self.followed: list[str] = []
        """Files that were read."""

    def find(self, target: str, *, base: str = "", upwards: bool = False) -> tuple[Place, str]:
        """See `motjuste.lint.context.Files`."""
        known = self.asked.get((target, base, upwards))
        if known is None:
            known = self.asked[target, base, upwards] = self._find(target, base, upwards=upwards)
        return known

    @cached_property
    def _root(self) -> str:
        return real_folder(str(self._given[0]))

    @cached_property
    def _folder(self) -> str:
        return real_folder(os.path.dirname(os.path.abspath(self._given[1])))  # noqa: PTH100, PTH120

    def _find(self, target: str, base: str, *, upwards: bool) -> tuple[Place, str]:
        if "\0" in target or not target.strip():
            return Place.MISSING, ""
        folder = os.path.dirname(base) if base else self._folder  # noqa: PTH120
        place, found = nearest = self._look(folder, target)
        while upwards and place is not Place.THERE and folder != self._root and self._inside(folder):
            folder = os.path.dirname(folder)  # noqa: PTH120
            place, found = self._look(folder, target)
        # From high enough every `../` leads out: where a path leads, its own folder says.
        return (place, found) if place is Place.THERE else nearest

    def _look(self, folder: str, target: str) -> tuple[Place, str]:
        """The spelling is judged before the disk is asked, and the file it leads to before it is stat-ed."""
        spelt = os.path.normpath(os.path.join(folder, target))  # noqa: PTH118
        if not self._inside(spelt):
            return self._beyond, ""
        try:
            real = _real(spelt)
            if not self._inside(real):
                return self._beyond, ""
            return (Place.THERE, real) if os.path.exists(real) else (Place.MISSING, "")  # noqa: PTH110
        except (OSError, ValueError):
            return Place.MISSING, ""

    @cached_property
    def _beyond(self) -> Place:
        """What a path out of the root is: wrong where the root is the whole repository, else nobody knows."""
        return Place.OUTSIDE if is_there(Path(self._root, ".git")) else Place.UNKNOWN

    def _inside(self, path: str) -> bool:
        return is_below(path, self._root)

    def read(self, file: str) -> str | None:
        """See `motjuste.lint.context.Files`."""
        path = Path(file)
        self.followed.append(file)
        if not self._inside(file) or not is_file(path):
            return None
        try:
            with path.open("rb") as stream:
                data = stream.read(_LARGEST + 1)
            return data.decode("utf-8-sig") if len(data) <= _LARGEST else None
        except (OSError, UnicodeDecodeError):
            return None


def _real(path: str) -> str:
    """A path without links; of files in one folder, the folder is looked up once in a check."""
    folder, name = os.path.split(path)
    inside = os.path.join(real_folder(folder), name)  # noqa: PTH118 - asked of every reference
    return os.path.realpath(inside) if os.path.islink(inside) else inside  # noqa: PTH114


def files_round(root: Path, prompt: Path) -> FolderFiles | None:
    """Lookups for a prompt file; None when it stands outside the root or its folder is not there."""
    folder = str(prompt.parent)
    try:
        stands_inside = os.path.isdir(folder) and is_below(real_folder(folder), real_folder(str(root)))  # noqa: PTH112
    except (OSError, ValueError):
        return None
    return FolderFiles(root, prompt) if stands_inside else None
