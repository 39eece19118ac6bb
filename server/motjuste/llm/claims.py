"""Who is asking what right now: claims in the cache's database, void as soon as their process is dead.

A claimant holds an operating system lock on a file of its own for as long as it lives. The system lets go of the
lock whatever ends the process, `kill -9` included, and unlike a process id a lock cannot be mistaken for another's.
"""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from filelock import FileLock

LONGEST_CLAIM = 3600.0
"""Seconds after which a claim is void in any case, for file systems on which locks outlive their process."""


class Claimant:
    """One cache's holder of claims.

    Args:
        folder: Where claimants of the same database keep their locks.
    """

    def __init__(self, folder: Path) -> None:
        self.name = uuid.uuid4().hex
        self._folder = folder
        self._lock: FileLock | None = None

    def stand(self) -> None:
        """Take the lock; to be called before the first claim.

        Raises:
            OSError: The folder cannot be written.
        """
        from filelock import FileLock

        if self._lock is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._path(self.name))
            lock.acquire(blocking=False)
            self._lock = lock

    def resign(self) -> None:
        """Give the lock back; all claims must be released by then."""
        if self._lock is not None:
            self._path(self.name).unlink(missing_ok=True)
            self._lock.release()
            self._lock = None

    def lives(self, other: str, since: float) -> bool:
        """Whether the claimant called `other`, whose claim is of `since` (seconds of the epoch), may still answer."""
        from filelock import FileLock, Timeout

        if other == self.name:
            return True
        path = self._path(other)
        if time.time() - since > LONGEST_CLAIM or not path.exists():
            return False
        try:
            probe = FileLock(path)
            probe.acquire(blocking=False)
        except Timeout:
            return True
        path.unlink(missing_ok=True)
        probe.release()
        return False

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.lock"
