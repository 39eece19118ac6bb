"""Walking a folder: each directory read once, what git ignores left out, links followed only to files of the workspace."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motjuste.evals.within_reach import is_there
from motjuste.workspace.globs import globs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pathspec import PathSpec

SKIPPED = frozenset(
    {
        *(".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", "site-packages"),
        *(".mypy_cache", ".ruff_cache", ".pytest_cache", ".tox", ".nox", ".eggs"),
    }
)
"""Folders that never hold a user's prompts."""
_LARGEST = 1_000_000
"""Bytes of a .gitignore that are read."""
_DEEPEST = 200
"""Folders in one another; no path of a real workspace comes near."""

BOUNDS = "MOTJUSTE_BOUNDS"
"""Environment variable of commands that work for an agent: its folders as a JSON list; no link leads out of them."""

Rules = tuple[tuple[str, "PathSpec[Any]"], ...]
"""The .gitignore files that hold in a folder, the nearest last, each with the folder it stands in and a `/`."""


def walk(folder: Path, root: Path, complain: Callable[[Path, OSError], None] | None = None) -> Iterator[Path]:
    """The files below a folder, sorted, folder by folder.

    Args:
        folder: Where to begin; paths come back below it as it was named.
        root: The workspace; a link to a file outside it and outside `folder` is left out. Where a command works for an
            agent, whose folders may lie below the workspace, those bound it instead.
        complain: Told of each folder that cannot be read.
    """
    top = os.path.realpath(folder)
    bounds = json.loads(os.environ.get(BOUNDS, "[]")) or (top, root)
    inside = tuple({_slashed(os.path.realpath(one)) for one in bounds})
    pending: list[tuple[str, str, Rules, int]] = [(str(folder), top, _rules_above(top), 0)]
    while pending:
        shown, real, rules, depth = pending.pop()
        try:
            with os.scandir(shown) as scanned:
                entries = sorted(scanned, key=lambda entry: entry.name)
        except OSError as error:
            if complain is not None:
                complain(Path(shown), error)
            continue
        rules = _with_rules(rules, real, entries)
        below = []
        for entry in entries:
            path = f"{_slashed(real)}{entry.name}"
            if _is_folder(entry):
                if depth < _DEEPEST and entry.name not in SKIPPED and not _ignored(rules, path + "/"):
                    below.append((entry.path, path, rules, depth + 1))
            elif _is_file(entry, inside) and not _ignored(rules, path):
                yield Path(shown, entry.name)
        pending.extend(reversed(below))


def _slashed(folder: str) -> str:
    return folder if folder.endswith("/") else f"{folder}/"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str], inside: tuple[str, ...]) -> bool:
    """Whether it is a file, or a link to a file that lies inside."""
    try:
        if not entry.is_symlink():
            return entry.is_file(follow_symlinks=False)
        return entry.is_file() and os.path.realpath(entry.path).startswith(inside)
    except OSError:
        return False


def _rules_above(top: str) -> Rules:
    """The rules of the repository that hold in a folder: those of `.git/info/exclude` and of each folder down to it."""
    places = (Path(top), *Path(top).parents)
    depth = next((at for at, place in enumerate(places) if is_there(place / ".git")), None)
    if depth is None:
        return ()
    repository = places[depth]
    rules = _added((), str(repository), repository / ".git" / "info" / "exclude")
    for place in places[depth:0:-1]:
        rules = _added(rules, str(place), place / ".gitignore")
    return rules


def _with_rules(rules: Rules, real: str, entries: Iterable[os.DirEntry[str]]) -> Rules:
    """The rules of a folder: those above it and its own, if it has a .gitignore."""
    names = {entry.name for entry in entries if entry.name in {".gitignore", ".git"}}
    if ".git" in names and not rules:
        rules = _added(rules, real, Path(real, ".git", "info", "exclude"))
    return _added(rules, real, Path(real, ".gitignore")) if ".gitignore" in names else rules


def _added(rules: Rules, place: str, file: Path) -> Rules:
    try:
        # A link may lead out of the workspace, and a pipe would keep us waiting; git follows neither.
        if not stat.S_ISREG(file.lstat().st_mode):
            return rules
        with file.open("rb") as stream:
            lines = stream.read(_LARGEST).decode("utf-8", "replace").splitlines()
    except OSError:
        return rules
    wanted = [line for line in lines if line.strip() and not line.startswith("#")]
    return (*rules, (_slashed(place), globs(wanted))) if wanted else rules


def _ignored(rules: Rules, path: str) -> bool:
    """Whether the nearest file with an opinion says no."""
    for place, spec in reversed(rules):
        opinion = spec.check_file(path[len(place) :]).include
        if opinion is not None:
            return opinion
    return False
