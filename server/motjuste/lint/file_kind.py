"""Which tool a prompt file is written for: formats grouped by who reads their settings."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motjuste.document.model import Document


class FileKind(StrEnum):
    """A family of files whose settings one tool reads."""

    PROMPT_FILE = "prompt file"
    INSTRUCTIONS = "instructions file"
    AGENT = "custom agent"
    CHATMODE = "chat mode"
    SKILL = "skill"
    AGENTS_NOTES = "agent instructions"
    CURSOR_RULE = "Cursor rule"
    DOTPROMPT = "Dotprompt file"
    PROMPTY = "Prompty file"
    PROMPTFOO = "promptfoo configuration"


_BY_FORMAT = {
    "prompt-file": FileKind.PROMPT_FILE,
    "instructions": FileKind.INSTRUCTIONS,
    "agent": FileKind.AGENT,
    "chatmode": FileKind.CHATMODE,
    "skill": FileKind.SKILL,
    "agents-md": FileKind.AGENTS_NOTES,
    "cursor-rule": FileKind.CURSOR_RULE,
    "dotprompt": FileKind.DOTPROMPT,
    "prompty": FileKind.PROMPTY,
    "promptfoo": FileKind.PROMPTFOO,
}


def file_kind(document: Document) -> FileKind | None:
    """The kind of file a document stands in; None for formats that no one tool owns."""
    return _BY_FORMAT.get(document.format)
