"""The sentences of a message that hold some words, for rules that compare what is said in two places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from motjuste.lint.reading import Reading

_SENTENCE = re.compile(r"[^\r\n.!?;:]*+(?:[.!?;:](?![ \t\r\n]|\Z)[^\r\n.!?;:]*+)*+[.!?;:]?")
_CONDITION = re.compile(
    r"(?i)\b(?:if|when|whenever|unless|except|until|while|where|otherwise|instead|for example|e\.g|such as|depending)\b"
)
_QUOTES = "\"'|`\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
_LONGEST = 600
"""Characters of a sentence; longer ones are tables or lists without stops."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a reading."""

    reading: Reading
    text: str
    start: int
    """Where it starts in the reading's text."""

    @property
    def is_conditional(self) -> bool:
        """Whether it holds only in some case, or gives an example."""
        return _CONDITION.search(self.text) is not None


def sentences(reading: Reading, words: Iterable[str]) -> Iterator[Sentence]:
    """The sentences of the lines that have one of some words, outside quotation marks, in order; those in code too.

    Args:
        reading: The message.
        words: In lower case; found whatever their case. To look for words is cheap, to part sentences is not.
    """
    for start, end in _lines(reading, words):
        for match in _SENTENCE.finditer(reading.text, start, end):
            found = match.group()
            lead = len(found) - len(found.lstrip(" \t>*+-#0123456789.)"))
            text = found[lead:].rstrip()
            if 3 < len(text) <= _LONGEST and text[0] not in _QUOTES:
                yield Sentence(reading, text, match.start() + lead)


def _lines(reading: Reading, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where lines with one of the words start and end, in order."""
    lowered = reading.lowered
    rows: set[int] = set()
    for word in words:
        at = lowered.find(word)
        while at >= 0:
            row = reading.row(at)
            rows.add(row)
            at = lowered.find(word, reading.line(row)[1])
    for row in sorted(rows):
        yield reading.line(row)
