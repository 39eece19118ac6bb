"""Cursor rules, `.cursor/rules/*.mdc`: Markdown whose front matter is YAML, or what Cursor itself writes for it.

Cursor writes globs without quotes (`globs: **/*.ts`), which YAML takes for an alias; such lines are settings all the
same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from motjuste.document.formats.agent_files import AgentFile, path_parts
from motjuste.document.front_matter import block_of
from motjuste.document.model import Setting
from motjuste.text.span import Span

if TYPE_CHECKING:
    from motjuste.document.formats.format import Source
    from motjuste.document.model import Document

_LINE = re.compile(
    r"([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(?![\[\"'|>])(\S(?:[^\r\n]*\S)?))?[ \t]*(?:\r\n|\r|\n|\Z)"
)
_BLANK = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")
_WORDS: dict[str | None, object] = {None: None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class CursorRule:
    """The format of such rules, and of the older `.cursorrules`."""

    name: str = "cursor-rule"

    def matches(self, path: str) -> bool:
        """Whether the file is called so."""
        name = path_parts(path)[-1].lower()
        return name.endswith(".mdc") or name == ".cursorrules"

    def looks_like(self, text: str) -> bool:  # noqa: ARG002  # the name decides alone
        """Any text may be a rule."""
        return True

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read a rule. Never raises."""
        kind = AgentFile(self.name, lambda _parts: True)
        return tuple(_leniently(document) for document in kind.parse(source))


def _leniently(document: Document) -> Document:
    """The document without the fault of front matter that is one plain setting a line."""
    if document.front_matter is None or document.settings:
        return document
    if not any(fault.code == "F001" for fault in document.faults):
        return document
    block = block_of(document.text, document.front_matter)
    settings = _plain_settings(document.text, block) if block else None
    if not settings:
        return document
    faults = tuple(fault for fault in document.faults if fault.code != "F001")
    return replace(document, settings=settings, faults=faults)


def _plain_settings(text: str, block: Span) -> dict[str, Setting] | None:
    """`key: words` by key; None when a line is something else or sets a key again."""
    settings: dict[str, Setting] = {}
    position = block.start
    while position < block.end:
        match = _LINE.match(text, position, block.end) or _BLANK.match(text, position, block.end)
        if match is None or match.end() == position:
            return None
        if match.re is _LINE:
            key, words = match.group(1), match.group(2)
            if key in settings:
                return None
            place = Span(*match.span(2)) if words else Span(match.end(1), match.end(1))
            settings[key] = Setting(key, _WORDS.get(words, words), Span(*match.span(1)), place)
        position = match.end()
    return settings


CURSOR_RULE = CursorRule()
