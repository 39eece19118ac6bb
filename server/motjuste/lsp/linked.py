"""Which prompts an eval set belongs to: looked up once in a thread, then kept until a file that links depend on changes."""

from __future__ import annotations

import asyncio
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.lsp.files import prompt_file, real_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from motjuste.document.model import Document
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.server import MotjusteServer
    from motjuste.workspace.linked import FolderLinks, LinkedPrompt

_MOST = 5_000
"""Linked prompts of one folder that are kept."""

Concerned = tuple["Snapshot", "tuple[Document, ...]", "tuple[Document, ...]"]
"""A file, all its prompts, and those of them that are linked to the eval set asked for."""


class Links:
    """Links by folder."""

    def __init__(self, ls: MotjusteServer) -> None:
        self._ls = ls
        self._folders: FolderLinks | None = None
        self._below: dict[Path, tuple[LinkedPrompt, ...]] = {}
        self._generation = -1
        self._lock = asyncio.Lock()

    async def prompts_of(self, evals: Path) -> tuple[LinkedPrompt, ...]:
        """The prompts that are linked to an eval set, by what the disk says."""
        folder = self._ls.folders.root_of(evals)
        async with self._lock:
            if self._generation != self._ls.folders.generation:
                self._below.clear()
                self._generation = self._ls.folders.generation
            if folder not in self._below:
                self._below[folder] = await asyncio.to_thread(self._look, folder)
        return _of(self._below[folder], evals)

    def _look(self, folder: Path) -> tuple[LinkedPrompt, ...]:
        from motjuste.workspace.linked import FolderLinks

        if self._folders is None:
            self._folders = FolderLinks(lambda path: self._ls.folders.workspace(str(path)))
        return tuple(islice(self._folders.below(folder), _MOST))


async def concerned(ls: MotjusteServer, evals: Path) -> tuple[Concerned, ...]:
    """The prompts of an eval set as they are now: open texts as the editor has them, the others as the disk has them."""
    paths = {one.prompt: None for one in await ls.links.prompts_of(evals)}
    paths |= {Path(one.path): None for one in ls.documents if one.on_disk}
    return await asyncio.to_thread(_concerned, ls, tuple(paths), evals)


def _concerned(ls: MotjusteServer, paths: Iterable[Path], evals: Path) -> tuple[Concerned, ...]:
    from motjuste.workspace.linked import links_of

    found: dict[str, Concerned] = {}
    for path in paths:
        snapshot = prompt_file(ls, path)
        if snapshot is None or snapshot.uri in found:
            continue
        workspace = ls.folders.workspace(str(path))
        read = ls.analyses.cached(snapshot)
        documents = read.documents if read else workspace.documents(snapshot.path, snapshot.text)
        names = {one.name for one in _of(links_of(workspace, documents, path), evals)}
        linked = tuple(one for one in documents if one.name in names and one.messages)
        if linked:
            found[snapshot.uri] = snapshot, documents, linked
    return tuple(found.values())


def _of(links: Iterable[LinkedPrompt], evals: Path) -> tuple[LinkedPrompt, ...]:
    """Those of the links that lead to an eval set, symbolic links followed."""
    real = real_path(evals)
    return tuple(one for one in links if real_path(one.evals) == real)
