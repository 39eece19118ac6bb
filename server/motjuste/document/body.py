"""The body of a prompt, taken apart: directives, template text, tags, protected ranges; the rest is literal."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from motjuste.document.code_spans import inside
from motjuste.document.dialects import scan
from motjuste.document.dialects.template import Template
from motjuste.document.directives import html_directives, template_directives, whole_lines
from motjuste.document.model import Piece, PieceKind
from motjuste.document.protect import merged, protected_matches, protected_ranges
from motjuste.document.tags import Tags, find_tags, has_tags
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from motjuste.document.model import Directive, Fault, Tag, Variable


@dataclass(frozen=True, slots=True)
class Body:
    """What stands where in a body."""

    pieces: tuple[Piece, ...]
    """Sorted, adjacent, covering the body's span."""
    variables: tuple[Variable, ...]
    tags: tuple[Tag, ...]
    directives: tuple[Directive, ...]
    protected: tuple[Span, ...]
    faults: tuple[Fault, ...]


def read_body(text: str, span: Span, dialect: str, protect: Sequence[str] = ()) -> Body:
    """Take the body apart. Never raises on any text; linear in its length."""
    template = scan(text, span, dialect)
    comments = _apart(html_directives(text, span), template.pieces)
    template = _outside(template, comments)
    directives = tuple(
        sorted((*comments, *template_directives(text, template.pieces)), key=attrgetter("span"))
    )
    ranges, range_faults = protected_ranges(directives, span)
    matches, match_faults = protected_matches(text, span, protect)
    protected = merged((*ranges, *matches))
    hidden = [Piece(PieceKind.HIDDEN, _within(whole_lines(text, one.span), span)) for one in directives]
    pieces = tile(span, (*template.pieces, *hidden))
    tags = Tags()
    if has_tags(text, span):
        literal = (piece.span for piece in pieces if piece.kind is PieceKind.LITERAL)
        tags = find_tags(text, subtract(literal, protected), span)
    if tags.halves:
        pieces = tile(
            span, (*template.pieces, *hidden, *(Piece(PieceKind.HIDDEN, half) for half in tags.halves))
        )
    faults = (*template.faults, *range_faults, *match_faults, *tags.faults)
    return Body(pieces, template.variables, tags.pairs, directives, protected, faults)


def tile(span: Span, pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Sort pieces and fill the gaps with literal ones; where two overlap, the earlier keeps what it has."""
    tiled: list[Piece] = []
    position = span.start
    for piece in sorted(pieces, key=attrgetter("span")):
        start = max(piece.span.start, position)
        end = min(piece.span.end, span.end)
        if start >= end:
            continue
        if start > position:
            tiled.append(Piece(PieceKind.LITERAL, Span(position, start)))
        tiled.append(Piece(piece.kind, Span(start, end)))
        position = end
    if position < span.end:
        tiled.append(Piece(PieceKind.LITERAL, Span(position, span.end)))
    return tuple(tiled)


def subtract(spans: Iterable[Span], holes: Sequence[Span]) -> tuple[Span, ...]:
    """The spans (sorted, disjoint) without the holes (sorted, disjoint); nothing empty remains."""
    left: list[Span] = []
    first = 0
    for span in spans:
        start = span.start
        while first < len(holes) and holes[first].end <= start:
            first += 1
        at = first
        while at < len(holes) and holes[at].start < span.end:
            if holes[at].start > start:
                left.append(Span(start, holes[at].start))
            start = max(start, holes[at].end)
            at += 1
        if start < span.end:
            left.append(Span(start, span.end))
    return tuple(left)


def _within(span: Span, outer: Span) -> Span:
    return Span(max(span.start, outer.start), min(span.end, outer.end))


def _apart(directives: Sequence[Directive], pieces: Sequence[Piece]) -> tuple[Directive, ...]:
    """Leave out comments that stand inside template text or cut across it: they are none of ours."""
    kept: list[Directive] = []
    at = 0
    for directive in directives:
        while at < len(pieces) and pieces[at].span.end <= directive.span.start:
            at += 1
        across = at
        fits = True
        while across < len(pieces) and pieces[across].span.start < directive.span.end:
            fits = fits and directive.span.contains(pieces[across].span)
            across += 1
        if fits:
            kept.append(directive)
    return tuple(kept)


def _outside(template: Template, directives: Sequence[Directive]) -> Template:
    """The template text that is not inside a directive: what is never sent has no variables."""
    if not directives or not template.pieces:
        return template
    holes = [directive.span for directive in directives]

    def free(span: Span) -> bool:
        return not inside(holes, span.start)

    return Template(
        tuple(piece for piece in template.pieces if free(piece.span)),
        tuple(variable for variable in template.variables if free(variable.span)),
        tuple(fault for fault in template.faults if free(fault.span)),
    )
