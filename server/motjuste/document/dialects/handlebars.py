"""The `handlebars` dialect: values, helpers, blocks, partials, comments and escaped braces.

Source: the grammar of handlebars.js 4. Values are written as they are, as Dotprompt has it (`noEscape`): a model reads
no HTML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.dialects.template import Template
from motjuste.document.model import Piece, PieceKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.document.dialects.handlebars_tags import HandlebarsTag
    from motjuste.document.model import Document, Message
    from motjuste.text.span import Span


class Handlebars:
    """Handlebars templates."""

    name = "handlebars"

    def scan(self, text: str, span: Span) -> Template:
        """Find the tags and the names that must come from outside.

        What a block looks up in its own value (`{{#each}}`, `{{#with}}`, `as |item|`) is no variable.
        """
        if text.find("{{", span.start, span.end) < 0:
            return Template()
        from motjuste.document.dialects.handlebars_scope import free_variables
        from motjuste.document.dialects.handlebars_tags import handlebars_tags

        found = handlebars_tags(text, span)
        pieces = tuple(Piece(_kind(tag), tag.span) for tag in found.tags)
        return Template(pieces, free_variables(found.tags), found.faults)

    def fill(self, document: Document, message: Message, inputs: Mapping[str, str]) -> str:
        """Render the message within bounds; a helper or a partial that Mot Juste does not know is an error."""
        from motjuste.document.dialects.handlebars_fill import fill_handlebars

        return fill_handlebars(document, message, inputs)


def _kind(tag: HandlebarsTag) -> PieceKind:
    if tag.kind == "comment":
        return PieceKind.HIDDEN
    value = tag.kind == "value" and (tag.call is None or tag.call.bare)
    return PieceKind.VARIABLE if value else PieceKind.STATEMENT


HANDLEBARS = Handlebars()
