"""Whether an open text is a prompt: editors hand over every Markdown file, and most of those are none."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.lsp.documents import Snapshot
    from motjuste.workspace.workspace import Workspace

_ORDINARY = frozenset({"markdown", "plaintext", "text", "mdx"})
"""Languages of texts that are mostly something else; any other language was given to us on purpose."""

_NEVER = frozenset({"readme", "changelog", "license", "contributing", "security", "code_of_conduct"})
_PROMPTS_FOLDER = "prompts"


def is_prompt(workspace: Workspace, snapshot: Snapshot, document: Document) -> bool:
    """Whether something says that a text is a prompt; the same signs by which `check` picks files in a folder.

    Signs are its language, a place in a folder called `prompts`, the settings' globs, an eval set, front matter, and
    our own tags, whole or broken, and directives. A text that is not saved is its author's draft: it counts.
    """
    if not snapshot.on_disk or snapshot.language not in _ORDINARY:
        return True
    if document.tags or document.directives or document.front_matter is not None:
        return True
    if any(fault.code == "T006" for fault in document.faults):
        return True
    path = PurePath(snapshot.path)
    if _PROMPTS_FOLDER in path.parts[:-1] and path.name.lower().split(".")[0] not in _NEVER:
        return True
    return _included(workspace, path) or workspace.link(document) is not None


def _included(workspace: Workspace, path: PurePath) -> bool:
    globs = workspace.settings.prompts.include
    if not globs or not path.is_relative_to(workspace.root):
        return False
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(globs).match_file(path.relative_to(workspace.root).as_posix())
