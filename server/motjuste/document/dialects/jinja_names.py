"""The free variables of a Jinja template, from jinja2's own syntax tree, each at its exact place.

jinja2 keeps only line numbers. They are opaque to its parser, so the tokens are handed to it with their offsets
in place of line numbers: every node and every syntax error then knows where it stands.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from jinja2 import TemplateSyntaxError
from jinja2.lexer import TokenStream
from jinja2.parser import Parser

from motjuste.document.dialects.jinja_scope import free_names
from motjuste.document.dialects.template import Template
from motjuste.document.model import Fault, Piece, PieceKind, Variable
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

Token = tuple[int, str, str]
"""Offset, jinja2's token type, source text."""

_DELIMITERS = frozenset({"data", "variable_begin", "variable_end", "block_begin", "block_end"})
_BLANK = frozenset({"whitespace", "comment_begin", "comment", "comment_end"})


def parse_names(environment: Environment, tokens: Sequence[Token], pieces: Sequence[Piece]) -> Template:
    """Add free variables, or the syntax fault in their stead, to the pieces of a template that lexed well."""
    try:
        parser = Parser(environment, "")
        parser.stream = TokenStream(environment.lexer.wrap(tokens), None, None)
        tree = parser.parse()
    except TemplateSyntaxError as error:
        fault = Fault("T001", _place(tokens, pieces, error), _wording(error))
        return Template(tuple(pieces), leading_names(tokens, pieces), (fault,))
    except (RecursionError, ValueError):  # Nesting or a number beyond what Python itself takes.
        fault = Fault(
            "T001", pieces[0].span, "This template is nested too deeply or holds too large a number"
        )
        return Template(tuple(pieces), leading_names(tokens, pieces), (fault,))
    variables = tuple(
        Variable(name, Span(offset, offset + len(name)), _piece_at(pieces, offset).span, optional)
        for name, offset, optional in free_names(tree)
    )
    return Template(tuple(pieces), variables)


def leading_names(tokens: Sequence[Token], pieces: Sequence[Piece]) -> tuple[Variable, ...]:
    """The first name of each `{{ … }}`: the best that can be said of a template that does not parse."""
    starts = {piece.span.end: piece for piece in pieces if piece.kind is PieceKind.VARIABLE}
    found: list[Variable] = []
    name: Token | None = None
    armed = False
    for offset, kind, value in tokens:
        if kind == "variable_begin":
            armed, name = True, None
        elif kind == "variable_end":
            piece = starts.get(offset + len(value))
            if name is not None and piece is not None:
                place = Span(name[0], name[0] + len(name[2]))
                found.append(Variable(name[2], place, piece.span, optional=True))
            armed = False
        elif armed and kind not in _BLANK:
            name, armed = ((offset, kind, value) if kind == "name" else None), False
    return tuple(found)


def _place(tokens: Sequence[Token], pieces: Sequence[Piece], error: TemplateSyntaxError) -> Span:
    """The token the parser stumbled over; for an unclosed block the whole tag that opens it."""
    if "end of template" in (error.message or ""):
        opened = _innermost_open(tokens)
        return _piece_at(pieces, error.lineno if opened is None else opened).span
    at = next((token for token in tokens if token[0] == error.lineno and token[1] not in _DELIMITERS), None)
    return Span(at[0], at[0] + len(at[2])) if at is not None else _piece_at(pieces, error.lineno).span


def _piece_at(pieces: Sequence[Piece], offset: int) -> Piece:
    """The piece an offset lies in, or the one before it."""
    return pieces[max(bisect_right(pieces, offset, key=lambda piece: piece.span.start) - 1, 0)]


def _innermost_open(tokens: Sequence[Token]) -> int | None:
    """Where the block stands that is still open at the end of the template."""
    stack: list[tuple[str, int]] = []
    names = _tag_names(tokens)
    closed = {name.removeprefix("end") for name, _ in names if name.startswith("end")}
    for name, offset in names:
        if name.startswith("end"):
            while stack and stack.pop()[0] != name.removeprefix("end"):
                pass
        elif name in _BLOCKS or name in closed:
            stack.append((name, offset))
    return stack[-1][1] if stack else None


_BLOCKS = frozenset({"if", "for", "macro", "call", "filter", "block", "with", "autoescape", "trans"})


def _tag_names(tokens: Sequence[Token]) -> list[tuple[str, int]]:
    """The first name of each `{% … %}` and where it stands."""
    found: list[tuple[str, int]] = []
    armed = False
    for offset, kind, value in tokens:
        if kind == "block_begin":
            armed = True
        elif armed and kind == "name":
            found.append((value, offset))
            armed = False
        elif armed and kind != "whitespace":
            armed = False
    return found


def _wording(error: TemplateSyntaxError) -> str:
    """Say in our words what the parser's message means."""
    message = error.message or "it is no Jinja syntax"
    quoted = message.split("'")[1::2]
    if "innermost block that needs to be closed is" in message and "end of template" in message:
        return f"This {{% {quoted[-1]} %}} is never closed with {{% end{quoted[-1]} %}}"
    if message.startswith("Encountered unknown tag") and quoted[0].startswith(("end", "el")):
        return f"This {{% {quoted[0]} %}} belongs to no block that is open here"
    if message.startswith("Encountered unknown tag"):
        return f"Jinja knows no tag {quoted[0]!r}"
    for told, ours in _NAMES_OF_ENDS:
        message = message.replace(told, ours)
    return f"Jinja cannot read this: {message.rstrip('.')}"


_NAMES_OF_ENDS = (
    ("'end of print statement'", "'}}'"),
    ("'end of statement block'", "'%}'"),
    ("expected token", "expected"),
)
