"""Where a prompt names the roles of its messages: `system:` lines, `{{role "user"}}`, `<message role="user">`, `role:` keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document, Message

_WRITTEN = {
    "system": ("system", "developer"),
    "user": ("user", "human"),
    "assistant": ("assistant", "model", "ai"),
}
"""How files write the three roles."""
_FARTHEST = 400
"""Characters before a message in which its role is looked for."""
_WORD = {
    role: re.compile(rf"(?<![\w-])(?:{'|'.join(names)})(?![\w-])", re.IGNORECASE)
    for role, names in _WRITTEN.items()
}


@dataclass(frozen=True, slots=True)
class RolePlace:
    """A role, where it is written."""

    role: str
    span: Span
    """In the source."""


def role_places(document: Document) -> tuple[RolePlace, ...]:
    """The roles a file writes down, in its order; a role that only the format implies stands nowhere."""
    found = {place.span: place for place in _role_places(document)}
    return tuple(found[span] for span in sorted(found))


def _role_places(document: Document) -> Iterator[RolePlace]:
    setting = document.settings.get("role")
    if setting is not None and isinstance(setting.value, str) and len(setting.value_span):
        yield RolePlace(setting.value.lower(), document.outer(setting.value_span))
    before = document.front_matter.end if document.front_matter else 0
    for message in document.messages:
        word = _word_before(document, message, before)
        if word is not None and message.role is not None:
            yield RolePlace(message.role, document.outer(word))
        before = message.span.end


def _word_before(document: Document, message: Message, border: int) -> Span | None:
    """The last word between two messages that names the role of the second."""
    if message.role is None:
        return None
    start = max(border, message.span.start - _FARTHEST)
    found = None
    for match in _WORD[message.role].finditer(document.text, start, message.span.start):
        found = Span(*match.span())
    return found
