"""Which prompts of a folder are linked to which eval set: the links the other way round, looked up file by file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.errors import UserError
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


def links_below(folder: Path, workspace_of: Callable[[Path], Workspace]) -> Iterator[LinkedPrompt]:
    """The links of all prompts below a folder, which is walked as they are asked for; what cannot be read has none.

    Args:
        folder: Where to look.
        workspace_of: The workspace of a file, by its own nearest settings.
    """
    for path in workspace_of(folder / "x").prompt_files([folder], lambda _path, _error: None):
        try:
            source = read_prompt(path)
        except UserError:
            continue
        workspace = workspace_of(path)
        yield from links_of(workspace, workspace.documents(str(path), source), path)
