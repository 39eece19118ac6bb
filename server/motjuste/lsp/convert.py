"""Between our offsets and the editor's positions, in the encoding the two agreed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.lsp.documents import Snapshot
    from motjuste.text.edit import Edit


def to_position(snapshot: Snapshot, offset: int) -> types.Position:
    """The editor's position of an offset; offsets outside the text are clamped."""
    line, character = snapshot.lines.position(offset, snapshot.encoding)
    return types.Position(line=line, character=character)


def to_range(snapshot: Snapshot, span: Span) -> types.Range:
    """The editor's range of a span."""
    return types.Range(start=to_position(snapshot, span.start), end=to_position(snapshot, span.end))


def to_offset(snapshot: Snapshot, position: types.Position) -> int:
    """The offset of an editor's position, clamped to its line and the text."""
    return snapshot.lines.offset(position.line, position.character, snapshot.encoding)


def to_span(snapshot: Snapshot, area: types.Range) -> Span:
    """The span of an editor's range; a range written backwards means the same words."""
    ends = sorted((to_offset(snapshot, area.start), to_offset(snapshot, area.end)))
    return Span(ends[0], ends[1])


def to_text_edit(snapshot: Snapshot, edit: Edit) -> types.TextEdit:
    """The editor's form of an edit of this snapshot."""
    return types.TextEdit(range=to_range(snapshot, edit.span), new_text=edit.text)


def line_range(line: int) -> types.Range:
    """The start of a line of another file, given from 1 as we count."""
    start = types.Position(line=max(line - 1, 0), character=0)
    return types.Range(start=start, end=start)


def touches(span: Span, other: Span) -> bool:
    """Whether a cursor or selection `other` is at a span: overlaps it or stands on its border."""
    return span.start <= other.end and other.start <= span.end
