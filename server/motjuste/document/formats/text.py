"""Plain text prompts: as Markdown but for the meaning of `#` and fences; promptfoo keeps several in a file."""

from __future__ import annotations

from motjuste.document.formats.promptfoo_text import SeparatedText
from motjuste.document.formats.single_message import SingleMessage

TEXT = SeparatedText(SingleMessage("text", frozenset({".txt", ".text", ""}), dialect="braces"))
