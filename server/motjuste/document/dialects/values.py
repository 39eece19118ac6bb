"""The values a case gives a template: looked into where the template does, and named where they are missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from motjuste.document.model import Document, Message


class RenderError(UserError):
    """A case's inputs do not fill the prompt."""


def sent_source(document: Document, message: Message) -> str:
    """A message's text without what is never sent; template text still stands in it."""
    return "".join(
        piece.span.of(document.text) for piece in message.pieces if piece.kind is not PieceKind.HIDDEN
    )


def opened(value: str) -> object:
    """A value the template looks into: JSON objects and lists are read, anything else stays as it is."""
    if not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def dotted(path: str, inputs: Mapping[str, str]) -> object:
    """The value of `name.key.key`: of the column of that whole name, else looked up in the JSON of column `name`.

    None when there is no such value.
    """
    if path in inputs:
        return inputs[path]
    name, *keys = path.split(".")
    value: object = opened(inputs[name]) if name in inputs else None
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def spoken(value: object) -> str:
    """A value as a prompt holds it: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def missing(document: Document, name: str, offset: int, inputs: Mapping[str, str]) -> RenderError:
    """The error of a variable no column fills."""
    have = f"the case has {listed(inputs)}" if inputs else "the case has no columns"
    return RenderError(
        f"The variable {name!r} has no value: {have}",
        remedy=f"Add a column {name!r} to the eval set, or rename the variable",
        path=document.path,
        line=document.line(offset),
    )


def failed(document: Document, message: str) -> RenderError:
    """The error of a template that cannot be filled, whatever the values."""
    return RenderError(
        message.rstrip("."), remedy="Correct the template or the case's values", path=document.path
    )


def listed(names: Iterable[str]) -> str:
    """Names as a message lists them."""
    return ", ".join(repr(name) for name in names)
