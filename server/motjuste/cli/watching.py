"""Checks again whenever something changes: looks at the files once a second, since that works on every file system."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.cli.source import STDIN
from motjuste.cli.streams import check_stdout
from motjuste.cli.terminal import complain, note
from motjuste.errors import UserError
from motjuste.evals.within_reach import is_folder
from motjuste.workspace.walk import SKIPPED

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

_SECONDS = 1.0
_SETTINGS = ("motjuste.toml", "pyproject.toml")


def watch(flags: argparse.Namespace, check: Callable[[], int]) -> int:
    """Check, and again after every change, until Ctrl-C; returns how the last check ended.

    Raises:
        UserError: The flags make no sense over and over.
    """
    if STDIN in flags.paths or flags.write_baseline or flags.output_file:
        raise UserError(
            "--watch shows findings of files", remedy="Leave out `-`, --write-baseline and --output-file"
        )
    seen: object = None
    status = 0
    try:
        while True:
            now = _stamps([Path(one) for one in flags.paths])
            if now != seen:
                status = _once(check)
                check_stdout()
                # What a fix of our own wrote is no news.
                seen = _stamps([Path(one) for one in flags.paths])
                note("Watching for changes; Ctrl-C ends.")
            time.sleep(_SECONDS)
    except KeyboardInterrupt:
        return status


def _once(check: Callable[[], int]) -> int:
    """A settings file that is broken while it is being edited ends one check, not the watch."""
    try:
        return check()
    except UserError as error:
        complain(str(error))
        return 2


def _stamps(paths: list[Path]) -> dict[str, tuple[int, int]]:
    """Time and size of every file below the paths that a check could depend on."""
    found: dict[str, tuple[int, int]] = {}
    for path in _watched(paths):
        try:
            told = os.stat(path)  # noqa: PTH116 - a path a time, many of them
        except OSError:
            continue
        found[path] = (told.st_mtime_ns, told.st_size)
    return found


def _watched(paths: list[Path]) -> Iterator[str]:
    """Every file below the paths, and the settings files above them."""
    for path in paths:
        for above in (path.absolute(), *path.absolute().parents):
            yield from (str(above / name) for name in _SETTINGS)
        if not is_folder(path):
            yield str(path)
            continue
        for place, folders, names in os.walk(path):
            folders[:] = [one for one in folders if one not in SKIPPED]
            yield from (os.path.join(place, name) for name in names)  # noqa: PTH118 - many of them
