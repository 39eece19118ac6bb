"""Leaks of our questions into new words, found and taken off: tags, however written, and words' numbers (method.md 3.1)."""

from __future__ import annotations

import re

_OPEN = r"(?:[<\uff1c\u2039\u27e8\u3008]|&(?:lt|\#0*60|\#x0*3c);?|\\u003c)"
_CLOSE = r"(?:[>\uff1e\u203a\u27e9\u3009]|&(?:gt|\#0*62|\#x0*3e);?|\\u003e)"
_SLASH = r"[/\uff0f\\]"
_NAME = r"[eE\uff45\uff25][dD\uff44\uff24][iI\uff49\uff29][tT\uff54\uff34]"
LEAK = re.compile(
    # A whole tag, attributes and all; then one that lost its end; then one that lost its beginning.
    rf"{_OPEN}\s*{_SLASH}?\s*{_NAME}(?![^\W\d_])[^<>\uff1c\uff1e\n]{{0,40}}?{_CLOSE}"
    rf"|{_OPEN}\s*{_SLASH}?\s*{_NAME}(?![^\W\d_])"
    rf"|{_SLASH}\s*{_NAME}\s*{_CLOSE}"
    rf"|(?<![^\W\d_]){_NAME}{_CLOSE}",
    re.IGNORECASE,
)
SENTINEL = re.compile(r"\u27e6\s*/?\s*e\d+\s*\u27e7?|(?:/\s*)?\be\d+\s*\u27e7", re.IGNORECASE)
"""The marks that stand in for tags where a prompt speaks of `<edit>` itself."""
NUMBER = re.compile(r"\[\d{1,5}\](?:_(?!\w)|(?=\w))")
"""The numbers that words have in our questions, put before new words as well."""


def without_leaks(new: str, own: str) -> tuple[str, bool]:
    """New words without the tags and numbers in them, and whether there were any.

    They are taken off until none is left, since taking one off can join the halves of another.

    Args:
        new: Words a model wrote.
        own: The text they replace; a prompt that holds such itself may keep them.
    """
    forms = [form for form in (LEAK, SENTINEL, NUMBER) if form.search(own) is None]
    cleaned = new
    while any(form.search(cleaned) for form in forms):
        for form in forms:
            cleaned = form.sub("", cleaned)
    return cleaned, cleaned != new


def holds_tags(text: str) -> bool:
    """Whether a text itself has what looks like marks' tags, so that others must be used for it."""
    return LEAK.search(text) is not None
