"""Which names of a Handlebars template must come from outside, and which belong to a block's own value."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from motjuste.document.dialects.handlebars_expressions import Call, Literal, Path
from motjuste.document.dialects.handlebars_tags import HandlebarsTag, TagKind
from motjuste.document.model import Variable
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.document.dialects.handlebars_expressions import Operand

TESTS = frozenset({"if", "unless"})
"""Blocks that ask whether a value is there."""
MOVES = frozenset({"each", "with"})
"""Blocks that look names up inside their value."""
KEEPS = TESTS | {"ifEquals", "unlessEquals"}
"""Blocks that leave the names as they are."""


class _Context(StrEnum):
    """Where a bare name is looked up."""

    CASE = "case"
    VALUE = "value"
    """Inside an item or an object: the name is none of the case's."""
    EITHER = "either"
    """In `{{#x}}`, which shows its words in a list or an object as well as for a plain `true`."""


@dataclass(frozen=True, slots=True)
class _Block:
    """An open block."""

    context: _Context | None
    """Where its first branch looks names up; None for where the words round it do."""
    names: frozenset[str]
    """What `as |…|` binds."""
    tested: frozenset[str]
    """Variables that are there wherever the first branch is shown."""


def free_variables(tags: Sequence[HandlebarsTag]) -> tuple[Variable, ...]:
    """Every use of a variable in order; inside `{{#if x}}` and in its test, x may be missing."""
    walk = _Walk()
    for tag in tags:
        walk.take(tag)
    return tuple(walk.found)


class _Walk:
    def __init__(self) -> None:
        self.found: list[Variable] = []
        self.blocks: list[_Block] = []
        self.bound: Counter[str] = Counter()
        self.tested: Counter[str] = Counter()
        self.contexts = [_Context.CASE]
        """Innermost last."""

    def take(self, tag: HandlebarsTag) -> None:
        """Go past a tag."""
        if tag.kind is TagKind.CLOSE:
            self._leave()
        elif tag.kind is TagKind.ELSE:
            if self.blocks:
                self._leave()
                self._enter(_Block(None, frozenset(), frozenset()))
            if tag.call is not None:
                self._use(tag, tag.call, tests=tag.call.bare or tag.name in TESTS)
        elif tag.kind in {TagKind.OPEN, TagKind.INVERTED}:
            self._open(tag)
        elif tag.call is not None:
            self._use(tag, tag.call, tests=False)

    def _open(self, tag: HandlebarsTag) -> None:
        call = tag.call
        tested: frozenset[str] = frozenset()
        section = call is not None and call.bare and tag.sigil in {"#", "^"} and tag.name not in KEEPS | MOVES
        if call is not None:
            self._use(tag, call, tests=section or tag.name in TESTS)
            asked = (call.callee, *call.params) if section else call.params
            if (section or tag.name == "if") and tag.kind is TagKind.OPEN:
                tested = frozenset(_roots(asked))
        context = None
        if tag.name in MOVES and tag.sigil == "#":
            context = _Context.VALUE
        elif section and tag.kind is TagKind.OPEN:
            context = _Context.EITHER
        names = frozenset(call.block_names if call is not None else ())
        self._enter(_Block(context, names, tested))

    def _enter(self, block: _Block) -> None:
        self.blocks.append(block)
        self.contexts += [] if block.context is None else [block.context]
        self.bound.update(block.names)
        self.tested.update(block.tested)

    def _leave(self) -> None:
        if self.blocks:
            block = self.blocks.pop()
            if block.context is not None:
                self.contexts.pop()
            self.bound.subtract(block.names)
            self.tested.subtract(block.tested)

    def _use(self, tag: HandlebarsTag, call: Call, *, tests: bool) -> None:
        """Note the variables of a call; what is called with parameters is a helper and none."""
        helper = not call.bare or tag.name in KEEPS | MOVES or tag.sigil in {">", "#>", "#*"}
        operands: list[Operand] = [*call.params, *(value for _, value in call.named)]
        if not helper:
            operands.insert(0, call.callee)
        operands.reverse()
        while operands:
            operand = operands.pop()
            if isinstance(operand, Path):
                self._name(tag, operand, optional=tests)
            elif isinstance(operand, Call):
                inner = [*operand.params, *(value for _, value in operand.named)]
                operands.extend(reversed(inner))

    def _name(self, tag: HandlebarsTag, path: Path, *, optional: bool) -> None:
        if path.data:
            root = path.parts[1:2] if path.parts[:1] == ("root",) else ()
            place = Span(path.first.end + 1, path.first.end + 1 + len(root[0])) if root else path.first
            context = _Context.CASE
        else:
            root, place = path.parts[:1], path.first
            context = self.contexts[max(-1 - path.up, -len(self.contexts))]
        if not root or context is _Context.VALUE or (not path.local and self.bound[root[0]] > 0):
            return
        optional = optional or context is _Context.EITHER or self.tested[root[0]] > 0
        self.found.append(Variable(root[0], place, tag.span, optional))


def _roots(operands: Sequence[Operand]) -> Iterator[str]:
    for operand in operands:
        if isinstance(operand, Path) and operand.parts and not operand.data:
            yield operand.parts[0]
        elif not isinstance(operand, Path | Literal):
            yield from _roots(operand.params)
