"""The files that the words of a prompt lead to: its eval set, includes, partials, links. Only inside the workspace."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from motjuste.evals.within_reach import is_file
from motjuste.lint.context import Place
from motjuste.lint.references import references
from motjuste.text.span import Span
from motjuste.workspace.references import files_round

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FileTarget:
    """Words that lead to a file that is there."""

    span: Span
    """In the source."""
    path: Path
    what: str


_LINK = re.compile(r"\]\((?P<path>[^()\s<>\[\]`\"'#?{}*]{1,300})[)#?]")
"""A link of Markdown; in a prompt whose tool does not follow links it is still one for its author."""


def file_targets(workspace: Workspace, document: Document) -> Iterator[FileTarget]:
    """The files a prompt names; what leads nowhere, or out of the workspace, is left to the rules."""
    link = workspace.link(document)
    if link is not None and link.span is not None and link.fault is None and is_file(link.path):
        yield FileTarget(document.outer(link.span), link.path, "The eval set of this prompt")
    files = files_round(workspace.root, Path(document.path))
    if files is None:
        return
    for span, target, upwards in _named(document):
        place, found = files.find(target, upwards=upwards)
        if place is Place.THERE:
            yield FileTarget(document.outer(span), Path(found), Path(found).name)


def _named(document: Document) -> Iterator[tuple[Span, str, bool]]:
    for reference in references(document):
        yield reference.span, reference.target, reference.upwards
    for message in document.messages:
        for match in _LINK.finditer(document.text, message.span.start, message.span.end):
            yield Span(*match.span("path")), unquote(match["path"]), False
