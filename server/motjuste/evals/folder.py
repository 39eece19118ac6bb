"""What linking asks of folders, remembered until they change: every prompt in them asks."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

T = TypeVar("T")

SETTLED = 2_000_000_000
"""Nanoseconds after which a time of change tells one state from the next, whatever the file system's clock."""


SIBLING_SUFFIXES = (".jsonl", ".json", ".csv", ".yaml", ".yml", ".parquet")
"""Of eval sets beside their prompts: `NAME.evals.jsonl`."""

_KNOWN: dict[str, frozenset[str]] = {}
"""What folders hold, while `listed_once` holds."""
_REAL: dict[str, str] = {}
"""Where folders really are, while `listed_once` holds."""
_ONCE: dict[Hashable, Any] = {}
"""What else was worked out, while `listed_once` holds."""
_HOLDING: list[None] = []


@contextmanager
def listed_once() -> Iterator[None]:
    """For as long as it takes to look at many prompts at once, a folder is looked into but once."""
    _HOLDING.append(None)
    try:
        yield
    finally:
        _HOLDING.pop()
        if not _HOLDING:
            _KNOWN.clear()
            _REAL.clear()
            _ONCE.clear()


def once(key: Hashable, work: Callable[[], T]) -> T:
    """What some work on files gives; while `listed_once` holds it is done once a key."""
    if not _HOLDING:
        return work()
    if key not in _ONCE:
        _ONCE[key] = work()
    found: T = _ONCE[key]
    return found


def names_in(folder: str) -> frozenset[str]:
    """The names of promptfoo configurations and of eval sets beside their prompts; none if it cannot be read."""
    if not _HOLDING:
        return _looked_up(folder)
    known = _KNOWN.get(folder)
    if known is None:
        known = _KNOWN[folder] = _looked_up(folder)
    return known


def real_folder(folder: str) -> str:
    """A folder without links, as `os.path.realpath` gives it."""
    if not _HOLDING:
        return os.path.realpath(folder)
    known = _REAL.get(folder)
    if known is None:
        known = _REAL[folder] = _really(folder)
    return known


def _really(folder: str) -> str:
    """As realpath, with the folder above looked up once for all that stand in it."""
    above, name = os.path.split(folder)
    if not above or name in {"", ".", ".."}:
        return os.path.realpath(folder)
    there = os.path.join(real_folder(above), name)  # noqa: PTH118 - asked of every folder
    return os.path.realpath(folder) if os.path.islink(there) else there  # noqa: PTH114


def nothing_round(path: str, root: str) -> bool:
    """Whether no folder from a file's own up to the root holds anything that could be its eval set.

    Args:
        path: The file; need not exist.
        root: Absolute. Of a file that does not stand below it, by name, nothing is known: false.
    """
    folder = os.path.dirname(os.path.abspath(path))  # noqa: PTH100, PTH120 - asked of every prompt
    if not is_below(folder, root):
        return False
    while not names_in(folder):
        if folder == root:
            return True
        folder = os.path.dirname(folder)  # noqa: PTH120
    return False


def is_below(folder: str, root: str) -> bool:
    """Whether a folder is the root or stands below it, by name alone."""
    return folder == root or folder.startswith(root.rstrip(os.sep) + os.sep)


def _looked_up(folder: str) -> frozenset[str]:
    try:
        changed = os.stat(folder).st_mtime_ns  # noqa: PTH116 - asked thousands of times
    except (OSError, ValueError):
        return frozenset()
    return _remembered(folder, changed) if is_settled(changed) else _listed(folder)


def is_settled(changed: int) -> bool:
    """Whether a time of change is long enough ago, so that what was read since can be remembered by it."""
    return time.time_ns() - changed > SETTLED


@lru_cache(maxsize=4096)
def _remembered(folder: str, _changed: int) -> frozenset[str]:
    return _listed(folder)


def _is_config(name: str) -> bool:
    """Whether a name may be a configuration's; a folder called so would make every file below look twice."""
    return name.startswith("promptfooconfig") and name.endswith((".yaml", ".yml", ".json"))


def _listed(folder: str) -> frozenset[str]:
    try:
        with os.scandir(folder) as entries:
            return frozenset(
                entry.name for entry in entries if ".evals." in entry.name or _is_config(entry.name)
            )
    except OSError:
        return frozenset()
