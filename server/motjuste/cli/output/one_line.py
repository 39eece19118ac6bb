"""A message as one line that a terminal or a log can show."""

from __future__ import annotations

from motjuste.cli.terminal import visible


def one_line(message: str) -> str:
    """The message with its line ends and control characters as single blanks."""
    return " ".join(visible(message).split())
