"""Which prompts of a folder are linked to which eval set: the links the other way round, each file read when it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.workspace.rounds import Round
from motjuste.workspace.workspace import read_prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from motjuste.document.model import Document
    from motjuste.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LinkedPrompt:
    """A prompt that names an eval set or is given one."""

    prompt: Path
    """Its file."""
    name: str | None
    """Which of the file's prompts it is."""
    evals: Path
    """The eval set's file, which need not exist."""


def links_of(workspace: Workspace, documents: Sequence[Document], path: Path) -> Iterator[LinkedPrompt]:
    """The eval sets of the prompts of one file."""
    for document in documents:
        link = workspace.link(document)
        if link is not None and link.fault is None:
            yield LinkedPrompt(path, document.name, link.path)


class FolderLinks:
    """The links of all prompts below folders; what neither changed nor has other surroundings is not read again."""

    def __init__(self, workspace_of: Callable[[Path], Workspace]) -> None:
        """Take what finds the workspace of a file, by its own nearest settings."""
        self._workspace_of = workspace_of
        self._known: dict[Path, tuple[object, tuple[LinkedPrompt, ...]]] = {}

    def below(self, folder: Path) -> Iterator[LinkedPrompt]:
        """The links below a folder, which is walked as they are asked for; what cannot be read has none."""
        around = Round(self._workspace_of)
        for path in around.paths(folder):
            if path is not None:
                yield from self._links(around, path)

    def _links(self, around: Round, path: Path) -> tuple[LinkedPrompt, ...]:
        now = around.circumstances(path)
        known = self._known.get(path)
        if known is not None and known[0] == now:
            return known[1]
        try:
            source = read_prompt(path)
        except UserError:
            return ()
        workspace = self._workspace_of(path)
        found = tuple(links_of(workspace, workspace.documents(str(path), source), path))
        self._known[path] = now, found
        return found
