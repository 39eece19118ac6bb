"""Where a message tells the model to do or not to do something, told by the first word of a sentence or list item."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.lint.reading import Reading

_VERBS = (
    "add ask answer apply assume avoid be begin call change check choose cite combine compare consider convert count "
    "create define describe do don't ensure explain extract fill find focus follow format generate give highlight "
    "identify ignore include insert keep leave limit list look maintain make mark mention name never output place "
    "prefer preserve provide put read refer remember remove replace reply report respond return review rewrite say "
    "search select separate set show sort split start state stop suggest summarize summarise take tell think "
    "translate treat try use verify wait write always only"
)
_IMPERATIVE = re.compile(
    r"(?:^|(?<=[.!?] ))[ \t]*(?:[-*+] |\d{1,3}[.)] )?(?:\*\*)?(?P<words>(?:please )?(?:you (?:must|should|shall) |"
    + "|".join(f"{verb} " for verb in _VERBS.split())
    + r")[^\r\n.!?]{0,200})",
    re.IGNORECASE | re.MULTILINE,
)


def imperatives(reading: Reading) -> Iterator[tuple[int, int]]:
    """Where each instruction starts and ends in the reading's text, code left out; in English only."""
    for match in _IMPERATIVE.finditer(reading.text):
        start = match.start("words")
        if not reading.is_code(start):
            yield start, start + len(match["words"].rstrip())
