"""Texts of others as a page can show them: every character visible, and no longer than there is room for."""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters, those that turn the direction of writing, and halves of characters, which no file can hold."""


def readable(text: str) -> str:
    """The text with its line ends made one kind; what has no glyph or would turn the line round is named by its code point."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", lines)


def excerpt(text: str, length: int) -> str:
    """A text's beginning, in code points."""
    return text if len(text) <= length else f"{text[:length]}…"
