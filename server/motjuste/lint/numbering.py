"""The numbers an author gave to list items and headings, in the order of a message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.lint.reading import Reading

_NUMBERED = re.compile(
    r"(?m)\n(?=[ \t0-9#<*_-])(?:(?P<indent>[ \t]*+)(?P<item>\d{1,3})(?P<delimiter>[.)])(?=[ \t]+\S)"
    r"|(?P<level>\#{1,6})[ \t]+(?P<title>[^\r\n]*)|(?P<rule>[-*_]{3,}[ \t]*\r?$|</?[A-Za-z][\w-]*>[ \t]*\r?$))"
)
"""Begins with a line end, for which a text is searched faster than for the beginnings of its lines."""
_TITLE = re.compile(
    r"\W{0,4}(?P<word>(?:step|phase|part|section|rule|chapter|stage)[ \t]+)?(?P<number>\d{1,3})"
    r"(?:[.):](?!\d)|[ \t]+[-\N{EN DASH}\N{EM DASH}:])[ \t]*[^\s\d]",
    re.IGNORECASE,
)


@dataclass(slots=True, eq=False)
class Number:
    """One number that stands before words."""

    value: int
    start: int
    end: int
    """Where its digits stand in the reading's text."""
    series: tuple[str, int, str]
    """Numbers of one series may follow each other: kind (`item` or `heading`), depth, and delimiter or word."""
    section: int
    """How many headings, rules and lone tags stand above: a list goes on across none of them."""


def numbers(reading: Reading) -> Iterator[Number]:
    """The numbered items and headings outside code, in order. Linear in the length of the text."""
    section = 0
    # One line end more stands before the text: a match starts there where its line does in the text itself.
    for match in _NUMBERED.finditer("\n" + reading.text):
        if reading.is_code(match.start()):
            continue
        if match["item"] is not None:
            depth = len(match["indent"].expandtabs(4))
            series = ("item", depth, match["delimiter"])
            yield Number(int(match["item"]), match.start("item") - 1, match.end("item") - 1, series, section)
            continue
        section += 1
        title = _TITLE.match(match["title"]) if match["title"] is not None else None
        if title is not None:
            start = match.start("title") - 1 + title.start("number")
            word = (title["word"] or "").strip().lower()
            series = ("heading", len(match["level"]), word)
            yield Number(int(title["number"]), start, start + len(title["number"]), series, section)
        elif match["level"] is not None:
            yield Number(-1, match.start(), match.start(), ("heading", len(match["level"]), "-"), section)
