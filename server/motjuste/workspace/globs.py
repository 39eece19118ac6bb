"""Globs in .gitignore's language, matched in bounded time: a stranger's repository may hold any glob and any name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pathspec import PathSpec

_MOST_FOLDERS = 3
"""`**` of one glob; each multiplies the places that are tried in a deep path."""
_RUN = re.compile(r"(?<![^/!])\*\*(?:/\*\*)+(?![^/])")
"""Several `**` in a row, which say no more than one."""
_CHARACTER = r"(?:\\.|\[\^/\](?!\*)|\[(?!\^/\])\^?\]?[^\]]*\]|[^\\()\[\]/])"
_STARS = re.compile(rf"\[\^/\]\*((?:{_CHARACTER})+)(?=\[\^/\]\*)", re.DOTALL)
"""What stands between two stars, in the regular expression that pathspec makes of a glob."""


def globs(lines: Iterable[str]) -> PathSpec[Any]:
    """Matches what any of the lines does; lines with very many `**` count as none."""
    from pathspec import GitIgnoreSpec

    short = (_RUN.sub("**", line) for line in lines)
    spec = GitIgnoreSpec.from_lines(line for line in short if line.count("**") <= _MOST_FOLDERS)
    for pattern in spec.patterns:
        written = getattr(pattern, "regex", None)
        if written is not None and written.pattern.count("[^/]*") > 1:
            pattern.regex = re.compile(_hurried(written.pattern))
    return spec


def _hurried(pattern: str) -> str:
    """The same regular expression without second thoughts: the first place after a star that fits is as good as any.

    Only the last star of a part, whose words must reach the part's end, has to try all places.
    """
    doubled = "[^/]*[^/]*"
    while doubled in pattern:
        pattern = pattern.replace(doubled, "[^/]*")
    return _STARS.sub(r"(?>[^/]*?\1)", pattern)
