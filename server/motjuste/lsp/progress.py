"""A run's progress in the editor: a bar with live counts and a cancel button, at most ten reports a second."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from collections.abc import Callable

    from motjuste.lsp.server import MotjusteServer

log = logging.getLogger(__name__)

_INTERVAL = 0.1
"""Seconds between two reports."""
_PATIENCE = 5.0
"""Seconds an editor has to make a bar; the run then goes on without."""


class ProgressBar:
    """Work-done progress of one run; silent in editors that have none."""

    def __init__(self, ls: MotjusteServer, token: str) -> None:
        self._ls = ls
        self._token = token
        self._shown = False
        self._last = 0.0
        self._percent = 0

    async def begin(self, title: str, on_cancel: Callable[[], None]) -> None:
        """Show the bar.

        Args:
            title: What is under way, a few words.
            on_cancel: Called when the user presses the bar's cancel button.
        """
        if not self._ls.client.work_done_progress:
            return
        bars = self._ls.work_done_progress
        try:
            await asyncio.wait_for(bars.create_async(self._token), _PATIENCE)
        except (JsonRpcException, TimeoutError) as error:
            log.warning("the editor made no progress bar: %s", error)
            return
        self._shown = True
        bars.tokens[self._token].add_done_callback(lambda future: on_cancel() if future.cancelled() else None)
        bars.begin(self._token, types.WorkDoneProgressBegin(title=title, cancellable=True, percentage=0))

    def report(self, message: str, share: float | None = None) -> None:
        """Say how it stands; dropped when the last report is fresher than a tenth of a second.

        Args:
            message: Live counts, one short line.
            share: How much is done, 0 to 1, if known; the bar never moves back.
        """
        now = time.monotonic()
        if not self._shown or now - self._last < _INTERVAL:
            return
        self._last = now
        if share is not None:
            self._percent = max(self._percent, min(int(100 * share), 99))
        report = types.WorkDoneProgressReport(message=message, percentage=self._percent, cancellable=True)
        self._ls.work_done_progress.report(self._token, report)

    def end(self, message: str) -> None:
        """Take the bar away; later calls do nothing."""
        if not self._shown:
            return
        self._shown = False
        bars = self._ls.work_done_progress
        bars.end(self._token, types.WorkDoneProgressEnd(message=message))
        # pygls keeps the token for good; popped without cancelling, as cancelling means the user's button.
        bars.tokens.pop(self._token, None)
