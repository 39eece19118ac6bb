"""A prompt as a model reads it, and where each part of that stands in the file: for replies that are whole prompts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.text.edit import Edit
from motjuste.text.position import BLANK_LINE, with_line_ends_of
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.document.model import Document

BETWEEN_MESSAGES = "\n\n"
_BLANKS = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the shown text that stands in the file in one piece."""

    at: Span
    """In the shown text."""
    home: int
    """Where it begins in the file's text."""
    editable: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The text a model is shown: messages without tags, directives and template comments; placeholders as they stand.

    First and last paragraphs of nothing but placeholders are its frame, as is the question round an instruction in the
    papers (method.md 2.1), and are left out.
    """

    text: str
    stretches: tuple[Stretch, ...]
    before: str = ""
    """The frame's beginning, without blanks at its ends."""
    after: str = ""
    """Its end, likewise."""
    like: str = ""
    """A text that has the line ends a reply is to have: the shown one, or the file's where that has a single line."""

    def taken(self, reply: str) -> tuple[str, bool]:
        """A reply with the line ends of the text and without its frame, and whether a model had written that too."""
        whole = reply = with_line_ends_of(self.like, reply.strip())
        if self.before and reply.startswith(self.before) and not self.text.startswith(self.before):
            reply = reply[len(self.before) :].lstrip()
        if self.after and reply.endswith(self.after) and not self.text.endswith(self.after):
            reply = reply[: -len(self.after)].rstrip()
        return reply, reply != whole

    def home(self, span: Span) -> Span | None:
        """Where a span of the shown text stands in the file's; None unless it lies in one editable stretch."""
        for stretch in self.stretches:
            if stretch.editable and stretch.at.contains(span):
                shift = stretch.home - stretch.at.start
                return Span(span.start + shift, span.end + shift)
        return None

    def editable_parts(self, span: Span) -> Iterator[Span]:
        """The parts of a span of the shown text that may be edited, one a stretch."""
        for stretch in self.stretches:
            start, end = max(span.start, stretch.at.start), min(span.end, stretch.at.end)
            if stretch.editable and start < end:
                yield Span(start, end)

    def shown(self, span: Span) -> Span | None:
        """Where a span of the file's text stands in the shown text; None unless it lies in one editable stretch.

        What of it is blank or frame at the ends of the prompt, and so not shown, does not count.
        """
        if not self.stretches:
            return None
        first, last = self.stretches[0], self.stretches[-1]
        start, end = max(span.start, first.home), min(span.end, last.home + len(last.at))
        for stretch in self.stretches:
            home = Span(stretch.home, stretch.home + len(stretch.at))
            if stretch.editable and start < end and home.contains(Span(start, end)):
                return Span(start, end).shifted(stretch.at.start - stretch.home)
        return None

    def edits(self, changes: Sequence[Edit]) -> tuple[Edit, ...] | None:
        """Edits of the shown text as edits of the file's; None when one reaches beyond what may be edited."""
        homes = [(self.home(change.span), change.text) for change in changes]
        placed = tuple(Edit(home, text) for home, text in homes if home is not None)
        return placed if len(placed) == len(homes) else None


def show(document: Document) -> Shown:
    """What a model is shown of a prompt."""
    parts: list[str] = []
    stretches: list[Stretch] = []
    slots: list[Span] = []
    length = 0
    between = with_line_ends_of(document.text, BETWEEN_MESSAGES)
    for number, message in enumerate(document.messages):
        if number:
            parts.append(between)
            length += len(between)
        for piece in message.pieces:
            if piece.kind is PieceKind.HIDDEN:
                continue
            if piece.kind is PieceKind.VARIABLE:
                slots.append(Span(length, length + len(piece.span)))
            for part, editable in _cut(document, piece.span):
                parts.append(part.of(document.text))
                stretches.append(Stretch(Span(length, length + len(part)), part.start, editable))
                length += len(part)
    text = "".join(parts)
    return _part(text, _unframed(text, slots), stretches, document.text)


def _cut(document: Document, span: Span) -> Iterator[tuple[Span, bool]]:
    """A piece cut where protection begins and ends, with whether each part may be edited."""
    done = span.start
    for region in document.literal_spans:
        start, end = max(region.start, span.start), min(region.end, span.end)
        if start < end:
            if done < start:
                yield Span(done, start), False
            yield Span(start, end), True
            done = end
    if done < span.end:
        yield Span(done, span.end), False


def _unframed(text: str, slots: Sequence[Span]) -> Span:
    """The text between the paragraphs at its ends that are nothing but placeholders (sorted, disjoint)."""
    whole = Span(0, len(text)).trimmed(text)
    start = at = whole.start
    for slot in slots:
        if slot.start != at or slot.end == whole.end:
            break
        at = slot.end + len(_BLANKS.match(text, slot.end)[0])  # type: ignore[index]  # it matches nothing, too
        if BLANK_LINE.search(text, slot.end, at):
            start = at
    end = at = whole.end
    for slot in reversed(slots):
        if slot.end != at or slot.start <= start:
            break
        at = start + len(text[start : slot.start].rstrip())
        if BLANK_LINE.search(text, at, slot.start):
            end = at
    return Span(start, end)


def _part(text: str, inner: Span, stretches: Sequence[Stretch], file: str) -> Shown:
    """A part of the text, with the stretches inside it."""
    kept = []
    for stretch in stretches:
        start, end = max(stretch.at.start, inner.start), min(stretch.at.end, inner.end)
        if start < end:
            home = stretch.home + start - stretch.at.start
            kept.append(Stretch(Span(start - inner.start, end - inner.start), home, stretch.editable))
    own = inner.of(text)
    return Shown(
        text=own,
        stretches=tuple(kept),
        before=text[: inner.start].strip(),
        after=text[inner.end :].strip(),
        like=own if "\n" in own else file,
    )
