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
    for by, lines in numbered_lines(reading):
        for _, value, start, end, series in lines:
            section += not series or series[0] != "item"
            if series:
                yield Number(value, by + start, by + end, series, section)


Line = tuple[int, int, int, int, "tuple[str, int, str] | None"]
"""Where a line starts, its number, where that stands, and its series: None for a rule or a tag, which have no number."""


def numbered_lines(reading: Reading) -> Iterator[tuple[int, tuple[Line, ...]]]:
    """Those lines outside code, by stretch: where it starts, and its lines in its own offsets."""
    return reading.outside_code(_numbered)


def _numbered(text: str) -> tuple[Line, ...]:
    """The lines of a stretch that bear a number or end a list."""
    found: list[Line] = []
    # One line end more stands before the text: a match starts there where its line does in the text itself.
    for match in _NUMBERED.finditer("\n" + text):
        line = match.start()
        if match["item"] is not None:
            series = ("item", len(match["indent"].expandtabs(4)), match["delimiter"])
            found.append((line, int(match["item"]), match.start("item") - 1, match.end("item") - 1, series))
        elif match["level"] is None:
            found.append((line, -1, line, line, None))
        elif (title := _TITLE.match(match["title"])) is not None:
            start = match.start("title") - 1 + title.start("number")
            series = ("heading", len(match["level"]), (title["word"] or "").strip().lower())
            found.append((line, int(title["number"]), start, start + len(title["number"]), series))
        else:
            found.append((line, -1, line, line, ("heading", len(match["level"]), "-")))
    return tuple(found)
