"""Which variables a prompt's front matter declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document, Setting

KEYS = ("inputs", "variables", "input_variables")
"""Front matter keys that declare variables: a list of names, a list of `name:` entries, or a mapping by name."""


def declared_variables(document: Document) -> dict[str, Setting]:
    """Declared names with the setting whose `key_span` is the name's place; empty when nothing is declared."""
    found: dict[str, Setting] = {}
    for key in KEYS:
        setting = document.settings.get(key)
        if setting is not None:
            for name, place in _names(setting):
                found.setdefault(name, place)
    return found


def _names(setting: Setting) -> Iterator[tuple[str, Setting]]:
    if isinstance(setting.value, dict):
        yield from ((child.key, child) for child in setting.children)
    elif isinstance(setting.value, list):
        for item in setting.children:
            if isinstance(item.value, str):
                yield item.value, item
            else:
                yield from _named_entry(item)


def _named_entry(item: Setting) -> Iterator[tuple[str, Setting]]:
    """The name of a list entry such as `- name: topic`."""
    for child in item.children:
        if child.key == "name" and isinstance(child.value, str):
            yield child.value, child
