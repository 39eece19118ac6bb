"""Which variables a prompt's front matter declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document, Setting

KEYS = ("inputs", "variables", "input_variables")
"""Front matter keys that declare variables: a list of names, a list of `name:` entries, or a mapping by name."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declared variable."""

    span: Span
    """Where its name stands."""
    entry: Span
    """From its name, or from the `name:` before it, to the end of what is said of it."""


def declared_variables(document: Document) -> dict[str, Declaration]:
    """Declarations by name; empty when nothing is declared."""
    found: dict[str, Declaration] = {}
    for key in KEYS:
        setting = document.settings.get(key)
        if setting is not None:
            for name, place in _declarations(setting):
                found.setdefault(name, place)
    return found


def _declarations(setting: Setting) -> Iterator[tuple[str, Declaration]]:
    if isinstance(setting.value, dict):
        for child in setting.children:
            yield child.key, Declaration(child.key_span, _joined(child.key_span, child.value_span))
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


def _joined(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))
