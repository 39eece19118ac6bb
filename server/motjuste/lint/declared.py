"""Which variables a prompt's settings declare, in each format's own way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document, Setting

KEYS = ("inputs", "variables", "input_variables")
"""Settings that declare variables: a list of names, a list of `name:` entries, or a mapping by name."""
_OTHERS = {"prompty": ("sample",), "langchain": ("partial_variables",)}
"""Further settings of a format that give variables their values; a prompt may do without these."""
_PICOSCHEMA = re.compile(r"(?P<name>[^\W\d]\w*)\??(?:\(.*\))?", re.DOTALL)
"""A field of Picoschema: `style`, `style?`, `tags?(array, what they are)`."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declared variable."""

    span: Span
    """Where its name stands."""
    entry: Span
    """From its name, or from the `name:` before it, to the end of what is said of it."""
    needed: bool = True
    """Whether a prompt that does without it is odd: a sample, or a value given beforehand, may be left unused."""


def declared_variables(document: Document) -> dict[str, Declaration]:
    """Declarations by name, the first of each; empty when nothing is declared, or when another file says what is."""
    found: dict[str, Declaration] = {}
    for name, place in declarations(document):
        found.setdefault(name, place)
    return found


def declarations(document: Document) -> tuple[tuple[str, Declaration], ...]:
    """Every place that declares a variable: a name may stand under `inputs` and in the `sample`."""
    if document.format == "dotprompt":
        return _dotprompt(document)
    found: list[tuple[str, Declaration]] = []
    for key in KEYS:
        setting = document.settings.get(key)
        if setting is not None:
            found += _declarations(setting)
    for key in _OTHERS.get(document.format, ()):
        setting = document.settings.get(key)
        for child in setting.children if setting else ():
            found.append((child.key, Declaration(child.key_span, _whole(child), needed=False)))
        if setting is not None and isinstance(setting.value, str):
            return ()
    return tuple(found)


def _declarations(setting: Setting) -> Iterator[tuple[str, Declaration]]:
    if isinstance(setting.value, dict):
        for child in setting.children:
            yield child.key, Declaration(child.key_span, _whole(child))
    elif isinstance(setting.value, list):
        for item in setting.children:
            if isinstance(item.value, str):
                yield item.value, Declaration(item.value_span, item.value_span)
            else:
                yield from _named_entry(item)


def _named_entry(item: Setting) -> Iterator[tuple[str, Declaration]]:
    """The name of a list entry such as `- name: topic`."""
    for child in item.children:
        if child.key == "name" and isinstance(child.value, str):
            yield child.value, Declaration(child.value_span, item.value_span)


def _dotprompt(document: Document) -> tuple[tuple[str, Declaration], ...]:
    """`input.schema`, in Picoschema or JSON Schema, and `input.default`; nothing for a schema of another file."""
    told = document.settings.get("input")
    parts = {child.key: child for child in told.children} if told else {}
    schema = parts.get("schema")
    if schema is not None and not isinstance(schema.value, dict):
        return ()
    found: list[tuple[str, Declaration]] = []
    for child in _fields(schema) if schema else ():
        match = _PICOSCHEMA.fullmatch(child.key)
        if match is None:
            # `(*)` stands for fields of any name.
            return ()
        start = document.text.find(match["name"], child.key_span.start, child.key_span.end)
        span = child.key_span if start < 0 else Span(start, start + len(match["name"]))
        found.append((match["name"], Declaration(span, _whole(child))))
    found += [
        (child.key, Declaration(child.key_span, _whole(child), needed=False))
        for child in (parts["default"].children if "default" in parts else ())
    ]
    return tuple(found)


def _fields(schema: Setting) -> tuple[Setting, ...]:
    """The fields of an object: those of `properties` if it is JSON Schema."""
    properties = next((one for one in schema.children if one.key == "properties"), None)
    is_json_schema = properties is not None and any(one.key == "type" for one in schema.children)
    return properties.children if properties is not None and is_json_schema else schema.children


def _whole(child: Setting) -> Span:
    """A key with its value."""
    one, other = child.key_span, child.value_span
    return Span(min(one.start, other.start), max(one.end, other.end))
