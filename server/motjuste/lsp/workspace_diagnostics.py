"""Diagnostics of the whole workspace, asked for once and answered bit by bit: a keystroke never waits for them.

Files are looked at one after the other, by another process of low priority, and only while nobody types. With a token
to report to, the request stays open: what changes later is reported as it changes, until the editor takes it back.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from motjuste.lsp.diagnostics import SEVERITIES, SOURCE, related_places
from motjuste.lsp.files import real_path, uri_of
from motjuste.lsp.looker import Looker, LookerDied

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.server import MotjusteServer

log = logging.getLogger(__name__)

_QUIET = 0.3
"""Seconds after a keystroke in which nothing is looked at."""
_SETTLED = 0.2
"""Seconds that changes are gathered for before another pass."""
_MOST = 10_000
"""Prompts of a workspace that are looked at; one with more has its findings from the command line."""
_BATCH = 50
"""Files reported together."""
_CLOSED = "closed"
"""The name of what an editor holds of a text that it has just closed: no report of ours has it, so the next one is sent."""

Report = types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport


class WorkspacePulls:
    """The requests under way and what wakes them."""

    def __init__(self, ls: MotjusteServer) -> None:
        self._ls = ls
        self._typed = 0.0
        self._changes = 0
        self._waiting: set[asyncio.Event] = set()
        self._one_at_a_time = asyncio.Lock()
        self._streams: list[dict[str, str]] = []
        """Of each request that stays open, the names of what its editor holds, by URI."""
        self._looker = Looker()

    def typed(self, _: Snapshot) -> None:
        """Somebody typed."""
        self._typed = time.monotonic()

    def closed(self, snapshot: Snapshot) -> None:
        """A text was closed, saved or not: what the editor shows of it may be of words that are gone."""
        for held in self._streams:
            if snapshot.on_disk:
                held[uri_of(snapshot.path)] = _CLOSED
        self.wake()

    def wake(self) -> None:
        """Something changed that a report may depend on."""
        self._changes += 1
        for event in self._waiting:
            event.set()

    async def answer(self, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        """Answer a request, at once or, with a token, bit by bit until it is taken back; pygls does that when the session ends."""
        held = {one.uri: one.value for one in params.previous_result_ids}
        token = params.partial_result_token
        if token is None:
            async with self._one_at_a_time:
                return types.WorkspaceDiagnosticReport(items=[one async for one in self._pass(held)])
        is_first = True
        self._streams.append(held)
        try:
            while True:
                seen = self._changes
                async with self._one_at_a_time:
                    await self._report(token, held, all_of_them=is_first)
                is_first = False
                await self._changed_since(seen)
        finally:
            self._streams = [one for one in self._streams if one is not held]
            # Another request may be in the middle of its pass.
            if not self._streams and not self._one_at_a_time.locked():
                self._looker.end()

    async def _report(self, token: types.ProgressToken, held: dict[str, str], *, all_of_them: bool) -> None:
        """One pass, reported in batches; after the first, only what is new."""
        batch: list[Report] = []
        async for one in self._pass(held):
            if isinstance(one, types.WorkspaceFullDocumentDiagnosticReport):
                held[one.uri] = one.result_id or ""
            elif not all_of_them:
                continue
            batch.append(one)
            if len(batch) == _BATCH:
                self._send(token, batch)
                batch = []
        if batch or all_of_them:
            self._send(token, batch)

    def _send(self, token: types.ProgressToken, items: list[Report]) -> None:
        self._ls.progress(
            types.ProgressParams(
                token=token, value=types.WorkspaceDiagnosticReportPartialResult(items=list(items))
            )
        )

    async def _changed_since(self, seen: int) -> None:
        """Wait for a change, and a little longer for those that come with it."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            if self._changes == seen:
                await event.wait()
        finally:
            self._waiting.discard(event)
        await asyncio.sleep(_SETTLED)

    async def _pass(self, held: dict[str, str]) -> AsyncIterator[Report]:
        """Every file's report: the open ones are left to `textDocument/diagnostic`, those that went are cleared."""
        gone = dict(held)
        try:
            async for told in self._told(held):
                uri = uri_of(told["path"])
                gone.pop(uri, None)
                if "items" in told:
                    items = [self._diagnostic(one) for one in told["items"]]
                    yield types.WorkspaceFullDocumentDiagnosticReport(
                        uri=uri, items=items, result_id=told["name"]
                    )
                elif "same" in told:
                    yield types.WorkspaceUnchangedDocumentDiagnosticReport(uri=uri, result_id=told["name"])
        except LookerDied as death:
            log.warning("the process that looks at the workspace died: %s", death)
            return
        for uri, name in gone.items():
            if name and not any(one.uri == uri for one in self._ls.documents):
                yield types.WorkspaceFullDocumentDiagnosticReport(uri=uri, items=[])

    async def _told(self, held: dict[str, str]) -> AsyncIterator[dict[str, Any]]:
        """What the other process says of one prompt after the other, each asked for when nobody types."""
        await self._quiet()
        names = {_path(uri): name for uri, name in held.items()}
        begin = {"do": "begin", **self._circumstances(), "held": names}
        try:
            await self._looker.ask(begin)
        except LookerDied:
            # It may have died long ago, between two passes; a new one knows nothing and tells all.
            await self._looker.ask(begin)
        for _ in range(_MOST):
            await self._quiet()
            told = await self._looker.ask({"do": "next"})
            if "done" in told:
                return
            yield told

    def _circumstances(self) -> dict[str, Any]:
        folders = self._ls.folders
        return {
            "config": str(folders.config.absolute()) if folders.config else None,
            "roots": [str(root) for root in folders.roots],
            "sent": [(str(root) if root else None, table) for root, table in folders.sent.items()],
            "open": [real_path(one.path) for one in self._ls.documents if one.on_disk],
            "encoding": self._ls.documents.encoding,
        }

    def _diagnostic(self, told: dict[str, Any]) -> types.Diagnostic:
        line, character, last_line, last = told["range"]
        return types.Diagnostic(
            range=types.Range(types.Position(line, character), types.Position(last_line, last)),
            message=told["message"],
            severity=SEVERITIES[told["severity"]],
            code=told["code"],
            source=SOURCE,
            related_information=related_places(self._ls, [tuple(one) for one in told["related"]]),
            data={"code": told["code"], "name": told["name"]},
        )

    async def _quiet(self) -> None:
        """Wait until nobody has typed for a while."""
        while (left := self._typed + _QUIET - time.monotonic()) > 0:  # noqa: ASYNC110 - for time to pass
            await asyncio.sleep(left)


def register(ls: MotjusteServer) -> None:
    """Answer editors that ask for the whole workspace."""
    pulls = WorkspacePulls(ls)

    async def answer(
        _: MotjusteServer, params: types.WorkspaceDiagnosticParams
    ) -> types.WorkspaceDiagnosticReport:
        return await pulls.answer(params)

    def offer() -> None:
        if ls.client.pull_diagnostics:
            ls.answer(types.WORKSPACE_DIAGNOSTIC, answer)

    ls.on_initialize(offer)
    ls.on_text(pulls.typed)
    ls.on_close(pulls.closed)
    ls.folders.on_change(pulls.wake)


def _path(uri: str) -> str:
    from pygls.uris import to_fs_path

    return to_fs_path(uri) or uri
