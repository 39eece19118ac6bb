"""A variable of a prompt: where it is used and declared, and what the eval set says of it. Places are those of the source."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.document.model import PieceKind
from motjuste.lint.declared import declarations
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.evals.case import EvalSet

_WITH_SECTIONS = frozenset({"mustache", "handlebars"})
_CLOSING = re.compile(r"\{\{~?\s*/\s*(?P<name>\w+)\s*~?\}\}")
_MOST_VALUES = 5
_LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a variable's name stands."""

    name: str
    span: Span
    """The name, in the source."""
    declares: bool
    """Whether the settings declare it here; else the body uses it."""


@dataclass(frozen=True, slots=True)
class Values:
    """What the cases of an eval set give a variable."""

    cases: int
    """How many cases there are."""
    filled: int
    """How many of them have a value for it, an empty one included."""
    distinct: int
    columns: tuple[str, ...]
    """The columns that serve it: its own name, and `name.…`."""
    examples: tuple[tuple[str, int], ...]
    """The most frequent values, cut to one line, each with the number of its cases."""

    @property
    def missing(self) -> int:
        """Cases without a value for it."""
        return self.cases - self.filled


def occurrences(document: Document, name: str | None = None) -> tuple[Occurrence, ...]:
    """Every place of a variable's name in one prompt, in the order of the source; of all variables without a name."""
    return tuple(sorted(_occurrences(document, name), key=lambda one: one.span))


def variable_at(document: Document, place: Span) -> Occurrence | None:
    """The variable at a cursor: the name it touches, else the one use inside the placeholder it touches."""
    for one in occurrences(document):
        if one.span.start <= place.start and place.end <= one.span.end:
            return one
    for variable in document.variables:
        outer = document.outer(variable.placeholder)
        # A statement may use several variables; a placeholder is about one.
        short = len(outer) <= len(document.outer(variable.span)) + len("{{-  -}}")
        if short and outer.start <= place.start and place.end <= outer.end:
            return Occurrence(variable.name, document.outer(variable.span), declares=False)
    return None


def columns_of(name: str, eval_set: EvalSet) -> tuple[str, ...]:
    """The columns that serve a variable: that of its name, and `name.attribute`."""
    return tuple(column for column in eval_set.columns if column.partition(".")[0] == name)


def values_of(name: str, eval_set: EvalSet) -> Values:
    """What the cases give a variable."""
    columns = columns_of(name, eval_set)
    shown = columns[0] if columns else ""
    found = [case.inputs for case in eval_set.cases if any(column in case.inputs for column in columns)]
    counted = Counter(one[shown] for one in found if shown in one)
    common = counted.most_common(_MOST_VALUES)
    return Values(
        cases=len(eval_set.cases),
        filled=len(found),
        distinct=len(counted),
        columns=columns,
        examples=tuple((_line(value), count) for value, count in common),
    )


def _occurrences(document: Document, name: str | None) -> Iterator[Occurrence]:
    for told, place in declarations(document):
        if name in {None, told} and told in place.span.of(document.text):
            yield Occurrence(told, document.outer(_inside(document.text, place.span, told)), declares=True)
    for variable in document.variables:
        if name in {None, variable.name}:
            yield Occurrence(variable.name, document.outer(variable.span), declares=False)
    if document.dialect in _WITH_SECTIONS:
        yield from _closings(document, name)


def _closings(document: Document, name: str | None) -> Iterator[Occurrence]:
    """The tags that end a variable's section, which name it again."""
    known = set(document.variable_names)
    for message in document.messages:
        for piece in message.pieces:
            if piece.kind is not PieceKind.STATEMENT:
                continue
            match = _CLOSING.match(document.text, piece.span.start, piece.span.end)
            if match is not None and match["name"] in known and name in {None, match["name"]}:
                yield Occurrence(match["name"], document.outer(Span(*match.span("name"))), declares=False)


def _inside(text: str, span: Span, name: str) -> Span:
    """The name alone: a key may stand in quotes."""
    start = text.index(name, span.start, span.end)
    return Span(start, start + len(name))


def _line(value: str) -> str:
    plain = " ".join(value.split())
    return plain if len(plain) <= _LONGEST_VALUE else f"{plain[: _LONGEST_VALUE - 1]}…"
