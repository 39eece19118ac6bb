"""Plain text prompts: the same as Markdown but for the meaning of `#` and fences."""

from __future__ import annotations

from motjuste.document.formats.single_message import SingleMessage

TEXT = SingleMessage("text", frozenset({".txt", ".text", ""}), dialect="braces")
