"""Edits of what no model reads, such as comments and tags: given only if the model reads the same words after them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from motjuste.document.transcript import Unwritable
from motjuste.text.edit import Edit, apply_edits, smallest_edits
from motjuste.workspace.suppressing import words_sent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.document.model import Document
    from motjuste.workspace.workspace import Workspace


def unseen(workspace: Workspace, document: Document, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Edits of a document's text as edits of its source; none if they change a prompt or the file cannot hold them.

    The result is read again: the words and placeholders of all the file's prompts stay as they are, and no more of it
    is broken.

    Args:
        workspace: Says how the file is read.
        document: One of the file's prompts.
        edits: Disjoint edits of `document.text`.
    """
    before = workspace.documents(document.path, document.source)
    for source in _written(document, edits):
        after = workspace.documents(document.path, source)
        if _sent(after) == _sent(before) and _faults(after) <= _faults(before):
            # Outside encoded words the edits are the source's own; else whole strings may have been written anew.
            return tuple(edits) if document.transcript is None else smallest_edits(document.source, source)
    return ()


def _written(document: Document, edits: Sequence[Edit]) -> Iterator[str]:
    """The source with the edits as its format writes them; then with what they reach beyond one string simply replaced."""
    with suppress(Unwritable):
        yield document.written(edits)
    yield apply_edits(document.source, [Edit(document.outer(edit.span), edit.text) for edit in edits])


def _sent(documents: Sequence[Document]) -> list[tuple[str | None, str]]:
    """The words of each message as they are sent: without white space at their ends."""
    return [(role, words.strip()) for role, words in words_sent(documents)]


def _faults(documents: Sequence[Document]) -> int:
    return len({fault for document in documents for fault in document.faults})
