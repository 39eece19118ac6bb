"""Semantic tokens: variables, statements, tags, comments and roles, whole, as a difference, or of what is on the screen."""

from __future__ import annotations

import functools
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp.convert import to_span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from motjuste.lsp.analysis import Analysis
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.server import MotjusteServer
    from motjuste.workspace.tokens import Token

_TYPES = (
    types.SemanticTokenTypes.Variable,
    types.SemanticTokenTypes.Macro,
    types.SemanticTokenTypes.Decorator,
    types.SemanticTokenTypes.Comment,
    types.SemanticTokenTypes.Keyword,
)
LEGEND = types.SemanticTokensLegend(
    token_types=[one.value for one in _TYPES],
    token_modifiers=[types.SemanticTokenModifiers.Declaration.value],
)
"""Names every editor's colour themes know."""
_DECLARATION = 1
_MEANS: dict[str, tuple[int, int]] = {
    "variable": (0, 0),
    "declaration": (0, _DECLARATION),
    "statement": (1, 0),
    "tag": (2, 0),
    "comment": (3, 0),
    "role": (4, 0),
}
"""By the kind of a token, its type's number in the legend and its modifiers."""
_LARGE = 200_000
"""Code points beyond which the tokens are looked for in a thread."""
_FIVE = 5
"""Numbers a token takes."""


class _Sent:
    """What an editor was sent last for each open text, which a difference starts from; and the tokens it was made of."""

    def __init__(self) -> None:
        self._by_uri: dict[str, tuple[str, list[int]]] = {}
        self._tokens: dict[str, tuple[Analysis, tuple[Token, ...]]] = {}

    def keep(self, uri: str, result_id: str, data: list[int]) -> None:
        """Remember what was sent under a name."""
        self._by_uri[uri] = result_id, data

    def under(self, uri: str, result_id: str) -> list[int] | None:
        """What was sent under that name, if it was the last."""
        kept = self._by_uri.get(uri)
        return kept[1] if kept is not None and kept[0] == result_id else None

    async def tokens(self, ls: MotjusteServer, snapshot: Snapshot) -> tuple[Token, ...]:
        """The tokens of a text; none of one that is no prompt, which other tools colour."""
        analysis = await ls.analysis(snapshot)
        kept = self._tokens.get(snapshot.uri)
        if kept is not None and kept[0] is analysis:
            return kept[1]
        if not analysis.is_prompt:
            return ()
        from motjuste.workspace.tokens import tokens

        if len(snapshot.text) > _LARGE:
            work = functools.partial(tokens, analysis.documents)
            done = await ls.threads.run(
                f"tokens {snapshot.uri}", work, if_still=lambda: _is_open(ls, snapshot)
            )
            found = done or ()
        else:
            found = tokens(analysis.documents)
        self._tokens[snapshot.uri] = analysis, found
        return found

    def drop(self, snapshot: Snapshot) -> None:
        """A text was closed."""
        self._by_uri.pop(snapshot.uri, None)
        self._tokens.pop(snapshot.uri, None)


def _is_open(ls: MotjusteServer, snapshot: Snapshot) -> bool:
    return ls.documents.get(snapshot.uri) is snapshot


def register(ls: MotjusteServer) -> None:
    """Answer the three requests."""
    sent = _Sent()
    ls.on_close(sent.drop)

    async def full(ls: MotjusteServer, params: types.SemanticTokensParams) -> types.SemanticTokens | None:
        return await _full(ls, params.text_document.uri, sent)

    async def delta(
        ls: MotjusteServer, params: types.SemanticTokensDeltaParams
    ) -> types.SemanticTokens | types.SemanticTokensDelta | None:
        before = sent.under(params.text_document.uri, params.previous_result_id)
        now = await _full(ls, params.text_document.uri, sent)
        if now is None or before is None:
            return now
        return types.SemanticTokensDelta(edits=_difference(before, list(now.data)), result_id=now.result_id)

    async def in_range(
        ls: MotjusteServer, params: types.SemanticTokensRangeParams
    ) -> types.SemanticTokens | None:
        snapshot = ls.documents.get(params.text_document.uri)
        if snapshot is None:
            return None
        span = to_span(snapshot, params.range)
        found = await sent.tokens(ls, snapshot)
        first = bisect_right(found, span.start, key=lambda one: one.span.end)
        last = bisect_left(found, span.end, key=lambda one: one.span.start)
        return types.SemanticTokens(data=list(_data(snapshot, found[first:last])))

    ls.answer(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, full, LEGEND)
    ls.answer(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA, delta)
    ls.answer(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, in_range, LEGEND)


async def _full(ls: MotjusteServer, uri: str, sent: _Sent) -> types.SemanticTokens | None:
    snapshot = ls.documents.get(uri)
    if snapshot is None:
        return None
    data = list(_data(snapshot, await sent.tokens(ls, snapshot)))
    result_id = str(snapshot.serial)
    sent.keep(uri, result_id, data)
    return types.SemanticTokens(data=data, result_id=result_id)


def _data(snapshot: Snapshot, found: Sequence[Token]) -> Iterator[int]:
    """The protocol's form: five numbers a token, each place relative to the one before. A token has one line."""
    borders = (edge for token in found for edge in (token.span.start, token.span.end))
    places = snapshot.lines.positions(borders, snapshot.encoding)
    line = character = 0
    for token, start, end in zip(found, places, places, strict=True):
        kind, modifiers = _MEANS[token.kind]
        for row, left, right in _lines(snapshot, start, end):
            if right > left:
                moved = row - line
                yield from (moved, left - (0 if moved else character), right - left, kind, modifiers)
                line, character = row, left


def _lines(
    snapshot: Snapshot, start: tuple[int, int], end: tuple[int, int]
) -> Iterator[tuple[int, int, int]]:
    """The parts of a stretch on each of its lines: line, first and last character."""
    row, left = start
    while row < end[0]:
        # The last character of a line is wherever an overlong one is clamped to.
        close = snapshot.lines.offset(row, 1 << 30, "utf-32")
        yield row, left, snapshot.lines.position(close, snapshot.encoding)[1]
        row, left = row + 1, 0
    yield row, left, end[1]


def _difference(old: list[int], new: list[int]) -> list[types.SemanticTokensEdit]:
    """The one edit between two lists of tokens, whole tokens at a time."""
    most = min(len(old), len(new)) // _FIVE
    head = _common(most, lambda size: old[: size * _FIVE] == new[: size * _FIVE])
    rest = most - head
    tail = _common(rest, lambda size: old[len(old) - size * _FIVE :] == new[len(new) - size * _FIVE :])
    start, cut = head * _FIVE, len(old) - (head + tail) * _FIVE
    put = new[start : len(new) - tail * _FIVE]
    return [types.SemanticTokensEdit(start=start, delete_count=cut, data=put)] if cut or put else []


def _common(most: int, same: Callable[[int], bool]) -> int:
    """The largest size up to `most` that is the same in both."""
    return bisect_left(range(1, most + 1), x=True, key=lambda size: not same(size))
