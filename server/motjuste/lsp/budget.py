"""What the runs of a session share: the calls its settings allow, and the places at an endpoint."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from tempfile import TemporaryDirectory

    from motjuste.lsp.run import Run


class Share:
    """Tells the processes of all runs how many they are, by a file that each looks at.

    A run that is alone has all the calls in flight that its settings allow; two have half of them each. The file is
    the server's: a process that dies takes nothing with it.
    """

    def __init__(self) -> None:
        self._folder: TemporaryDirectory[str] | None = None

    def set(self, runs: int) -> None:
        """So many runs are under way now."""
        if self._folder is None:
            from tempfile import TemporaryDirectory

            self._folder = TemporaryDirectory(prefix="motjuste-", ignore_cleanup_errors=True)
        with contextlib.suppress(OSError):
            self._path.write_text(str(max(runs, 1)), encoding="ascii")

    @property
    def environment(self) -> dict[str, str]:
        """What a run's process must know."""
        from motjuste.llm.share import VARIABLE

        return {} if self._folder is None else {VARIABLE: str(self._path)}

    def close(self) -> None:
        """Take the file away."""
        if self._folder is not None:
            self._folder.cleanup()

    @property
    def _path(self) -> Path:
        assert self._folder is not None
        return Path(self._folder.name) / "runs"


def calls_left(limit: int, spent: int, others: Iterable[Run]) -> int:
    """How many calls another run may make.

    Args:
        limit: What all runs of the session may make together.
        spent: Calls of the runs that ended.
        others: Those under way; each may still make all that it was allowed, or expects to at most.
    """
    return max(limit - spent - sum(_reserved(run) for run in others), 0)


def _reserved(run: Run) -> int:
    expected = run.started.expected_calls if run.started else None
    most = [one for one in (run.allowed, expected[1] if expected else None) if one is not None]
    made = 0 if run.totals is None else run.totals.task_calls + run.totals.optimizer_calls
    return max(min(most, default=0), made)
