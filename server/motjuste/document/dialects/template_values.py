"""Values as the engines of the Mustache family see them, and an output that cannot grow without end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.dialects.values import RenderError, spoken

if TYPE_CHECKING:
    from motjuste.document.model import Document

_LONGEST = 5_000_000
"""Characters of one filled message."""
_MOST_STEPS = 200_000
"""Pieces written into one filled message, empty ones included."""


class Absent:
    """What a name stands for that no value was given for; never printed."""

    __slots__ = ()


ABSENT = Absent()


class Output:
    """The text of a filled message, within bounds."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._parts: list[str] = []
        self._length = 0
        self._steps = 0

    def add(self, part: str) -> None:
        """Write on.

        Raises:
            RenderError: The message grows beyond all bounds.
        """
        self._length += len(part)
        self._steps += 1
        if self._length > _LONGEST or self._steps > _MOST_STEPS:
            raise RenderError(
                f"The template makes more than {_LONGEST:,} characters or takes more than {_MOST_STEPS:,} steps",
                remedy="Shorten the lists that this case hands to the template",
                path=self._document.path,
            )
        if part:
            self._parts.append(part)

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._parts)


def text_of(value: object) -> str:
    """What a value reads as: words as they are, nothing for null, JSON for everything else."""
    return "" if value is None or isinstance(value, Absent) else spoken(value)


def is_true(value: object) -> bool:
    """Whether a block on this value is shown: not for null, false, nought, and what is empty (but an empty mapping)."""
    return isinstance(value, dict) or (not isinstance(value, Absent) and bool(value))


def entry(value: object, key: str) -> object:
    """What stands under a key of a mapping or at a number of a list; `ABSENT` if nothing does."""
    if isinstance(value, dict):
        return value.get(key, ABSENT)
    if isinstance(value, (list, str)) and key == "length":
        return len(value)
    if isinstance(value, list) and key.isdecimal() and len(key) < 10 and int(key) < len(value):
        return value[int(key)]
    return ABSENT
