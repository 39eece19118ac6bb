"""What every character of a prompt file is: words, template text, or the file's own settings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.document.model import Document


class Part(StrEnum):
    """What a stretch of a file is for."""

    LITERAL = "literal"
    """Words a model reads; what edits may touch."""
    TEMPLATE = "template"
    """Replaced, run or left out when the prompt is rendered."""
    SETTINGS = "settings"
    """Everything round the prompts: front matter, keys, code, markup."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the source and what it is for."""

    part: Part
    span: Span
    prompt: str | None = None
    """The name of the prompt it belongs to, where prompts have names; None in settings."""


class OverlapError(ValueError):
    """Two prompts of a file claim the same characters: a fault of the format's parser."""


def stretches(documents: Sequence[Document]) -> tuple[Stretch, ...]:
    """All stretches of a file: sorted, adjacent, covering its source from the first character to the last.

    Args:
        documents: All prompts of one file.

    Raises:
        OverlapError: Two messages overlap.
    """
    source = documents[0].source
    found: list[Stretch] = []
    position = 0
    for stretch in sorted(_claimed(documents), key=attrgetter("span")):
        if stretch.span.start < position:
            raise OverlapError(f"two messages hold the characters at {stretch.span.start}")
        if stretch.span.start > position:
            found.append(Stretch(Part.SETTINGS, Span(position, stretch.span.start)))
        found.append(stretch)
        position = stretch.span.end
    if position < len(source):
        found.append(Stretch(Part.SETTINGS, Span(position, len(source))))
    return tuple(found)


def _claimed(documents: Sequence[Document]) -> list[Stretch]:
    """What the messages hold; a piece that stands for nothing in the source is no stretch."""
    placed = (
        Stretch(
            Part.LITERAL if piece.kind is PieceKind.LITERAL else Part.TEMPLATE,
            document.outer(piece.span),
            document.name,
        )
        for document in documents
        for message in document.messages
        for piece in message.pieces
    )
    return [stretch for stretch in placed if len(stretch.span)]
