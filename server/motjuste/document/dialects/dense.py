"""Template text of prompts with so many tags that reading each would take seconds: found by its delimiters alone."""

from __future__ import annotations

import re

from motjuste.document.dialects.template import Template
from motjuste.document.model import Fault, Piece, PieceKind, Variable
from motjuste.text.span import Span

MOST_TAGS = 10_000
"""Tags of one message; no prompt that somebody wrote comes near."""

_TAG = {True: re.compile(r"\{([{%#])"), False: re.compile(r"\{(\{)")}
_CLOSERS = {"{": "}}", "%": "%}", "#": "#}"}
_KINDS = {"{": PieceKind.VARIABLE, "%": PieceKind.STATEMENT, "#": PieceKind.HIDDEN}
_INSIDE = {**dict.fromkeys("#/^>&*'\"", PieceKind.STATEMENT), "!": PieceKind.HIDDEN}
"""What the first character behind double braces means in the languages of the Mustache family."""
_LEADING_NAME = re.compile(r"\{\{[-+~$]?\s*+([^\W\d]\w*+)")
_FAULT = f"More than {MOST_TAGS:,} template tags stand here: too many to check how they are written"


def is_dense(text: str, span: Span) -> bool:
    """Whether a message has very many tags."""
    # Every tag takes four characters at least.
    if len(span) < 4 * MOST_TAGS:
        return False
    return text.count("{{", span.start, span.end) + text.count("{%", span.start, span.end) > MOST_TAGS


def searched(text: str, span: Span, *, statements: bool) -> Template:
    """The tags of a message and the names they begin with, none of them needed; one fault says that this is all.

    Args:
        text: What the message stands in.
        span: The message.
        statements: Whether the language has `{% %}` and `{# #}`.
    """
    tag = _TAG[statements]
    pieces: list[Piece] = []
    variables: list[Variable] = []
    opener = tag.search(text, span.start, span.end)
    while opener is not None:
        start, mark = opener.start(), opener[1]
        closing = text.find(_CLOSERS[mark], opener.end(), span.end)
        end = closing + 2 if closing >= 0 else span.end
        kind = _KINDS[mark]
        if not statements:
            kind = _INSIDE.get(text[start + 2 : start + 3], kind)
        place = Span(start, end)
        pieces.append(Piece(kind, place))
        name = _LEADING_NAME.match(text, start, end) if kind is PieceKind.VARIABLE else None
        if name is not None:
            variables.append(Variable(name[1], Span(*name.span(1)), place, optional=True))
        opener = tag.search(text, end, span.end)
    first = pieces[0].span if pieces else Span(span.start, span.start)
    return Template(tuple(pieces), tuple(variables), (Fault("T001", first, _FAULT),))
