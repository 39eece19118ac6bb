"""The `fstring` dialect: `{x}` of Python's `str.format`, which LangChain calls f-string; `{{` and `}}` are braces.

Source: Python's library reference, "Format String Syntax".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.document.dialects.template import Template
from motjuste.document.model import Fault, Piece, PieceKind, Variable
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from motjuste.document.model import Document, Message

FIELD = re.compile(
    r"\{(?P<name>[^\W\d]\w*+|[0-9]*+|[ \t]*+[^\W\d][^\r\n{}\[\].:!\"'`<>,;=()]{0,60})"
    r"(?P<path>(?:\.\w++|\[[^\]{}\r\n]*+\])*+)"
    r"(?:!(?P<conversion>[rsa]))?"
    r"(?::(?P<form>(?:[^{}\r\n]|\{[^{}\r\n]*+\})*+))?\}"
)
"""A field that a case can fill. A name may hold blanks: the engine looks up whatever stands there."""
_BRACE = re.compile(r"[{}]")
_NESTED = re.compile(r"\{(?P<name>[^\W\d]\w*+)[^{}]*+\}")
_READ_AS_FIELD = (
    "Python takes this { as the beginning of a variable; write {{ for a brace that the model should read"
)
_LONE = "A lone } is no brace for Python; write }} for one that the model should read"
_BLANKS = "Python takes the blanks in these braces as part of the variable's name"


class FString:
    """Templates of `str.format`."""

    name = "fstring"

    def scan(self, text: str, span: Span) -> Template:
        """Find fields and doubled braces; what stands in single braces and can be no field is a fault at its brace."""
        if _BRACE.search(text, span.start, span.end) is None:
            return Template()
        scanning = _Scanning(text, span)
        scanning.run()
        return Template(tuple(scanning.pieces), tuple(scanning.variables), tuple(scanning.faults))

    def fill(self, document: Document, message: Message, inputs: Mapping[str, str]) -> str:
        """Format the message as Python would, without attributes of anything but JSON objects."""
        from motjuste.document.dialects.fstring_fill import fill_fstring

        return fill_fstring(document, message, inputs)


class _Scanning:
    def __init__(self, text: str, span: Span) -> None:
        self.text = text
        self.span = span
        self.pieces: list[Piece] = []
        self.variables: list[Variable] = []
        self.faults: list[Fault] = []
        self.partners: dict[int, int] | None = None

    def run(self) -> None:
        """Read from brace to brace."""
        position = self.span.start
        while (brace := _BRACE.search(self.text, position, self.span.end)) is not None:
            position = self._brace(brace.start())

    def _brace(self, start: int) -> int:
        """Read what a brace begins; returns where to go on."""
        brace = self.text[start]
        if start + 1 < self.span.end and self.text[start + 1] == brace:
            self.pieces.append(Piece(PieceKind.STATEMENT, Span(start, start + 2)))
            return start + 2
        if brace == "}":
            self.faults.append(Fault("T001", Span(start, start + 1), _LONE))
            return start + 1
        field = FIELD.match(self.text, start, self.span.end)
        if field is not None:
            self._field(field)
            return field.end()
        self.faults.append(Fault("T001", Span(start, start + 1), _READ_AS_FIELD))
        # What stands inside belongs to the same mistake; the engine would not read on either.
        return self._partner(start) + 1

    def _field(self, field: re.Match[str]) -> None:
        span = Span(*field.span())
        self.pieces.append(Piece(PieceKind.VARIABLE, span))
        name = Span(*field.span("name"))
        words = name.of(self.text)
        if words != words.strip():
            self.faults.append(Fault("T001", span, _BLANKS))
            name = Span(name.end - len(words.lstrip()), name.end)
            name = Span(name.start, name.start + len(words.strip()))
        if len(name) and not words.isdecimal():
            self.variables.append(Variable(name.of(self.text), name, span))
        if field["form"]:
            self.variables.extend(self._nested(field))

    def _nested(self, field: re.Match[str]) -> Iterator[Variable]:
        """Names inside the format, such as the width in `{x:{width}}`."""
        for match in _NESTED.finditer(self.text, *field.span("form")):
            yield Variable(match["name"], Span(*match.span("name")), Span(*field.span()))

    def _partner(self, start: int) -> int:
        """The brace that closes the one at `start`; itself if none does. One pass finds all partners."""
        if self.partners is None:
            self.partners = {}
            opened: list[int] = []
            for match in _BRACE.finditer(self.text, start, self.span.end):
                if match.group() == "{":
                    opened.append(match.start())
                elif opened:
                    self.partners[opened.pop()] = match.start()
        return self.partners.get(start, start)


FSTRING = FString()
