"""Whether an open text is a prompt: editors hand over every Markdown file, and most of those are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.lsp.documents import Snapshot
    from motjuste.workspace.workspace import Workspace

_ORDINARY = frozenset(
    {
        *("markdown", "plaintext", "text", "mdx", "html", "xml"),
        *("python", "json", "jsonc", "yaml", "dockercompose", "github-actions-workflow", "toml"),
    }
)
"""Languages of texts that are mostly something else; any other language was given to us on purpose."""
_ROWS = (".jsonl", ".ndjson", ".csv", ".tsv")
"""Suffixes of files of rows, which hold no prompt whatever their language is called."""


def is_prompt(workspace: Workspace, snapshot: Snapshot, document: Document) -> bool:
    """Whether something says that a text is a prompt: the signs by which `check` picks files in a folder, and a few more.

    More signs are its language, front matter, and our own tags, whole or broken, and directives. A text that is not
    saved is its author's draft: it counts.
    """
    if snapshot.on_disk and snapshot.path.lower().endswith(_ROWS):
        return False
    if not snapshot.on_disk or snapshot.language not in _ORDINARY:
        return True
    if document.tags or document.directives or document.front_matter is not None:
        return True
    if any(fault.code == "T006" for fault in document.faults):
        return True
    return workspace.is_prompt(snapshot.path, document)
