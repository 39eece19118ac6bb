"""Where a message shows code, found stretch by stretch: what `document.code_spans` says of its whole text."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from motjuste.document.code_spans import fence_lines, inline_code, paired_fences
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from motjuste.document.code_spans import FenceLine
    from motjuste.text.stretches import Stretches

T = TypeVar("T", bound="tuple[Any, ...]")
_Ends = tuple[tuple[int, ...], tuple[int, ...]]
"""Where each code span starts, and where it ends."""


class CodePlaces:
    """Fenced blocks and inline code of one text."""

    def __init__(self, stretches: Stretches) -> None:
        """Pair the fences of all stretches; inline code is looked for where it is asked about."""
        self._stretches = stretches
        lines = [
            (start + by, end + by, mark, info)
            for by, found in stretches.each(_fence_lines)
            for start, end, mark, info in found
        ]
        self.blocks = paired_fences(lines, len(stretches.text))
        self._code: dict[int, _Ends] = {}

    def holds(self, offset: int) -> bool:
        """Whether an offset lies in code."""
        number = self._stretches.number(offset)
        return _within(self._of(number), offset - self._stretches.starts[number])

    def outside(
        self, look: Callable[..., tuple[T, ...]], *arguments: Hashable
    ) -> Iterator[tuple[int, tuple[T, ...]]]:
        """Where each stretch starts, and those that `look` finds in it which stand outside code.

        Args:
            look: A pure function of some lines and the arguments, that gives tuples; the first item of each says where
                it stands.
            arguments: The others.
        """
        for number, by in enumerate(self._stretches.starts):
            yield by, self._stretches.one(number, _outside, look, arguments, self._blocks[number])

    def outside_of(self, number: int, found: tuple[T, ...]) -> tuple[T, ...]:
        """Those of what was found in a stretch that stand outside code; as `outside` has them."""
        code = self._of(number)
        return tuple(one for one in found if not _within(code, one[0])) if code[0] else found

    def spans(self) -> tuple[Span, ...]:
        """All of them, sorted and disjoint."""
        found = list(self.blocks)
        for number, by in enumerate(self._stretches.starts):
            inline = self._stretches.one(number, _inline, self._blocks[number])
            found += [span.shifted(by) for span in inline]
        return tuple(sorted(found))

    def _of(self, number: int) -> _Ends:
        """The code of a stretch, in its own offsets: what is inline depends on the blocks that reach into it."""
        ends = self._code.get(number)
        if ends is None:
            ends = self._code[number] = self._stretches.one(number, _code, self._blocks[number])
        return ends

    @cached_property
    def _blocks(self) -> list[_Ends]:
        """The blocks that reach into each stretch, in its own offsets."""
        found = []
        at = 0
        for start, part in zip(self._stretches.starts, self._stretches.parts, strict=True):
            end = start + len(part.text)
            while at < len(self.blocks) and self.blocks[at].end <= start:
                at += 1
            last = at
            while last < len(self.blocks) and self.blocks[last].start < end:
                last += 1
            reaching = self.blocks[at:last]
            found.append(
                (
                    tuple(max(block.start - start, 0) for block in reaching),
                    tuple(min(block.end, end) - start for block in reaching),
                )
            )
        return found


def _fence_lines(text: str) -> tuple[FenceLine, ...]:
    return fence_lines(text, Span(0, len(text)))


def _inline(text: str, blocks: _Ends) -> tuple[Span, ...]:
    return inline_code(text, Span(0, len(text)), [Span(*block) for block in zip(*blocks, strict=True)])


def _code(text: str, blocks: _Ends) -> _Ends:
    """Blocks and inline code of some lines together; they share nothing."""
    inline = _inline(text, blocks)
    if not inline:
        return blocks
    starts, ends = blocks
    return (
        tuple(sorted((*starts, *(span.start for span in inline)))),
        tuple(sorted((*ends, *(span.end for span in inline)))),
    )


def _outside(
    text: str, look: Callable[..., tuple[T, ...]], arguments: tuple[Hashable, ...], blocks: _Ends
) -> tuple[T, ...]:
    found = look(text, *arguments)
    if not found:
        return ()
    code = _code(text, blocks)
    return tuple(one for one in found if not _within(code, one[0])) if code[0] else found


def _within(ends: _Ends, offset: int) -> bool:
    at = bisect_right(ends[0], offset) - 1
    return at >= 0 and offset < ends[1][at]
