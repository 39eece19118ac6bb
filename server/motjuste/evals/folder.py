"""The names in a folder that linking asks for, remembered until the folder changes: every prompt in it asks."""

from __future__ import annotations

import os
import time
from functools import lru_cache

SETTLED = 2_000_000_000
"""Nanoseconds after which a time of change tells one state from the next, whatever the file system's clock."""


def names_in(folder: str) -> frozenset[str]:
    """The names of promptfoo configurations and of eval sets beside their prompts; none if it cannot be read."""
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


def _listed(folder: str) -> frozenset[str]:
    try:
        with os.scandir(folder) as entries:
            return frozenset(
                entry.name
                for entry in entries
                if ".evals." in entry.name or entry.name.startswith("promptfooconfig")
            )
    except OSError:
        return frozenset()
