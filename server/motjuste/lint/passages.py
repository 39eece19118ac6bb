"""Where a prompt has the words of an eval case, told by runs of words whatever their case and punctuation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from motjuste.lint.reading import Reading

RUN = 5
"""Words that do not stand together twice by chance."""
_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The words of a text, folded."""
    return [match.group().casefold() for match in _WORD.finditer(text)]


def runs_of(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every run of five of some words."""
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


class Passages:
    """The words of a message, by every run of five."""

    def __init__(self, reading: Reading) -> None:
        """Index the literal words; a run that template text interrupts is none."""
        self._reading = reading
        self._spans = [
            match.span() for match in _WORD.finditer(reading.text) if reading.is_literal(*match.span())
        ]
        self._words = [reading.text[start:end].casefold() for start, end in self._spans]
        self._places: dict[tuple[str, ...], int] = {}
        for at, run in enumerate(runs_of(self._words)):
            self._places.setdefault(run, at)

    @property
    def runs(self) -> Iterable[tuple[str, ...]]:
        """Every run of five."""
        return self._places.keys()

    @property
    def size(self) -> int:
        """How many words the message has."""
        return len(self._words)

    def longest(self, words: Sequence[str]) -> tuple[int, int, int] | None:
        """The longest passage of a case's words in the message: where it starts and ends, and how many words it has.

        Only the first place of each run of five is looked at; None when no run of five is there.
        """
        best: tuple[int, int, int] | None = None
        at = 0
        while at + RUN <= len(words):
            place = self._places.get(tuple(words[at : at + RUN]))
            length = 0 if place is None else self._common(place, words, at)
            if place is not None and (best is None or length > best[2]):
                best = (self._spans[place][0], self._spans[place + length - 1][1], length)
            at += max(1, length - RUN + 1)
        if best is None or not self._reading.is_literal(best[0], best[1]):
            return None
        return best

    def _common(self, place: int, words: Sequence[str], at: int) -> int:
        length = 0
        while (
            place + length < len(self._words)
            and at + length < len(words)
            and self._words[place + length] == words[at + length]
        ):
            length += 1
        return length
