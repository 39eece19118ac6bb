"""Blocks of a brace template that open and close by name, and the faults of those that do not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.model import Fault

if TYPE_CHECKING:
    from motjuste.text.span import Span


@dataclass(frozen=True, slots=True)
class OpenBlock:
    """A block whose closing tag has not come yet."""

    name: str
    """As its closing tag must repeat it."""
    index: int
    """Which tag of the template opens it."""
    span: Span
    """The opening tag."""


class OpenBlocks:
    """The blocks open at a point of a template, innermost last."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._stack: list[OpenBlock] = []
        self._names: Counter[str] = Counter()

    @property
    def depth(self) -> int:
        """How many blocks are open."""
        return len(self._stack)

    @property
    def innermost(self) -> OpenBlock | None:
        """The block that the next closing tag should close."""
        return self._stack[-1] if self._stack else None

    def open(self, block: OpenBlock) -> None:
        """Enter a block."""
        self._stack.append(block)
        self._names[block.name] += 1

    def close(self, name: str, span: Span) -> tuple[OpenBlock, ...]:
        """Leave the innermost block of this name.

        Args:
            name: What the closing tag says.
            span: The closing tag.

        Returns:
            The blocks that end here, innermost first, the named one last; empty if none of that name is open.
            Those before the last were never closed, and the faults say so.
        """
        if not self._names[name]:
            self.faults.append(Fault("T001", span, _nothing_to_close(name, self.innermost)))
            return ()
        ended: list[OpenBlock] = []
        while True:
            block = self._stack.pop()
            self._names[block.name] -= 1
            ended.append(block)
            if block.name == name:
                return tuple(ended)
            self._never_closed(block)

    def finish(self) -> tuple[OpenBlock, ...]:
        """Leave all blocks at the end of the template; each that is still open is a fault."""
        ended = tuple(reversed(self._stack))
        for block in self._stack:
            self._never_closed(block)
        self._stack.clear()
        self._names.clear()
        return ended

    def _never_closed(self, block: OpenBlock) -> None:
        message = f"This block is never closed with {{{{/{block.name}}}}}"
        self.faults.append(Fault("T001", block.span, message))


def _nothing_to_close(name: str, innermost: OpenBlock | None) -> str:
    if innermost is None:
        return f"This {{{{/{name}}}}} closes no block: none is open here"
    return f"This {{{{/{name}}}}} closes no block: the one open here is {innermost.name!r}"
