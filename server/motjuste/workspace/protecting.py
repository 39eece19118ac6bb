"""Protecting words from edits by comments round them, each only if it protects just these words and changes none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.directives import whole_lines
from motjuste.text.edit import Edit, apply_edits
from motjuste.text.span import Span
from motjuste.workspace.suppressing import line_end_of, words_sent
from motjuste.workspace.unseen import unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Directive, Document
    from motjuste.workspace.workspace import Workspace

_COMMENTS = ("<!-- motjuste: {} -->", "{{# motjuste: {} #}}", "# motjuste: {}")
_LINE_ENDS = "\r\n"


def protecting(workspace: Workspace, document: Document, words: Span) -> tuple[Edit, ...]:
    """The edits of the source that protect words; none when no comment can, or when they are protected.

    Args:
        workspace: Says how the file is read.
        document: The prompt the words stand in.
        words: In the source.
    """
    source = document.source
    inside = Span(document.inner(words.start), document.inner(words.end))
    if not len(inside) or any(one.overlaps(inside) for one in document.protected):
        return ()
    if not any(message.span.contains(inside) for message in document.messages):
        return ()
    sent = words_sent(workspace.documents(document.path, source))
    for edits in _candidates(source, words):
        changed = workspace.documents(document.path, apply_edits(source, edits))
        now = next((one for one in changed if one.name == document.name), None)
        if now is None or words_sent(changed) != sent or len(now.faults) > len(document.faults):
            continue
        covered = [one for one in now.protected if words.of(source) in now.outer(one).of(now.source)]
        if len(now.protected) > len(document.protected) and covered:
            return edits
    return ()


def is_protected(document: Document, place: Span) -> bool:
    """Whether a place of the source stands between two comments that protect."""
    return bool(_comments_round(document, place))


def unprotecting(workspace: Workspace, document: Document, place: Span) -> tuple[Edit, ...]:
    """The edits of the source that take away the protection a place stands in; none where that changes the prompt.

    Args:
        workspace: Says how the file is read.
        document: The prompt the place stands in.
        place: In the source.
    """
    comments = _comments_round(document, place)
    edits = tuple(Edit(whole_lines(document.text, one.span), "") for one in comments)
    return unseen(workspace, document, edits)


def _comments_round(document: Document, place: Span) -> tuple[Directive, ...]:
    """The comments that begin and end the protection a place of the source stands in; none where it stands in none."""
    at = document.inner(place.start)
    opened = None
    for directive in document.directives:
        if directive.name == "protect-start":
            opened = directive
        elif directive.name == "protect-end" and opened is not None:
            if opened.span.start <= at <= directive.span.end:
                return (opened, directive)
            opened = None
    return ()


def _candidates(source: str, words: Span) -> Iterator[tuple[Edit, ...]]:
    """Comments on lines of their own round whole lines, else close to the words."""
    start, end = Span(words.start, words.start), Span(words.end, words.end)
    fills_lines = (words.start == 0 or source[words.start - 1] in _LINE_ENDS) and (
        words.end == len(source) or source[words.end] in _LINE_ENDS
    )
    line_end = line_end_of(source)
    for comment in _COMMENTS:
        opening, closing = comment.format("protect-start"), comment.format("protect-end")
        if fills_lines:
            yield Edit(start, f"{opening}{line_end}"), Edit(end, f"{line_end}{closing}")
        if not comment.startswith("#"):
            yield Edit(start, opening), Edit(end, closing)
