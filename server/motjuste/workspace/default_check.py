"""The check that a prompt's front matter names for plain rows (`check: numeric`), and where it names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.errors import UserError


def default_check(document: Document) -> str | None:
    """The name; None when there is none."""
    setting = document.settings.get("check")
    return setting.value if setting is not None and isinstance(setting.value, str) else None


def place(error: UserError, document: Document) -> None:
    """Let an error about the check say where the prompt names it."""
    setting = document.settings["check"]
    error.path, error.line = document.path, document.line(setting.value_span.start)
