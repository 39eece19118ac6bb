"""The `braces` dialect: `{{ name }}` and `{{ name.attribute }}` are variables, everything else is literal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.model import Piece, PieceKind, Variable
from motjuste.document.template import Template
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

# Possessive quantifiers keep the search linear on long runs of blanks or letters.
PLACEHOLDER = re.compile(r"\{\{[ \t]*+((?P<name>[^\W\d]\w*+)(?:\.\w++)*+)[ \t]*+\}\}")
"""Group 1 is the dotted path, group `name` its root."""


def scan_braces(text: str, span: Span) -> Template:
    """Find the placeholders of `span`. There are no faults: what is no placeholder is literal."""
    variables = tuple(_variables(text, span))
    pieces = tuple(Piece(PieceKind.VARIABLE, variable.placeholder) for variable in variables)
    return Template(pieces, variables)


def _variables(text: str, span: Span) -> Iterator[Variable]:
    for match in PLACEHOLDER.finditer(text, span.start, span.end):
        yield Variable(match["name"], Span(*match.span("name")), Span(*match.span()))
