"""How many runs ask models side by side, as the server tells the processes that do: each then keeps to its part."""

from __future__ import annotations

import os
import time
from pathlib import Path

VARIABLE = "MOTJUSTE_SHARE"
"""Names a file that holds the number of runs; the server sets it for its runs."""
_FRESH = 0.05
"""Seconds for which a look at the file holds."""


class Share:
    """The number of runs that share an endpoint's places, looked up now and then.

    Args:
        path: The file that says so; None when there is nobody to share with.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._runs = 1
        self._looked = float("-inf")

    def of(self, places: int) -> int:
        """This run's part of so many places, at least one."""
        return max(1, -(-places // self._number()))

    def _number(self) -> int:
        now = time.monotonic()
        if self._path is not None and now - self._looked >= _FRESH:
            self._looked = now
            try:
                self._runs = max(1, int(self._path.read_text(encoding="ascii")))
            except (OSError, ValueError):
                # It is being written, or the server is gone: what was true last still is the best guess.
                return self._runs
        return self._runs


def share_of_this_process() -> Share:
    """What the environment says; alone where it says nothing."""
    named = os.environ.get(VARIABLE)
    return Share(Path(named) if named else None)
