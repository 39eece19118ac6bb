"""Putting `<edit>` tags round words and taking them away, each only if the model reads the same words after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.text.edit import Edit
from motjuste.text.span import Span
from motjuste.workspace.unseen import unseen

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.workspace.workspace import Workspace

_OPEN, _CLOSE = "<edit>", "</edit>"


def taggable(document: Document, words: Span) -> Span | None:
    """Where words of the source stand in the text, if tags may stand round them: literal text that nobody protected."""
    read = Span(document.inner(words.start), document.inner(words.end)).trimmed(document.text)
    return read if len(read) and any(one.contains(read) for one in document.literal_spans) else None


def tagging(workspace: Workspace, document: Document, words: Span) -> tuple[Edit, ...]:
    """The edits of the source that put tags round words; none when the file cannot hold them there.

    Args:
        workspace: Says how the file is read.
        document: The prompt the words stand in.
        words: In the source; an escape that they cut is taken whole.
    """
    read = taggable(document, words)
    if read is None:
        return ()
    opened, closed = Span(read.start, read.start), Span(read.end, read.end)
    return unseen(workspace, document, (Edit(opened, _OPEN), Edit(closed, _CLOSE)))


def untagging(workspace: Workspace, document: Document, place: Span) -> tuple[Edit, ...]:
    """The edits of the source that take away the first pair of tags whose words, tags included, a place touches."""
    for tag in document.tags:
        outer = document.outer(tag.outer)
        if outer.start <= place.end and place.start <= outer.end:
            opening, closing = Span(tag.outer.start, tag.inner.start), Span(tag.inner.end, tag.outer.end)
            return unseen(workspace, document, (Edit(opening, ""), Edit(closing, "")))
    return ()
