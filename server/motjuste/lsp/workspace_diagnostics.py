"""Diagnostics of the whole workspace, asked for once and answered bit by bit: a keystroke never waits for them.

Files are looked at one after the other in a thread, and only while nobody types. With a token to report to, the request
stays open: what changes later is reported as it changes, until the editor takes the request back.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp.diagnostics import from_finding
from motjuste.lsp.files import closed, real_path, uri_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.server import MotjusteServer
    from motjuste.workspace.folder_findings import FolderFindings

_QUIET = 0.3
"""Seconds after a keystroke in which nothing is looked at."""
_SLICE = 0.008
"""Seconds the thread walks folders before it looks whether somebody types."""
_SETTLED = 0.2
"""Seconds that changes are gathered for before another pass."""
_MOST = 10_000
"""Prompts of a workspace that are looked at; one with more has its findings from the command line."""
_BATCH = 50
"""Files reported together."""

Report = types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport


class WorkspacePulls:
    """The requests under way and what wakes them."""

    def __init__(self, ls: MotjusteServer) -> None:
        self._ls = ls
        self._typed = 0.0
        self._changes = 0
        self._waiting: set[asyncio.Event] = set()
        self._one_at_a_time = asyncio.Lock()
        self._findings: FolderFindings | None = None

    def typed(self, _: Snapshot) -> None:
        """Somebody typed."""
        self._typed = time.monotonic()

    def wake(self, _: object = None) -> None:
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
        while True:
            seen = self._changes
            async with self._one_at_a_time:
                await self._report(token, held, all_of_them=is_first)
            is_first = False
            await self._changed_since(seen)

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
        await self._ls.analyses.ready()
        findings = self._findings
        if findings is None:
            from motjuste.workspace.folder_findings import FolderFindings

            findings = FolderFindings(lambda path: self._ls.folders.workspace(str(path)))
            self._findings = findings
        findings.begin()
        gone = dict(held)
        is_open = {real_path(one.path) for one in self._ls.documents if one.on_disk}
        async for path in self._paths(findings):
            uri = uri_of(path)
            gone.pop(uri, None)
            if real_path(path) in is_open:
                findings.forget(path)
                continue
            report = await asyncio.to_thread(self._look, findings, path, held.get(uri))
            if report is not None:
                yield report
        for uri, name in gone.items():
            if name and not any(one.uri == uri for one in self._ls.documents):
                yield types.WorkspaceFullDocumentDiagnosticReport(uri=uri, items=[])

    def _look(self, findings: FolderFindings, path: Path, held: str | None) -> Report | None:
        known = findings.known(path)
        if known is not None and known == held:
            return types.WorkspaceUnchangedDocumentDiagnosticReport(uri=uri_of(path), result_id=known)
        found = findings.look(path)
        if found is None:
            return None
        snapshot = closed(self._ls, path, found.text)
        items = [from_finding(self._ls, snapshot, one) for one in found.findings]
        return types.WorkspaceFullDocumentDiagnosticReport(
            uri=snapshot.uri, items=items, result_id=found.name
        )

    async def _paths(self, findings: FolderFindings) -> AsyncIterator[Path]:
        """The prompts of all folders, walked in slices, each when nobody types."""
        met: set[Path] = set()
        for root in self._ls.folders.roots:
            walk = findings.paths(root)
            while (found := await asyncio.to_thread(_slice, walk)) is not None:
                for path in found:
                    if path not in met and len(met) < _MOST:
                        met.add(path)
                        await self._quiet()
                        yield path
                await self._quiet()

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
    ls.on_close(pulls.wake)
    ls.folders.on_change(pulls.wake)


def _slice(walk: Iterator[Path | None]) -> list[Path] | None:
    """The prompts met in a short walk; None when there is nothing left to walk."""
    end = time.monotonic() + _SLICE
    found: list[Path] = []
    for path in walk:
        if path is not None:
            found.append(path)
        if time.monotonic() > end:
            return found
    return found or None
