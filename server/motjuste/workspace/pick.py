"""Which files are prompts: those named outright, and in a folder only those that something says are prompts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motjuste.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pathspec import PathSpec

WRITTEN = (".md", ".markdown", ".txt", ".j2", ".jinja", ".jinja2")
"""Suffixes that many other files have too: picked only when something says that the file is a prompt."""

_SKIPPED = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".venv",
        "venv",
        "node_modules",
        "__pycache__",
        ".mypy_cache",
        ".ruff_cache",
        ".tox",
        "site-packages",
    }
)
_NEVER = frozenset({"readme", "changelog", "license", "contributing", "security", "code_of_conduct"})
_PROMPTS_FOLDER = "prompts"


@dataclass(frozen=True, slots=True)
class Picker:
    """Says which files below a folder are prompts."""

    root: Path
    """The workspace; globs are relative to it."""
    include: tuple[str, ...]
    """Globs of prompts, from the settings and their table of eval sets."""
    exclude: tuple[str, ...]
    own_suffixes: frozenset[str]
    """Suffixes that only prompt files have."""
    linked: Callable[[Path], bool]
    """Whether a file has an eval set; asked only of files that could be prompts by their suffix."""

    def pick(self, paths: Sequence[Path]) -> tuple[Path, ...]:
        """The prompt files that paths stand for: each once, in the order given, folders sorted.

        Raises:
            UserError: A path does not exist.
        """
        found: dict[Path, None] = {}
        for path in paths:
            if path.is_dir():
                found.update(dict.fromkeys(self._in_folder(path)))
            elif path.exists():
                found[path] = None
            else:
                raise UserError(
                    "There is no such file or folder", remedy="Check the spelling", path=str(path)
                )
        return tuple(found)

    def _in_folder(self, folder: Path) -> Iterator[Path]:
        ignores = _Ignores(folder)
        include, exclude = _spec(self.include), _spec(self.exclude)
        for path in _walk(folder, ignores):
            resolved = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links out of the workspace
            inside = (
                resolved.relative_to(self.root).as_posix()
                if resolved.is_relative_to(self.root)
                else path.as_posix()
            )
            if not exclude.match_file(inside) and self._is_prompt(path, inside, include):
                yield path

    def _is_prompt(self, path: Path, inside: str, include: PathSpec[Any]) -> bool:
        name = path.name.lower()
        if name.endswith(tuple(self.own_suffixes)) or include.match_file(inside):
            return True
        if not name.endswith(WRITTEN):
            return False
        by_folder = (
            _PROMPTS_FOLDER in Path(inside).parts[:-1] or path.resolve().parent.name == _PROMPTS_FOLDER
        )
        return (by_folder and name.split(".")[0] not in _NEVER) or self.linked(path)


class _Ignores:
    """The .gitignore files that hold below a folder, those above it up to the repository's root included."""

    def __init__(self, folder: Path) -> None:
        self._specs: dict[Path, PathSpec[Any] | None] = {}
        self._top = folder.resolve()
        for place in (self._top, *self._top.parents):
            if (place / ".git").exists():
                self._top = place
                break

    def ignored(self, path: Path, *, folder: bool) -> bool:
        """Whether the nearest .gitignore with an opinion says no."""
        for place in path.parents:
            spec = self._spec(place)
            if spec is not None:
                inside = path.relative_to(place).as_posix() + ("/" if folder else "")
                opinion = spec.check_file(inside).include
                if opinion is not None:
                    return opinion
            if place == self._top:
                break
        return False

    def _spec(self, place: Path) -> PathSpec[Any] | None:
        if place not in self._specs:
            try:
                text = (place / ".gitignore").read_text("utf-8", errors="replace")
            except OSError:
                text = ""
            self._specs[place] = _spec(text.splitlines()) if text.strip() else None
        return self._specs[place]


def _spec(globs: Iterable[str]) -> PathSpec[Any]:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(globs)


def _walk(folder: Path, ignores: _Ignores) -> Iterator[Path]:
    """Files below a folder, sorted, leaving out what git ignores and what never holds prompts; links to folders are not followed."""
    base = folder.resolve()
    for place, folders, names in os.walk(folder):
        here = base / Path(place).relative_to(folder)
        folders[:] = sorted(
            name for name in folders if name not in _SKIPPED and not ignores.ignored(here / name, folder=True)
        )
        for name in sorted(names):
            path = Path(place) / name
            if not ignores.ignored(here / name, folder=False) and path.is_file():
                yield path
