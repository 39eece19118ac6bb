"""What the tests of dialects look at: a template's pieces, names and faults as words, and its filling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.dialects import DIALECTS, scan
from motjuste.document.model import Document, Message
from motjuste.document.parse import parse
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping


class View:
    """A scan of a text in a dialect."""

    def __init__(self, dialect: str, text: str) -> None:
        self.text = text
        self.template = scan(text, Span(0, len(text)), dialect)

    @property
    def pieces(self) -> list[tuple[str, str]]:
        return [(piece.kind.value, piece.span.of(self.text)) for piece in self.template.pieces]

    @property
    def names(self) -> list[str]:
        return [variable.name + ("?" if variable.optional else "") for variable in self.template.variables]

    @property
    def faults(self) -> list[tuple[str, str]]:
        return [(fault.span.of(self.text), fault.message) for fault in self.template.faults]

    @property
    def faulty(self) -> list[str]:
        return [words for words, _ in self.faults]


def document_of(dialect: str, text: str) -> Document:
    """The text as one message in a dialect, whatever it begins with."""
    document = parse("a.skprompt", text, dialect=dialect)
    assert isinstance(document.messages[0], Message)
    return document


def fill(dialect: str, text: str, inputs: Mapping[str, str]) -> str:
    """The message of this text, filled; blanks at its ends stay."""
    document = document_of(dialect, text)
    return DIALECTS[dialect].fill(document, document.messages[0], inputs)
