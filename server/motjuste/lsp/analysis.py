"""What is known of a text without any model: its parse and its findings, worked out once a version."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.lsp.relevance import is_prompt
from motjuste.text.stretches import Kept

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.lint.finding import Finding
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.folders import Folders
    from motjuste.text.span import Span
    from motjuste.workspace.workspace import Workspace

_LARGE = 200_000
"""Code points beyond which a text is read in a thread, so that the loop stays free to cancel and answer."""


_SUFFIXES = {"plaintext": ".txt", "jinja": ".j2", "jinja-md": ".md.j2"}


@dataclass(frozen=True, slots=True)
class Analysis:
    """One snapshot, read."""

    snapshot: Snapshot
    workspace: Workspace
    documents: tuple[Document, ...]
    """All prompts of the text, in its order; never empty."""
    is_prompt: bool
    """False for a text that nothing says is a prompt; then there are no findings."""
    findings: tuple[Finding, ...]
    generation: int
    """Of the settings it was worked out under."""
    seconds: float
    """How much work that was, other programs on the machine not counted."""

    @property
    def document(self) -> Document:
        """The first prompt; all of them have its text, transcript and format."""
        return self.documents[0]

    @property
    def foremost(self) -> Document:
        """The prompt that is meant where none is named: the first with an eval set, else the first."""
        if len(self.documents) == 1 or not self.snapshot.on_disk:
            return self.documents[0]
        linked = (one for one in self.documents if self.workspace.link(one) is not None)
        return next(linked, self.documents[0])

    def at(self, span: Span) -> Document:
        """The prompt at a cursor or selection of the source: see `prompt_at`."""
        if len(self.documents) == 1:
            return self.documents[0]
        from motjuste.workspace.addresses import prompt_at

        return prompt_at(self.documents, span)


class Analyses:
    """The newest analysis of each open text."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._newest: dict[str, Analysis] = {}
        self._kept: dict[str, Kept] = {}
        """What was found in the lines of each open text, for the next look at it."""
        self._busy: dict[str, asyncio.Future[Analysis]] = {}
        """Threads at work on a text. One at a time: whom an edit cancelled leaves the thread to end by itself."""
        self._ready = asyncio.Event()

    def cached(self, snapshot: Snapshot) -> Analysis | None:
        """The analysis of exactly this snapshot under the settings as they are, if there is one."""
        newest = self._newest.get(snapshot.uri)
        if newest is None or newest.snapshot is not snapshot or newest.generation != self._folders.generation:
            return None
        return newest

    async def of(self, snapshot: Snapshot) -> Analysis:
        """The analysis of a snapshot; whoever asks second waits for the first and works nothing out twice."""
        found = self.cached(snapshot)
        if found is not None:
            return found
        await self._ready.wait()
        while (busy := self._busy.get(snapshot.uri)) is not None:
            await asyncio.wait({busy})
        found = self.cached(snapshot)
        if found is not None:
            return found
        kept = self._kept.setdefault(snapshot.uri, Kept())
        if len(snapshot.text) > _LARGE:
            found = await asyncio.shield(self._in_thread(snapshot, kept))
        else:
            found = self._work(snapshot, kept)
        # A text that was closed meanwhile is forgotten already.
        if self._kept.get(snapshot.uri) is kept:
            self._newest[snapshot.uri] = found
        return found

    def last_cost(self, uri: str) -> float:
        """Seconds of work that the newest analysis of a text was; 0 when there is none."""
        newest = self._newest.get(uri)
        return newest.seconds if newest else 0.0

    async def ready(self) -> None:
        """Wait until the heavy imports are there."""
        await self._ready.wait()

    def warm(self) -> None:
        """From now on the heavy imports are there: let those who wait go on."""
        self._ready.set()

    def forget(self, uri: str) -> None:
        """A text was closed."""
        self._newest.pop(uri, None)
        self._kept.pop(uri, None)

    def _in_thread(self, snapshot: Snapshot, kept: Kept) -> asyncio.Future[Analysis]:
        """Read a text in a thread; nobody else reads it until that ends."""
        work = asyncio.get_running_loop().run_in_executor(None, self._work, snapshot, kept)
        self._busy[snapshot.uri] = work
        work.add_done_callback(lambda _: self._busy.pop(snapshot.uri, None))
        return work

    def _work(self, snapshot: Snapshot, kept: Kept) -> Analysis:
        begun = time.thread_time()
        # Before anything is read: in a thread, what changes meanwhile must not pass for known.
        generation = self._folders.generation
        workspace = self._folders.workspace(snapshot.path)
        documents = workspace.documents(_named(snapshot), snapshot.text)
        relevant = is_prompt(workspace, snapshot, documents[0])
        return Analysis(
            snapshot=snapshot,
            workspace=workspace,
            documents=documents,
            is_prompt=relevant,
            findings=workspace.findings(documents, kept=kept) if relevant else (),
            generation=generation,
            seconds=time.thread_time() - begun,
        )


def _named(snapshot: Snapshot) -> str:
    """A text's path, with the suffix of its language while it has no file: the format is chosen by suffix."""
    if snapshot.on_disk or "." in snapshot.name:
        return snapshot.path
    return snapshot.path + _SUFFIXES.get(snapshot.language, ".md")
