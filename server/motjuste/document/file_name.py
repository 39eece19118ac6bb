"""What the name of a file tells about it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePath


@lru_cache(maxsize=64)
def suffix_of(path: str) -> str:
    """A file's last suffix with its dot, in lower case. Every format asks, so the last paths are remembered."""
    return PurePath(path).suffix.lower()


@lru_cache(maxsize=64)
def name_of(path: str) -> str:
    """A file's name without its folders, in lower case."""
    return PurePath(path).name.lower()
