"""The `poml` dialect: `{{ name }}` is filled by a case; loops, conditions and included files only POML itself can run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.dialects.template import Template
from motjuste.document.dialects.values import dotted, failed, missing, spoken
from motjuste.document.model import PieceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from motjuste.document.model import Document, Message
    from motjuste.text.span import Span

EXPRESSION = re.compile(r"\{\{((?:(?!\{\{|\}\}(?!\}))[^\r\n])++)\}\}")
"""Group 1 is JavaScript with blanks round it. As in POML's own reader it stays on one line."""
NAME = re.compile(
    r"([A-Za-z_$][\w$]*+)(?:\s*+(?:\.\s*+[A-Za-z_$][\w$]*+|\[\s*+(?:\d++|\"\w*+\"|'\w*+')\s*+\]))*+"
)
"""An expression that only looks something up; group 1 is the root name."""
_KEY = re.compile(r"[\s\[\]\"']+")


class Poml:
    """What stands between braces is found by the format, which knows markup from words."""

    name = "poml"

    def scan(self, text: str, span: Span) -> Template:  # noqa: ARG002  # the format found it
        """Find nothing."""
        return Template()

    def fill(self, document: Document, message: Message, inputs: Mapping[str, str]) -> str:
        """Put the values in place."""
        return "".join(_parts(document, message, inputs))


def _parts(document: Document, message: Message, inputs: Mapping[str, str]) -> Iterator[str]:
    for piece in message.pieces:
        words = piece.span.of(document.text)
        if piece.kind is PieceKind.LITERAL:
            yield words
        elif piece.kind is PieceKind.STATEMENT:
            raise failed(
                document, f"Only POML itself can run {_short(words)}, so no case can fill this prompt"
            )
        elif piece.kind is PieceKind.VARIABLE:
            match = EXPRESSION.fullmatch(words)
            path = _path(match.group(1)) if match else ""
            value = dotted(path, inputs)
            if value is None:
                raise missing(document, path, piece.span.start, inputs)
            yield spoken(value)


def _path(expression: str) -> str:
    """`user["name"][0]` as `user.name.0`."""
    return ".".join(part for part in _KEY.split(expression.replace(".", " ")) if part)


def _short(words: str) -> str:
    return words if len(words) <= 40 else f"{words[:39]}…"


POML = Poml()
