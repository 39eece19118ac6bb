"""A prompt and one case's inputs, made into the chat messages a model is sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from motjuste.document.braces import PLACEHOLDER
from motjuste.document.model import PieceKind
from motjuste.errors import UserError
from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping

    from motjuste.document.model import Document, Message, Role

INPUT_COLUMNS = ("input", "question", "query", "text", "prompt")
"""Columns that hold a case's input, the first that exists counting, when the prompt has no variable for it."""


class RenderError(UserError):
    """A case's inputs do not fill the prompt."""


def render(document: Document, inputs: Mapping[str, str]) -> tuple[tuple[Role, str], ...]:
    """Fill a prompt with one case.

    A prompt with variables is one user message (or of the role its front matter names) with the variables
    filled. One without is the system message, and the case's input the user message; with no inputs at all it is
    the user message itself. Front matter, directives, template comments and `<edit>` tags are left out,
    blanks round each message stripped. Inserted values are never read as template text.

    Args:
        document: The prompt.
        inputs: Values by column.

    Returns:
        (role, content) pairs in the order they are sent; messages without content are left out.

    Raises:
        RenderError: A variable has no value, no column is the input, or the template fails.
    """
    filled = tuple((message, _fill(document, message, inputs).strip()) for message in document.messages)
    if any(message.role is not None for message, _ in filled) or document.variables or not inputs:
        return tuple((message.role or "user", content) for message, content in filled if content)
    system: tuple[tuple[Role, str], ...] = tuple(("system", content) for _, content in filled if content)
    column = input_column(inputs)
    if column is None:
        raise RenderError(
            f"The prompt has no variable, and none of the columns {_listed(inputs)} is its input",
            remedy=f"Use a variable such as {{{{ {next(iter(inputs))} }}}}, or call one column `input`",
            path=document.path,
        )
    return (*system, ("user", inputs[column]))


def input_column(columns: Iterable[str]) -> str | None:
    """Which column is a case's input when the prompt names none: a known name, or the only column."""
    names = list(columns)
    known = next((name for name in INPUT_COLUMNS if name in names), None)
    return names[0] if known is None and len(names) == 1 else known


def sent_source(document: Document, message: Message) -> str:
    """A message's text without what is never sent; template text still stands in it."""
    return "".join(
        piece.span.of(document.text) for piece in message.pieces if piece.kind is not PieceKind.HIDDEN
    )


def _fill(document: Document, message: Message, inputs: Mapping[str, str]) -> str:
    source = sent_source(document, message)
    has_template = any(piece.kind in {PieceKind.VARIABLE, PieceKind.STATEMENT} for piece in message.pieces)
    if not has_template:
        return source
    if document.dialect == "jinja":
        from motjuste.document.jinja_render import fill_jinja

        return fill_jinja(document, source, inputs)
    return "".join(_parts(document, message, inputs))


def _parts(document: Document, message: Message, inputs: Mapping[str, str]) -> Iterable[str]:
    for piece in message.pieces:
        if piece.kind is PieceKind.LITERAL:
            yield piece.span.of(document.text)
        elif piece.kind is PieceKind.VARIABLE:
            match = PLACEHOLDER.fullmatch(document.text, piece.span.start, piece.span.end)
            yield "" if match is None else _value(document, match, inputs)


def _value(document: Document, match: re.Match[str], inputs: Mapping[str, str]) -> str:
    """The value of `{{ name }}`, or of `{{ name.attribute }}` from a column of that name or a JSON object."""
    path = match.group(1)
    if path in inputs:
        return inputs[path]
    value: object = opened(inputs[match["name"]]) if match["name"] in inputs else None
    for key in path.split(".")[1:]:
        value = value.get(key) if isinstance(value, dict) else None
    if value is None:
        raise missing(document, path, match.start(), inputs)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def opened(value: str) -> object:
    """A value the template looks into: JSON objects and lists are read, anything else stays as it is."""
    if not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def missing(document: Document, name: str, offset: int, inputs: Mapping[str, str]) -> RenderError:
    """The error of a variable no column fills."""
    line, _ = LineIndex(document.text).row_column(offset)
    have = f"the case has {_listed(inputs)}" if inputs else "the case has no columns"
    return RenderError(
        f"The variable {name!r} has no value: {have}",
        remedy=f"Add a column {name!r} to the eval set, or rename the variable",
        path=document.path,
        line=line,
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in names)
