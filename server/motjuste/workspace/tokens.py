"""What the words of a prompt file are, for highlighting: variables, statements, tags, comments, roles, settings' keys."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
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


def tokens(documents: Sequence[Document]) -> tuple[Token, ...]:
    """All tokens of a file's prompts: sorted, disjoint, not empty."""
    found: list[Token] = []
    for document in documents:
        found += _tokens(document)
    return tuple(_disjoint(found))


def _tokens(document: Document) -> Iterator[Token]:
    """The narrow ones first: where two overlap, the first counts."""
    for one in occurrences(document):
        kind = TokenKind.DECLARATION if one.declares else TokenKind.VARIABLE
        yield Token(one.span, kind)
    for role in role_places(document):
        yield Token(role.span, TokenKind.ROLE)
    for tag in document.tags:
        yield Token(document.outer(Span(tag.outer.start, tag.inner.start)), TokenKind.TAG)
        yield Token(document.outer(Span(tag.inner.end, tag.outer.end)), TokenKind.TAG)
    for directive in document.directives:
        yield Token(document.outer(directive.span), TokenKind.COMMENT)
    kinds = {
        PieceKind.STATEMENT: TokenKind.STATEMENT,
        PieceKind.VARIABLE: TokenKind.STATEMENT,
        PieceKind.HIDDEN: TokenKind.COMMENT,
    }
    for message in document.messages:
        for piece in message.pieces:
            if piece.kind in kinds:
                # A comment alone on its line is left out with the line's end.
                yield Token(document.outer(piece.span.trimmed(document.text)), kinds[piece.kind])


def _disjoint(found: Iterable[Token]) -> Iterator[Token]:
    """The tokens without overlaps: a later one is cut to what earlier ones leave of it."""
    taken: list[Token] = []
    claims = sorted(enumerate(found), key=lambda one: (one[1].span.start, one[0]))
    borders = _winners(claims)
    for span, token in borders:
        if taken and taken[-1].kind is token.kind and taken[-1].span.end == span.start:
            taken[-1] = Token(Span(taken[-1].span.start, span.end), token.kind)
        else:
            taken.append(Token(span, token.kind))
    yield from taken


def _winners(claims: Sequence[tuple[int, Token]]) -> Iterator[tuple[Span, Token]]:
    """Each stretch between two borders with the token of the lowest number that covers it; a sweep over the borders."""
    borders = sorted({edge for _, one in claims for edge in (one.span.start, one.span.end)})
    active: list[tuple[int, Token]] = []
    at = 0
    for start, end in pairwise(borders):
        while at < len(claims) and claims[at][1].span.start <= start:
            heapq.heappush(active, (claims[at][0], claims[at][1]))
            at += 1
        while active and active[0][1].span.end <= start:
            heapq.heappop(active)
        if active:
            yield Span(start, end), active[0][1]
