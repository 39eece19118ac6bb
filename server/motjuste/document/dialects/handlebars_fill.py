"""Filling a Handlebars template with one case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from motjuste.document.dialects.filling import lacking, refuse_faults, template_source, unfit
from motjuste.document.dialects.handlebars_expressions import Call, Literal, Path
from motjuste.document.dialects.handlebars_functions import CONDITIONS, INLINE, UNSENDABLE
from motjuste.document.dialects.handlebars_tags import HandlebarsTag, TagKind, handlebars_tags
from motjuste.document.dialects.tag_lines import with_line
from motjuste.document.dialects.template_values import ABSENT, Absent, Output, entry, is_true, text_of
from motjuste.document.dialects.values import opened
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from motjuste.document.dialects.handlebars_expressions import Operand
    from motjuste.document.dialects.values import RenderError
    from motjuste.document.model import Document, Message

_BLANKS = re.compile(r"\s*+")
_INLINE_KINDS = frozenset({TagKind.VALUE, TagKind.ESCAPE, TagKind.RAW})
"""Tags that never take their line away."""
_MOST_CONTEXTS = 200


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where names are looked up."""

    contexts: tuple[object, ...]
    """Innermost last; the case itself stands first, as a mapping."""
    bound: tuple[tuple[str, object], ...] = ()
    """What `as |…|` names, innermost last."""
    data: tuple[tuple[str, object], ...] = ()
    """`@index`, `@key`, `@first`, `@last`, innermost last."""

    def inside(self, value: object, names: Mapping[str, object], data: Mapping[str, object]) -> _Scope:
        """The scope of a block's words."""
        contexts = (*self.contexts[-_MOST_CONTEXTS:], value)
        return _Scope(contexts, (*self.bound, *names.items()), (*self.data, *data.items()))


def fill_handlebars(document: Document, message: Message, inputs: Mapping[str, str]) -> str:
    """Render a message.

    Values are text; one that the template looks into (`{{user.name}}`, `{{#each items}}`) is read as JSON.

    Raises:
        RenderError: A variable has no value, or the template is broken, or it asks for a helper or partial that
            Mot Juste does not have.
    """
    filling = _Filling(document, template_source(document, message), inputs)
    try:
        filling.write(0, len(filling.tags), Span(0, len(filling.source)), _Scope((filling.case,)))
    except RecursionError as error:
        raise unfit(document, "The template is nested too deeply", "Nest fewer blocks") from error
    return filling.output.text


class _Filling:
    def __init__(self, document: Document, source: str, inputs: Mapping[str, str]) -> None:
        whole = Span(0, len(source))
        found = handlebars_tags(source, whole)
        refuse_faults(document, found.faults)
        self.document = document
        self.source = source
        self.case: dict[str, object] = dict(inputs)
        self.inputs = inputs
        self.output = Output(document)
        self.found = found
        self.tags = found.tags
        self.taken = [_taken(source, tag, whole) for tag in found.tags]

    def write(self, first: int, last: int, ends: Span, scope: _Scope) -> None:
        """Write the template from tag `first` up to tag `last`, and the words round them."""
        position, index = ends.start, first
        while index < last:
            self.output.add(self.source[position : self.taken[index].start])
            index = self._tag(index, scope)
            position = self.taken[index - 1].end
        self.output.add(self.source[position : ends.end])

    def _tag(self, index: int, scope: _Scope) -> int:
        """Write one tag, a block as a whole; returns the tag to go on with."""
        tag = self.tags[index]
        if tag.kind is TagKind.ESCAPE:
            self.output.add(tag.span.of(self.source).lstrip("\\"))
        elif tag.kind in {TagKind.PARTIAL, TagKind.RAW} or tag.sigil in {"#>", "#*", "*"}:
            raise self._refused(tag)
        elif tag.kind in {TagKind.OPEN, TagKind.INVERTED}:
            self._block(index, scope)
            return self.found.closed_by[index] + 1
        elif tag.call is not None:
            self.output.add(text_of(self._value(tag.call, scope)))
        return index + 1

    def _block(self, index: int, scope: _Scope) -> None:
        """Write the first branch that holds."""
        borders = [index, *self.found.branches[index], self.found.closed_by[index]]
        for border, following in pairwise(borders):
            tag = self.tags[border]
            plain_else = tag.kind is TagKind.ELSE and tag.call is None
            scopes = [scope] if plain_else else list(self._scopes(tag, scope))
            start = self.taken[border].end
            inner = Span(start, max(start, self.taken[following].start))
            for one in scopes:
                self.write(border + 1, following, inner, one)
            if scopes:
                return

    def _scopes(self, tag: HandlebarsTag, scope: _Scope) -> Iterator[_Scope]:
        """What a block's words are written with, once for each time they are shown."""
        call = tag.call
        assert call is not None  # a tag that could not be read was refused as a fault
        if tag.name in CONDITIONS and not call.bare:
            holds = CONDITIONS[tag.name]([self._operand(one, scope, may_miss=True) for one in call.params])
            yield from [scope] if holds else []
        elif tag.name in {"each", "with"} and call.params:
            value = self._operand(call.params[0], scope)
            value = opened(value) if isinstance(value, str) else value
            yield from _each(value, call, scope) if tag.name == "each" else _with(value, call, scope)
        elif call.bare and isinstance(call.callee, Path):
            value = self._operand(call.callee, scope, may_miss=True)
            value = opened(value) if isinstance(value, str) else value
            yield from _section(value, call, scope, inverted=tag.kind is TagKind.INVERTED)
        else:
            raise self._refused(tag)

    def _value(self, call: Call, scope: _Scope) -> object:
        if call.bare and not (isinstance(call.callee, Path) and self._is_helper(call.callee, scope)):
            return self._operand(call.callee, scope)
        name = call.callee.span.of(self.source)
        if name in UNSENDABLE:
            raise unfit(self.document, UNSENDABLE[name], "Leave it out of the prompt that is measured")
        if name not in INLINE:
            message = f"The template calls the helper {name!r}, which its own program defines"
            raise unfit(self.document, message, "Write what it makes into a column and use that")
        values = [self._operand(one, scope) for one in call.params]
        return INLINE[name](values, {key: self._operand(one, scope) for key, one in call.named})

    def _is_helper(self, path: Path, scope: _Scope) -> bool:
        """Whether a name by itself calls a helper: `{{history}}`, unless the case has such a value."""
        name = path.span.of(self.source)
        return name in INLINE and isinstance(self._look_up(path, scope), Absent)

    def _operand(self, operand: Operand, scope: _Scope, *, may_miss: bool = False) -> object:
        if isinstance(operand, Literal):
            return operand.value
        if isinstance(operand, Call):
            return self._value(operand, scope)
        value = self._look_up(operand, scope)
        if isinstance(value, Absent) and not may_miss:
            self._require(operand, scope)
        return value

    def _require(self, path: Path, scope: _Scope) -> None:
        """Refuse a name without a value that only the case could give; an item may lack an entry."""
        if path.data and path.parts[:1] != ("root",) and path.parts[0] not in _LOOP_DATA:
            message = f"The template asks for {path.span.of(self.source)}, which only its own program knows"
            raise unfit(self.document, message, "Write it into a column and use that")
        names = path.parts[1:] if path.data else path.parts
        of_case = path.data or (path.up < len(scope.contexts) and scope.contexts[-1 - path.up] is self.case)
        if of_case and names:
            raise lacking(self.document, ".".join(names), self.inputs)

    def _look_up(self, path: Path, scope: _Scope) -> object:
        parts = path.parts
        if path.data:
            if parts[:1] == ("root",):
                return self._in(self.case, parts[1:])
            return next((value for name, value in reversed(scope.data) if (name,) == parts), ABSENT)
        if not path.local and not path.up and parts:
            for name, value in reversed(scope.bound):
                if name == parts[0]:
                    return self._in(value, parts[1:])
        if path.up >= len(scope.contexts):
            return ABSENT
        return self._in(scope.contexts[-1 - path.up], parts)

    def _in(self, value: object, parts: tuple[str, ...]) -> object:
        if value is self.case and ".".join(parts) in self.case:
            return self.case[".".join(parts)]
        for part in parts:
            value = entry(opened(value) if isinstance(value, str) else value, part)
        return value

    def _refused(self, tag: HandlebarsTag) -> RenderError:
        words = tag.span.of(self.source)
        if tag.kind is TagKind.PARTIAL or tag.sigil == "#>":
            message = f"The template takes in the partial {tag.name!r}, which Mot Juste does not read"
            return unfit(self.document, message, "Write the partial's text into the prompt")
        message = f"The template runs the block {words[:60]}, which its own program defines"
        return unfit(self.document, message, "Write what it makes into a column and use that")


_LOOP_DATA = frozenset({"index", "key", "first", "last"})


def _taken(source: str, tag: HandlebarsTag, whole: Span) -> Span:
    """What goes with a tag: its line if it stands alone there, and blanks where it has a `~`."""
    span = tag.span if tag.kind in _INLINE_KINDS else with_line(source, tag.span, whole)
    start, end = span.start, span.end
    if tag.trim_before:
        start = tag.span.start
        while start > 0 and source[start - 1].isspace():
            start -= 1
    if tag.trim_after:
        match = _BLANKS.match(source, tag.span.end)
        end = match.end() if match else end
    return Span(min(start, span.start), max(end, span.end))


def _each(value: object, call: Call, scope: _Scope) -> Iterator[_Scope]:
    if isinstance(value, dict):
        pairs = list(value.items())
    else:
        pairs = list(enumerate(value)) if isinstance(value, list) else []
    for number, (key, item) in enumerate(pairs):
        data = {"index": number, "key": key, "first": number == 0, "last": number == len(pairs) - 1}
        yield scope.inside(item, dict(zip(call.block_names, (item, key), strict=False)), data)


def _with(value: object, call: Call, scope: _Scope) -> Iterator[_Scope]:
    if is_true(value):
        yield scope.inside(value, dict(zip(call.block_names, (value,), strict=False)), {})


def _section(value: object, call: Call, scope: _Scope, *, inverted: bool) -> Iterator[_Scope]:
    """`{{#x}}`: once for each item of a list, once inside an object, and for a plain `true` as it stands."""
    if inverted:
        yield from [] if is_true(value) else [scope]
    elif isinstance(value, list):
        yield from _each(value, call, scope)
    elif value is True or value == "true":
        yield scope
    elif is_true(value):
        yield from _with(value, call, scope)
