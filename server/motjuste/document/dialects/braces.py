"""The `braces` dialect: `{{ name }}` and `{{ name.attribute }}` are variables, everything else is literal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.dialects.template import Template
from motjuste.document.dialects.values import dotted, missing, spoken
from motjuste.document.model import Piece, PieceKind, Variable
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from motjuste.document.model import Document, Message

# Possessive quantifiers keep the search linear on long runs of blanks or letters.
PLACEHOLDER = re.compile(r"\{\{[ \t]*+((?P<name>[^\W\d]\w*+)(?:\.\w++)*+)[ \t]*+\}\}")
"""Group 1 is the dotted path, group `name` its root."""


class Braces:
    """Placeholders and nothing else. There are no faults: what is no placeholder is literal."""

    name = "braces"

    def scan(self, text: str, span: Span) -> Template:
        """Find the placeholders of `span`."""
        variables = tuple(
            Variable(match["name"], Span(*match.span("name")), Span(*match.span()))
            for match in PLACEHOLDER.finditer(text, span.start, span.end)
        )
        pieces = tuple(Piece(PieceKind.VARIABLE, variable.placeholder) for variable in variables)
        return Template(pieces, variables)

    def fill(self, document: Document, message: Message, inputs: Mapping[str, str]) -> str:
        """Put the values in place; `{{ name.attribute }}` is a column of that name, or looked up in a JSON object."""
        return "".join(_parts(document, message, inputs))


def _parts(document: Document, message: Message, inputs: Mapping[str, str]) -> Iterator[str]:
    for piece in message.pieces:
        if piece.kind is PieceKind.LITERAL:
            yield piece.span.of(document.text)
        elif piece.kind is PieceKind.VARIABLE:
            match = PLACEHOLDER.fullmatch(document.text, piece.span.start, piece.span.end)
            yield "" if match is None else _value(document, match, inputs)


def _value(document: Document, match: re.Match[str], inputs: Mapping[str, str]) -> str:
    value = dotted(match.group(1), inputs)
    if value is None:
        raise missing(document, match.group(1), match.start(), inputs)
    return spoken(value)


BRACES = Braces()
