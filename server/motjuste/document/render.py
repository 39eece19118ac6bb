"""A prompt and one case's inputs, made into the chat messages a model is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.dialects import dialect_of
from motjuste.document.dialects.values import RenderError, listed, sent_source
from motjuste.document.model import PieceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from motjuste.document.model import Document, Message, Role

__all__ = ["INPUT_COLUMNS", "RenderError", "input_column", "render", "sent_source"]

INPUT_COLUMNS = ("input", "question", "query", "text", "prompt")
"""Columns that hold a case's input, the first that exists counting, when the prompt has no variable for it."""


def render(document: Document, inputs: Mapping[str, str]) -> tuple[tuple[Role, str], ...]:
    """Fill a prompt with one case.

    A prompt with variables is filled with the case; where its file names no role it is the user message. One without
    variables is the system message (or keeps the roles its file names) and the case's input follows as the user
    message, unless the file has a user message of its own or there are no inputs at all. What a case lacks the file's
    own defaults fill. Front matter, directives, template comments and `<edit>` tags are left out, blanks round each
    message stripped. Inserted values are never read as template text.

    Args:
        document: The prompt.
        inputs: Values by column.

    Returns:
        (role, content) pairs in the order they are sent; messages without content are left out.

    Raises:
        RenderError: A variable has no value, no column is the input, or the template fails.
    """
    values = {**document.defaults, **inputs}
    filled = tuple((message, _fill(document, message, values).strip()) for message in document.messages)
    asks = any(message.role == "user" for message in document.messages)
    if asks or document.variables or not inputs:
        return tuple((message.role or "user", content) for message, content in filled if content)
    told: tuple[tuple[Role, str], ...] = tuple(
        (message.role or "system", content) for message, content in filled if content
    )
    column = input_column(inputs)
    if column is None:
        raise RenderError(
            f"The prompt has no variable, and none of the columns {listed(inputs)} is its input",
            remedy=f"Use a variable such as {{{{ {next(iter(inputs))} }}}}, or call one column `input`",
            path=document.path,
        )
    return (*told, ("user", inputs[column]))


def input_column(columns: Iterable[str]) -> str | None:
    """Which column is a case's input when the prompt names none: a known name, or the only column."""
    names = list(columns)
    known = next((name for name in INPUT_COLUMNS if name in names), None)
    return names[0] if known is None and len(names) == 1 else known


def _fill(document: Document, message: Message, inputs: Mapping[str, str]) -> str:
    has_template = any(piece.kind in {PieceKind.VARIABLE, PieceKind.STATEMENT} for piece in message.pieces)
    if not has_template:
        return sent_source(document, message)
    return dialect_of(document.dialect).fill(document, message, inputs)
