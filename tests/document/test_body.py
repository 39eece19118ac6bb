from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from motjuste.document.body import subtract, tile
from motjuste.document.model import Piece, PieceKind
from motjuste.text.span import Span

spans = st.tuples(st.integers(0, 40), st.integers(0, 10)).map(lambda one: Span(one[0], one[0] + one[1]))


def disjoint(found):
    kept = []
    for span in sorted(found):
        if len(span) and (not kept or kept[-1].end <= span.start):
            kept.append(span)
    return kept


@given(st.lists(spans), st.lists(spans))
def test_subtracting_leaves_exactly_the_points_outside_the_holes(some, holes):
    some, holes = disjoint(some), disjoint(holes)
    left = subtract(some, holes)
    points = {point for span in left for point in range(span.start, span.end)}
    wanted = {point for span in some for point in range(span.start, span.end)}
    wanted -= {point for span in holes for point in range(span.start, span.end)}
    assert points == wanted
    assert list(left) == disjoint(left)


@given(st.lists(st.tuples(st.sampled_from([PieceKind.VARIABLE, PieceKind.HIDDEN]), spans)))
def test_tiling_covers_the_span_and_keeps_what_came_first(some):
    whole = Span(3, 45)
    tiles = tile(whole, [Piece(kind, span) for kind, span in some])
    position = whole.start
    for one in tiles:
        assert one.span.start == position
        assert len(one.span)
        position = one.span.end
    assert position == whole.end
    covered = {p for _, span in some for p in range(max(3, span.start), min(45, span.end))}
    literal = {
        p for one in tiles if one.kind is PieceKind.LITERAL for p in range(one.span.start, one.span.end)
    }
    assert literal == set(range(3, 45)) - covered
