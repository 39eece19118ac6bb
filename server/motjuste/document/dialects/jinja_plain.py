"""Jinja templates whose tags are all of one plain name, `{{ name }}`: most are, and need no syntax tree."""

from __future__ import annotations

import re

from motjuste.document.dialects.template import Template
from motjuste.document.model import Piece, PieceKind, Variable
from motjuste.text.span import Span

_PLAIN = re.compile(r"\{\{[ \t]*+([A-Za-z_][A-Za-z0-9_]*+)[ \t]*+\}\}")
_MEANT_OTHERWISE = frozenset(
    {
        *("true", "false", "none", "True", "False", "None"),
        *("and", "or", "not", "in", "is", "if", "else", "elif", "for", "recursive", "import", "as", "with"),
        *("range", "dict", "lipsum", "cycler", "joiner", "namespace"),
        *("self", "super", "caller", "varargs", "kwargs", "loop", "_", "gettext", "ngettext"),
        *("env", "_conversation"),
    }
)
"""Words of the language, what an engine hands over by itself, and promptfoo's own: not for this file to read."""


def plain_template(text: str, span: Span) -> Template | None:
    """The template text of `span`, as `scan_jinja` finds it; None where any tag is more than a name."""
    if text.find("{%", span.start, span.end) >= 0 or text.find("{#", span.start, span.end) >= 0:
        return None
    pieces: list[Piece] = []
    variables: list[Variable] = []
    start = text.find("{{", span.start, span.end)
    while start >= 0:
        match = _PLAIN.match(text, start, span.end)
        if match is None or match[1] in _MEANT_OTHERWISE:
            return None
        place = Span(start, match.end())
        pieces.append(Piece(PieceKind.VARIABLE, place))
        variables.append(Variable(match[1], Span(*match.span(1)), place))
        start = text.find("{{", match.end(), span.end)
    return Template(tuple(pieces), tuple(variables))
