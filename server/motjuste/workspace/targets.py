"""The files that the words of a prompt lead to: its eval set, includes, partials, links. Only inside the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.lint.context import Place
from motjuste.lint.references import references
from motjuste.workspace.references import files_round

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.text.span import Span
    from motjuste.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FileTarget:
    """Words that lead to a file that is there."""

    span: Span
    """In the source."""
    path: Path
    what: str


def file_targets(workspace: Workspace, document: Document) -> Iterator[FileTarget]:
    """The files a prompt names; what leads nowhere, or out of the workspace, is left to the rules."""
    link = workspace.link(document)
    if link is not None and link.span is not None and link.fault is None and link.path.is_file():
        yield FileTarget(document.outer(link.span), link.path, "The eval set of this prompt")
    files = files_round(workspace.root, Path(document.path))
    for reference in references(document) if files is not None else ():
        place, found = files.find(reference.target, upwards=reference.upwards) if files else (None, "")
        if place is Place.THERE:
            yield FileTarget(document.outer(reference.span), Path(found), Path(found).name)
