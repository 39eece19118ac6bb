"""Filling a Mustache template with one case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.dialects.filling import lacking, refuse_faults, template_source, unfit
from motjuste.document.dialects.mustache_tags import MustacheTag, TagKind, mustache_tags
from motjuste.document.dialects.tag_lines import with_line
from motjuste.document.dialects.template_values import ABSENT, Output, entry, is_true, text_of
from motjuste.document.dialects.values import opened
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.document.model import Document, Message

Contexts = tuple[object, ...]
"""The values that names are looked up in, innermost last; the case itself is not among them."""


def fill_mustache(document: Document, message: Message, inputs: Mapping[str, str]) -> str:
    """Render a message.

    Values are text; one that the template looks into (`{{user.name}}`, `{{#items}}`) is read as JSON.

    Raises:
        RenderError: A variable has no value, or the template is broken or asks for a partial.
    """
    filling = _Filling(document, template_source(document, message), inputs)
    try:
        filling.write(0, len(filling.tags), Span(0, len(filling.source)), ())
    except RecursionError as error:
        raise unfit(document, "The template is nested too deeply", "Nest fewer sections") from error
    return filling.output.text


class _Filling:
    def __init__(self, document: Document, source: str, inputs: Mapping[str, str]) -> None:
        whole = Span(0, len(source))
        found = mustache_tags(source, whole)
        refuse_faults(document, found.faults)
        self.document = document
        self.source = source
        self.inputs = inputs
        self.output = Output(document)
        self.tags = found.tags
        self.closed_by = found.closed_by
        self.taken = [
            tag.span if tag.kind is TagKind.VARIABLE else with_line(source, tag.span, whole)
            for tag in found.tags
        ]

    def write(self, first: int, last: int, ends: Span, contexts: Contexts) -> None:
        """Write the template from tag `first` up to tag `last`, and the words round them."""
        position, index = ends.start, first
        while index < last:
            self.output.add(self.source[position : self.taken[index].start])
            index = self._tag(index, contexts)
            position = self.taken[index - 1].end
        self.output.add(self.source[position : ends.end])

    def _tag(self, index: int, contexts: Contexts) -> int:
        """Write one tag, a section as a whole; returns the tag to go on with."""
        tag = self.tags[index]
        if tag.kind is TagKind.VARIABLE:
            self.output.add(self._variable(tag, contexts))
        elif tag.kind is TagKind.PARTIAL:
            name = tag.name.of(self.source)
            message = f"The template takes in the partial {name!r}, which Mot Juste does not read"
            raise unfit(self.document, message, "Write the partial's text into the prompt")
        elif tag.kind in {TagKind.SECTION, TagKind.INVERTED}:
            self._section(index, contexts)
            return self.closed_by[index] + 1
        return index + 1

    def _section(self, index: int, contexts: Contexts) -> None:
        close = self.closed_by[index]
        inner = Span(self.taken[index].end, max(self.taken[index].end, self.taken[close].start))
        value = self._look_up(self.tags[index].name.of(self.source), contexts)
        if isinstance(value, str):
            value = opened(value)
        if self.tags[index].kind is TagKind.INVERTED:
            rounds = [] if is_true(value) else [contexts]
        elif isinstance(value, list):
            rounds = [(*contexts, item) for item in value]
        else:
            rounds = [(*contexts, value)] if is_true(value) else []
        for inner_contexts in rounds:
            self.write(index + 1, close, inner, inner_contexts)

    def _variable(self, tag: MustacheTag, contexts: Contexts) -> str:
        name = tag.name.of(self.source)
        value = self._look_up(name, contexts)
        # Inside a section a name may be an entry that not every item has, which the engine leaves out.
        if value is ABSENT and not contexts:
            raise lacking(self.document, name, self.inputs)
        return text_of(value)

    def _look_up(self, name: str, contexts: Contexts) -> object:
        """What a name stands for: the innermost context that has its first part decides."""
        if name == ".":
            return contexts[-1] if contexts else ABSENT
        root, *keys = (part.strip() for part in name.split("."))
        for context in reversed(contexts):
            value = entry(context, root) if isinstance(context, dict) else ABSENT
            if value is not ABSENT:
                return _inside(value, keys)
        if name in self.inputs:
            return self.inputs[name]
        return _inside(self.inputs[root], keys) if root in self.inputs else ABSENT


def _inside(value: object, keys: list[str]) -> object:
    for key in keys:
        value = entry(opened(value) if isinstance(value, str) else value, key)
    return value
