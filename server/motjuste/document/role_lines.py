"""Lines such as `system:` or `# user:` that begin a chat message, as Prompty and promptflow write them.

Sources: the Prompty specification, section 2.10 and the reference parser's pattern; promptflow's `parse_chat`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from motjuste.document.body import tile
from motjuste.document.message_split import Marker
from motjuste.document.model import Piece, PieceKind
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.document.model import Role

_LINE = re.compile(
    r"""
      (?:^|(?<=\n)|(?<=\r))[ \t]*+\#?[ \t]*+(?P<role>system|user|assistant|developer|tool|function)
      (?:\[\w++[ \t]*+=[^\]\r\n]{0,500}+\])?[ \t]*+:[ \t]*+(?:\r\n|\r|\n|\Z)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
}
_COMMENTS = re.compile(r"(?:[\s\ufeff]|\{\#(?:[^#]|\#(?!\}))*+\#\})*+")
_JINJA_TAG = re.compile(r"\{%[-+]?\s*+(?P<name>\w++)(?P<rest>[^%]*+)")
_JINJA_BLOCKS = frozenset({"if", "for", "macro", "call", "filter", "block", "with", "autoescape", "set"})
_BRACE_TAG = re.compile(r"\{\{[~]?(?P<sigil>[#^/])")


def begins_with_role(text: str) -> bool:
    """Whether the first line of a template, comments left out, names a role."""
    match = _COMMENTS.match(text)
    start = match.end() if match else 0
    # The blanks before the first word may hold the line's own indentation.
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    match = _LINE.match(text, line_start) or _LINE.match(text[start:])
    return match is not None and match["role"].lower() in _ROLES


def role_markers(text: str, span: Span, pieces: Sequence[Piece]) -> tuple[list[Marker], tuple[Piece, ...]]:
    """Find the role lines of a body.

    One inside a block of the template makes as many messages as the block has rounds, which only the case can say: it
    stays in its message as template text.

    Returns:
        The markers, and the pieces with the lines inside blocks among them.
    """
    blocks = list(_blocks(text, pieces))
    markers: list[Marker] = []
    inside: list[Piece] = []
    for match in _LINE.finditer(text, span.start, span.end):
        place = Span(*match.span())
        at = bisect_right(blocks, place.start, key=lambda block: block.start) - 1
        piece = pieces[max(0, bisect_right(pieces, place.start, key=lambda one: one.span.start) - 1)]
        if at >= 0 and place.start < blocks[at].end:
            inside.append(Piece(PieceKind.STATEMENT, place))
        elif match["role"].lower() in _ROLES and (
            piece.kind is PieceKind.LITERAL or piece.span.start == place.start
        ):
            markers.append(Marker(place, _ROLES[match["role"].lower()], keeps_empty=True))
    if inside:
        pieces = tile(span, (*(piece for piece in pieces if piece.kind is not PieceKind.LITERAL), *inside))
    return markers, tuple(pieces)


def _blocks(text: str, pieces: Sequence[Piece]) -> Iterator[Span]:
    """The outermost blocks that are closed, from tag to tag; one never closed holds nothing."""
    opened: list[tuple[str, int]] = []
    outermost: list[Span] = []
    for piece in pieces:
        if piece.kind is not PieceKind.STATEMENT:
            continue
        name, opens = _tag(text, piece)
        if opens:
            opened.append((name, piece.span.start))
        elif opened and name and opened[-1][0] == name:
            _, start = opened.pop()
            while outermost and outermost[-1].start >= start:
                outermost.pop()
            outermost.append(Span(start, piece.span.end))
    yield from outermost


def _tag(text: str, piece: Piece) -> tuple[str, bool]:
    """A statement's block name, empty for what is no border of one, and whether it opens the block."""
    jinja = _JINJA_TAG.match(text, piece.span.start, piece.span.end)
    if jinja is not None:
        name = jinja["name"]
        if name.startswith("end"):
            return name.removeprefix("end"), False
        is_block = name in _JINJA_BLOCKS and not (name == "set" and "=" in jinja["rest"])
        return (name, True) if is_block else ("", False)
    brace = _BRACE_TAG.match(text, piece.span.start, piece.span.end)
    if brace is None:
        return "", False
    return "section", brace["sigil"] != "/"
