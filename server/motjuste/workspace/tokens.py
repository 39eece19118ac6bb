"""What the words of a prompt file are, for highlighting: variables, statements, tags, comments, roles, settings' keys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.text.span import Span
from motjuste.workspace.roles import role_places
from motjuste.workspace.variables import occurrences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from motjuste.document.model import Document


class TokenKind(StrEnum):
    """What a stretch of a file is."""

    VARIABLE = "variable"
    DECLARATION = "declaration"
    """A variable's name where the settings declare it."""
    STATEMENT = "statement"
    """Template text that is executed, and the braces round a variable."""
    TAG = "tag"
    """An `<edit>` tag."""
    COMMENT = "comment"
    """What is never sent to a model: template comments, and comments to Mot Juste."""
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the source of one kind."""

    span: Span
    kind: TokenKind


_Stretch = tuple[int, int, TokenKind]
"""Start, end and kind: a megabyte has a hundred thousand of them, and objects would take twice as long."""
_KINDS = {
    PieceKind.STATEMENT: TokenKind.STATEMENT,
    PieceKind.VARIABLE: TokenKind.STATEMENT,
    PieceKind.HIDDEN: TokenKind.COMMENT,
}


def tokens(documents: Sequence[Document]) -> tuple[Token, ...]:
    """All tokens of a file's prompts: sorted, disjoint, not empty. Linear in their number, but for sorting them."""
    names = _disjoint(one for document in documents for one in _names(document))
    wide = _disjoint(one for document in documents for one in _template(document))
    return tuple(Token(Span(start, end), kind) for start, end, kind in _merged(names, wide))


def _names(document: Document) -> Iterator[_Stretch]:
    """The narrow stretches, which stand inside wider ones or by themselves."""
    for one in occurrences(document):
        kind = TokenKind.DECLARATION if one.declares else TokenKind.VARIABLE
        yield one.span.start, one.span.end, kind
    for role in role_places(document):
        yield role.span.start, role.span.end, TokenKind.ROLE
    for tag in document.tags:
        for start, end in ((tag.outer.start, tag.inner.start), (tag.inner.end, tag.outer.end)):
            outer = document.outer(Span(start, end))
            yield outer.start, outer.end, TokenKind.TAG
    for directive in document.directives:
        outer = document.outer(directive.span)
        yield outer.start, outer.end, TokenKind.COMMENT


def _template(document: Document) -> Iterator[_Stretch]:
    """Placeholders, statements and comments, whole."""
    for message in document.messages:
        for piece in message.pieces:
            kind = _KINDS.get(piece.kind)
            if kind is not None:
                # A comment alone on its line is left out with the line's end.
                outer = document.outer(piece.span.trimmed(document.text))
                yield outer.start, outer.end, kind


def _disjoint(found: Iterable[_Stretch]) -> list[_Stretch]:
    """Sorted and without overlaps: what begins first counts, and of two that begin alike the longer one."""
    kept: list[_Stretch] = []
    end = 0
    for stretch in sorted(found, key=lambda one: (one[0], -one[1])):
        if stretch[0] >= end and stretch[1] > stretch[0]:
            kept.append(stretch)
            end = stretch[1]
    return kept


def _merged(names: Sequence[_Stretch], wide: Sequence[_Stretch]) -> Iterator[_Stretch]:
    """The names, and what they leave of the wide stretches."""
    at = 0
    for start, end, kind in wide:
        place = start
        while at < len(names) and names[at][0] < end:
            name = names[at]
            if name[0] > place and name[1] > start:
                yield place, name[0], kind
            yield name
            place = max(place, name[1])
            at += 1
        if place < end:
            yield place, end, kind
    yield from names[at:]
