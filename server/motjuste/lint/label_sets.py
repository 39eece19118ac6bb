"""Closed sets of answers that a prompt lists: `one of: delivery, payment, other`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.lint.reading import Reading

_INTRODUCTION = re.compile(r"(?i)\bone of(?: these| the following)?(?:(?: [a-z]+)?(?P<colon>:))? ?")
_NAME = r"(?:`[^`\r\n]{1,40}`|\"[^\"\r\n]{1,40}\"|'[^'\r\n]{1,40}'|\*\*[^*\r\n]{1,40}\*\*|[A-Za-z][\w/-]*(?: [A-Za-z][\w/-]*){0,2}?)"
_LIST = re.compile(
    rf"(?P<first>{_NAME})(?P<more>(?:, (?:or |and )?{_NAME}|(?:,)? (?:or|and) {_NAME}| ?\| ?{_NAME}){{1,30}})(?=[.;)\]\r\n]|\Z)"
)
_JOINT = re.compile(r",? \b(?:or|and)\b |, (?:or |and )?| ?\| ?")
_BULLETS = re.compile(rf"(?:[ \t]*\r?\n)+((?:[ \t]*[-*+] {_NAME}[ \t]*(?:\r?\n|\Z)){{2,40}})")


@dataclass(frozen=True, slots=True)
class LabelSet:
    """The labels a prompt allows."""

    labels: tuple[str, ...]
    """As written, without quotes."""
    start: int
    end: int
    """Where the list stands in the reading's text."""


def label_sets(reading: Reading) -> Iterator[LabelSet]:
    """The lists behind "one of", on its line or as bullets below it. Linear in the length of the text."""
    if not reading.holds("ne of"):
        return
    for place in reading.finditer(_INTRODUCTION):
        found = _LIST.match(reading.text, place.end())
        if found is not None and reading.is_literal(*found.span()):
            labels = tuple(filter(None, map(_bare, _JOINT.split(found.group()))))
            yield LabelSet(labels, *found.span())
        elif place["colon"] and (bullets := _BULLETS.match(reading.text, place.end())):
            labels = tuple(_bare(line.strip()[2:]) for line in bullets[1].splitlines() if line.strip())
            end = bullets.start(1) + len(bullets[1].rstrip())
            yield LabelSet(labels, bullets.start(1), end)


def _bare(name: str) -> str:
    return name.strip().strip("`\"'*").strip()
