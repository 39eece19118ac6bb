"""The name that was meant by one that nobody knows, looked for no longer than it is worth."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_ASKED = 20
"""Names of a text that are looked at; each is compared with all candidates, and nobody reads so many hints."""
_MOST_CANDIDATES = 200
_LONGEST = 100
"""Characters of a name that can be a slip of the pen; comparing takes the square of them."""


class NearNames:
    """The names that may have been meant in one text."""

    def __init__(self, candidates: Iterable[str]) -> None:
        self._candidates = [name for name in candidates if len(name) <= _LONGEST][:_MOST_CANDIDATES]
        self._left = _MOST_ASKED

    def to(self, name: str) -> str | None:
        """The candidate nearest to a name; None where none is near, and once too many were asked about."""
        if not self._candidates or not self._left or len(name) > _LONGEST:
            return None
        self._left -= 1
        return next(iter(get_close_matches(name, self._candidates, n=1)), None)
