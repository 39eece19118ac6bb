"""The `mustache` dialect: `{{x}}`, `{{{x}}}`, `{{&x}}`, sections, comments, partials and new delimiters.

Source: the Mustache specification 1.4 without its optional modules. Values are written as they are: a model reads no
HTML, and Genkit, promptfoo and LangChain.js turn the escaping off as well (LangChain for Python does not).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.dialects.mustache_tags import MustacheTag, TagKind, mustache_tags
from motjuste.document.dialects.template import Template
from motjuste.document.model import Piece, PieceKind, Variable
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from motjuste.document.model import Document, Message

_PIECES = {TagKind.VARIABLE: PieceKind.VARIABLE, TagKind.COMMENT: PieceKind.HIDDEN}


class Mustache:
    """Mustache templates."""

    name = "mustache"

    def scan(self, text: str, span: Span) -> Template:
        """Find the tags and the names they ask for.

        A name inside a section may be an entry of the section's value or a variable of its own: it counts as a
        variable that may be missing. So does the name of a section, which shows nothing without it.
        """
        found = mustache_tags(text, span)
        pieces = tuple(Piece(_PIECES.get(tag.kind, PieceKind.STATEMENT), tag.span) for tag in found.tags)
        return Template(pieces, tuple(_variables(text, found.tags)), found.faults)

    def fill(self, document: Document, message: Message, inputs: Mapping[str, str]) -> str:
        """Render the message within bounds; what Mot Juste does not read, such as a partial, is an error."""
        from motjuste.document.dialects.mustache_fill import fill_mustache

        return fill_mustache(document, message, inputs)


def _variables(text: str, tags: Sequence[MustacheTag]) -> Iterator[Variable]:
    depth = 0
    for tag in tags:
        if tag.kind is TagKind.CLOSE:
            depth = max(0, depth - 1)
        elif tag.kind in {TagKind.VARIABLE, TagKind.SECTION, TagKind.INVERTED}:
            name = tag.name.of(text).split(".", 1)[0].rstrip()
            if name:
                place = Span(tag.name.start, tag.name.start + len(name))
                tested = tag.kind is not TagKind.VARIABLE
                yield Variable(name, place, tag.span, optional=tested or depth > 0)
                depth += tested
            elif tag.kind is not TagKind.VARIABLE:
                depth += 1


MUSTACHE = Mustache()
