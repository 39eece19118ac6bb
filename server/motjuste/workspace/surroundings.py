"""What stands round a prompt file and can change what a check says of it: eval sets beside it, configurations above it."""

from __future__ import annotations

import os
from hashlib import blake2b
from typing import TYPE_CHECKING

from motjuste.evals.folder import is_below

if TYPE_CHECKING:
    from pathlib import Path

Stamp = tuple[int, int, int] | None
"""Time of the last change in nanoseconds, size in bytes, and mode, 0 if we may not read it; None for a file that is not there."""

_CONFIGURATION = "promptfooconfig"
_EVALS = ".evals."
_SCORES = "motjuste.scores.json"


class Surroundings:
    """Reads each folder once; made for one check and thrown away with it."""

    def __init__(self) -> None:
        self._listed: dict[str, tuple[tuple[str, ...], str]] = {}
        self._above: dict[tuple[str, str], str] = {}

    def digest(self, path: Path, root: Path) -> str:
        """What stands round a file, so that two digests differ when any of it came, went or changed.

        Args:
            path: The prompt file.
            root: The workspace's folder; nothing above it is looked at.
        """
        folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100 - asked of every file
        top = str(root)
        if not is_below(folder, top):
            # Named through a link: what holds there stands where the link leads.
            folder = os.path.realpath(folder)
        stem = name.split(".", 1)[0]
        evals, _ = self._folder(folder)
        beside = [one for one in evals if one.startswith(stem)] if evals else ()
        above = self._chain(folder, top)
        if not is_below(folder, top):
            above += self._folder(top)[1]
        return f"{'|'.join(beside)}:{above}" if beside else above

    def _chain(self, folder: str, root: str) -> str:
        """The configurations and scores of a folder and those above it, up to the root."""
        known = self._above.get((folder, root))
        if known is None:
            _, here = self._folder(folder)
            parent = os.path.dirname(folder)  # noqa: PTH120
            ends = folder in {root, parent} or not is_below(folder, root)
            above = "" if ends else self._chain(parent, root)
            known = blake2b(f"{above}\n{here}".encode(), digest_size=12).hexdigest() if here else above
            self._above[folder, root] = known
        return known

    def _folder(self, folder: str) -> tuple[tuple[str, ...], str]:
        """A folder's eval sets by name, and its configurations with their stamps."""
        known = self._listed.get(folder)
        if known is None:
            evals, configurations = [], []
            try:
                with os.scandir(folder) as entries:
                    for entry in entries:
                        if _EVALS in entry.name:
                            evals.append(entry.name)
                        elif entry.name.startswith(_CONFIGURATION) or entry.name == _SCORES:
                            configurations.append(f"{entry.path} {stamp(entry.path)}")
            except OSError:
                pass
            known = tuple(sorted(evals)), "\n".join(sorted(configurations))
            self._listed[folder] = known
        return known


def stamp(path: str | Path) -> Stamp:
    """What changes when a file changes, or when it can be read no more or again."""
    try:
        told = os.stat(path)  # noqa: PTH116 - asked thousands of times
    except (OSError, ValueError):
        return None
    return told.st_mtime_ns, told.st_size, told.st_mode if os.access(path, os.R_OK) else 0
