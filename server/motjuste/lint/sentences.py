"""The sentences of some lines that hold some words, for rules that compare what is said in two places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.lint.reading import in_lower_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SENTENCE = re.compile(r"[^\r\n.!?;:]*+(?:[.!?;:](?![ \t\r\n]|\Z)[^\r\n.!?;:]*+)*+[.!?;:]?")
_LINE_END = re.compile(r"\r\n|\r|\n")
_CONDITION = re.compile(
    r"(?i)\b(?:if|when|whenever|unless|except|until|while|where|otherwise|instead|for example|e\.g|such as|depending)\b"
)
_QUOTES = "\"'|`\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
_LONGEST = 600
"""Characters of a sentence; longer ones are tables or lists without stops."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of some lines."""

    text: str
    start: int
    """Where it starts in the lines' text."""

    @property
    def is_conditional(self) -> bool:
        """Whether it holds only in some case, or gives an example."""
        return _CONDITION.search(self.text) is not None


def sentences(text: str, words: Iterable[str]) -> Iterator[Sentence]:
    """The sentences of the lines that have one of some words, outside quotation marks, in order; those in code too.

    Args:
        text: Whole lines.
        words: In lower case; found whatever their case. To look for words is cheap, to part sentences is not.
    """
    for start, end in _lines(text, words):
        for match in _SENTENCE.finditer(text, start, end):
            found = match.group()
            lead = len(found) - len(found.lstrip(" \t>*+-#0123456789.)"))
            said = found[lead:].rstrip()
            if 3 < len(said) <= _LONGEST and said[0] not in _QUOTES:
                yield Sentence(said, match.start() + lead)


def _lines(text: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where lines with one of the words start and end, in order."""
    lowered = in_lower_case(text)
    lines: dict[int, int] = {}
    for word in words:
        end = 0
        while (at := lowered.find(word, end)) >= 0:
            start = max(lowered.rfind("\n", end, at) + 1, lowered.rfind("\r", end, at) + 1, end)
            ending = _LINE_END.search(lowered, at)
            lines[start] = end = len(text) if ending is None else ending.end()
    yield from sorted(lines.items())
