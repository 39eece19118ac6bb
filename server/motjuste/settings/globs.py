"""Moving a glob from the folder of the settings file it stands in to the workspace's folder."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_Parts = tuple[str, ...]


def rebased(glob: str, here: Path, root: Path, *, anywhere: bool) -> tuple[str, ...]:
    """The globs that mean, relative to `root`, what a glob means relative to `here`.

    Args:
        glob: With `/` between parts; `!` before it takes matches back where the language knows that.
        here: The folder of the settings file.
        root: The workspace.
        anywhere: Whether a glob without `/` matches in every folder, as in .gitignore's language.

    Returns:
        None, when it can match nothing below `root`, such as `../x` at the root; several, when `**` may end on either side of the border.
    """
    negated = "!" if anywhere and glob.startswith("!") else ""
    body = glob.removeprefix(negated)
    if not climbs(glob) and (here == root or (anywhere and "/" not in body.rstrip("/"))):
        return (glob,)
    parts, here = _climbed(tuple(body.removeprefix("./").strip("/").split("/")), here)
    if not parts:
        return ()
    end = "/" if body.endswith("/") else ""
    if root.is_relative_to(here):
        found = _below(parts, root.relative_to(here).parts, whole_folders=anywhere)
        return tuple(f"{negated}/{'/'.join(one)}{end}" for one in dict.fromkeys(found))
    if here.is_relative_to(root):
        above = tuple(as_glob(part) for part in here.relative_to(root).parts)
        return (f"{negated}/{'/'.join((*above, *parts))}{end}",)
    return ()


def climbs(glob: str) -> bool:
    """Whether a glob has a part `..`."""
    return ".." in glob.removeprefix("!").split("/")


def _climbed(parts: _Parts, here: Path) -> tuple[_Parts, Path]:
    """A glob without `..`, and the folder it then begins in."""
    left: list[str] = []
    for part in parts:
        if part != "..":
            left.append(part)
        elif left:
            left.pop()
        else:
            here = here.parent
    return tuple(part for part in left if part != "."), here


def _below(parts: _Parts, steps: Sequence[str], *, whole_folders: bool) -> list[_Parts]:
    """What is left of a glob after going down into folders, one way a list item.

    Args:
        parts: The glob's.
        steps: The folders' names.
        whole_folders: Whether a glob that names a folder means everything in it.
    """
    if not parts:
        return [("**",)] if whole_folders else []
    if not steps:
        return [parts]
    found: list[_Parts] = []
    if parts[0] == "**":
        found += _below(parts[1:], steps, whole_folders=whole_folders)
        found += _below(parts, steps[1:], whole_folders=whole_folders)
    elif fnmatchcase(steps[0], parts[0]):
        found += _below(parts[1:], steps[1:], whole_folders=whole_folders)
    return found


def as_glob(path: str) -> str:
    """A path, or a part of one, as a glob that matches nothing else."""
    return re.sub(r"([*?\[])", r"[\1]", path)
