"""Markdown prompts: braces for variables, comments for directives."""

from __future__ import annotations

from motjuste.document.formats.single_message import SingleMessage

MARKDOWN = SingleMessage("markdown", frozenset({".md", ".markdown", ".mdown", ".mkd"}), dialect="braces")
