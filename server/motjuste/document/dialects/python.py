"""The `python` dialect: f-strings and sums of strings, whose holes the format finds; text has no template syntax."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from motjuste.document.dialects.template import Template
from motjuste.document.dialects.values import dotted, missing, spoken
from motjuste.document.model import PieceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from motjuste.document.model import Document, Message
    from motjuste.text.span import Span

_MAY_END = re.compile(r"[:!]|\Z")


class Python:
    """Holes hold names and expressions; a case gives each a value by what stands in it."""

    name = "python"

    def scan(self, text: str, span: Span) -> Template:  # noqa: ARG002  # the format knows the holes
        """Find nothing: which braces are holes is known to who reads the string."""
        return Template()

    def fill(self, document: Document, message: Message, inputs: Mapping[str, str]) -> str:
        """Put the values in place; `{user.name}` is a column of that name, or looked up in a JSON object."""
        return "".join(_parts(document, message, inputs))


def _parts(document: Document, message: Message, inputs: Mapping[str, str]) -> Iterator[str]:
    for piece in message.pieces:
        if piece.kind is PieceKind.LITERAL:
            yield piece.span.of(document.text)
        elif piece.kind is not PieceKind.HIDDEN:
            code = _expression(piece.span.of(document.text))
            value = dotted(code, inputs)
            if value is None:
                raise missing(document, code, piece.span.start, inputs)
            yield spoken(value)


def _expression(hole: str) -> str:
    """The expression of a hole, without its conversion and format; an operand of a sum is one as it stands."""
    if not hole.startswith("{"):
        return hole
    inner = hole[1:-1]
    for match in _MAY_END.finditer(inner):
        code = inner[: match.start()].strip().removesuffix("=").rstrip()
        try:
            ast.parse(f"({code})", mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        return code
    return inner.strip()


PYTHON = Python()
