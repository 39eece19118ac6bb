"""What every filling of a brace template begins with: its source, and the refusal of a broken one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.dialects.values import RenderError, missing
from motjuste.document.model import PieceKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from motjuste.document.model import Document, Fault, Message


def template_source(document: Document, message: Message) -> str:
    """A message's text without what is never sent, but with the template's own comments.

    The engine takes comments out itself, and with one that stands alone on its line it takes the line.
    """
    words = ((piece.kind, piece.span.of(document.text)) for piece in message.pieces if len(piece.span))
    return "".join(
        word for kind, word in words if kind is not PieceKind.HIDDEN or word.lstrip().startswith("{{")
    )


def refuse_faults(document: Document, faults: Sequence[Fault]) -> None:
    """Stop at a template that is broken.

    Raises:
        RenderError: It is, with the first fault's message.
    """
    if faults:
        raise unfit(document, faults[0].message, "Mend the template; `motjuste check` shows the place")


def unfit(document: Document, message: str, remedy: str) -> RenderError:
    """The error of a template that cannot be filled here, whatever the values."""
    return RenderError(message, remedy=remedy, path=document.path)


def lacking(document: Document, name: str, inputs: Mapping[str, str]) -> RenderError:
    """The error of a name without a value, at its first use."""
    root = name.split(".", 1)[0]
    places = (variable.span.start for variable in document.variables if variable.name == root)
    return missing(document, name, next(places, 0), inputs)
