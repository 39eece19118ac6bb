"""What an editor's changes do to a text: one step each, and a new text at the end; many at once cost little more than one."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.text.edit import Edit
from motjuste.text.position import LineIndex
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from motjuste.text.position import Encoding

_MANY = 8
"""Changes in one notification from which on the text is not put together after each of them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a text, with as much of the text as says whether it parts or joins words; never the whole of it."""

    edit: Edit
    """Relative to the text before."""
    before: str
    """The code point in front of the edit; empty at the text's start."""
    after: str
    """The code point behind it; empty at the text's end."""


def apply(
    lines: LineIndex, changes: Sequence[types.TextDocumentContentChangeEvent], encoding: Encoding
) -> tuple[LineIndex, tuple[Step, ...]]:
    """Apply changes, each in the positions of the text after the one before.

    Returns:
        The text after them, and the steps that led there.
    """
    if len(changes) >= _MANY:
        return _apply_many(lines, changes, encoding)
    steps = []
    for change in changes:
        step = _step(lines, change, encoding)
        lines = lines.edited(step.edit)
        steps.append(step)
    return lines, tuple(steps)


def _apply_many(
    lines: LineIndex, changes: Sequence[types.TextDocumentContentChangeEvent], encoding: Encoding
) -> tuple[LineIndex, tuple[Step, ...]]:
    parted, steps = _Parted(lines), []
    for change in changes:
        if isinstance(change, types.TextDocumentContentChangeWholeDocument):
            steps.append(_step(LineIndex(parted.text), change, encoding))
            parted = _Parted(LineIndex(change.text))
        else:
            steps.append(parted.replace(change.range, change.text, encoding))
    return LineIndex(parted.text), tuple(steps)


def _step(lines: LineIndex, change: types.TextDocumentContentChangeEvent, encoding: Encoding) -> Step:
    text = lines.text
    if isinstance(change, types.TextDocumentContentChangeWholeDocument):
        edit = _difference(text, change.text)
    else:
        ends = (change.range.start, change.range.end)
        # A range that ends before it starts is an editor's slip; its two ends still say which words are meant.
        start, end = sorted(lines.offset(one.line, one.character, encoding) for one in ends)
        edit = Edit(Span(start, end), change.text)
    start, end = edit.span.start, edit.span.end
    return Step(edit, text[max(start - 1, 0) : start], text[end : end + 1])


class _Parted:
    """The lines of a text, parted where it was last changed: a change costs the way from there, and its own lines."""

    def __init__(self, lines: LineIndex) -> None:
        self._above: list[str] = []
        self._below = lines.texts[::-1]
        """The nearest one last."""
        self._passed = 0
        """Code points above."""

    @property
    def text(self) -> str:
        """All of it."""
        return "".join((*self._above, *reversed(self._below)))

    def replace(self, area: types.Range, text: str, encoding: Encoding) -> Step:
        """Replace the words of a range, given in the lines as they are now."""
        (first, left), (last, right) = sorted(self._inside(one) for one in (area.start, area.end))
        self._part_at(first)
        size = last - first + 1
        taken = self._below[-size:][::-1]
        del self._below[-size:]
        start = LineIndex(taken[0]).offset(0, left, encoding)
        end = LineIndex(taken[-1]).offset(0, right, encoding)
        head, tail = taken[0][:start], taken[-1][end:]
        whole = sum(map(len, taken))
        span = Span(self._passed + start, self._passed + whole - len(tail))
        step = Step(Edit(span, text), head[-1:] or (self._above[-1][-1:] if self._above else ""), tail[:1])
        self._put(head + text + tail)
        return step

    def _put(self, words: str) -> None:
        """Put whole lines below; those that end the text may end it without a line end."""
        if words.startswith("\n") and self._above and self._above[-1].endswith("\r"):
            joined = self._above.pop()
            self._passed -= len(joined)
            words = joined + words
        made = LineIndex(words).texts
        if self._below:
            made.pop()
        self._below += made[::-1]

    def _inside(self, place: types.Position) -> tuple[int, int]:
        """A position's line and character, on a line that there is."""
        last = len(self._above) + len(self._below) - 1
        return (place.line, place.character) if place.line <= last else (last, sys.maxsize)

    def _part_at(self, line: int) -> None:
        """Let that line be the first below."""
        way = line - len(self._above)
        if way > 0:
            moved = self._below[-way:][::-1]
            del self._below[-way:]
            self._above += moved
            self._passed += sum(map(len, moved))
        elif way < 0:
            moved = self._above[way:]
            del self._above[way:]
            self._below += moved[::-1]
            self._passed -= sum(map(len, moved))


def _difference(old: str, new: str) -> Edit:
    """The one edit between two whole texts, without their common head and tail, so that marks elsewhere stay."""
    most = min(len(old), len(new))
    head = _common(most, lambda size: old[:size] == new[:size])
    tail = _common(most - head, lambda size: old[len(old) - size :] == new[len(new) - size :])
    return Edit(Span(head, len(old) - tail), new[head : len(new) - tail])


def _common(most: int, same: Callable[[int], bool]) -> int:
    """The largest size up to `most` that is the same; found by halving, as comparing slices is fast."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if same(middle):
            low = middle
        else:
            high = middle - 1
    return low
