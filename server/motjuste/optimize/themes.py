"""How wrong answers differ from the expected ones, in kinds: failures of one kind call for one change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.text.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from motjuste.evals.run import Outcome

NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
LABEL_WORDS = 3
"""An expected answer of more words is no label that could be taken for another."""
UNLIKE = "another answer"


def theme(outcome: Outcome) -> str:
    """In what a wrong answer differs from the expected one, in a few words.

    Returns:
        One of `no answer`, `cut off`, `capitals`, `punctuation or spaces`, `order of the words`, `extra words`,
        `missing words`, `another number`, `GIVEN for EXPECTED` (short answers), `another answer`; where no answer is
        expected word for word, the reason of the failing check.
    """
    expected, given = outcome.case.expected, outcome.output.strip()
    if not given:
        return "no answer"
    if outcome.truncated:
        return "cut off"
    if expected is None:
        return outcome.score.reason or UNLIKE
    return _difference(given, expected.strip())


def _difference(given: str, expected: str) -> str:
    mine, wanted = _folded(given), _folded(expected)
    if given.casefold() == expected.casefold():
        return "capitals"
    for name, differs in WORDS:
        if differs(mine, wanted):
            return name
    if NUMBER.fullmatch(given) and NUMBER.fullmatch(expected):
        return "another number"
    short = max(len(mine), len(wanted)) <= LABEL_WORDS
    return f"{given.casefold()} for {expected.casefold()}" if short else UNLIKE


def by_theme(outcomes: Iterable[Outcome]) -> list[list[Outcome]]:
    """Wrong outcomes in groups of one theme, the largest first, else in the order of their first ones.

    Short answers taken for each other are one group, unless the same pair comes back.
    """
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(theme(outcome), []).append(outcome)
    merged: dict[str, list[Outcome]] = {}
    for name, group in groups.items():
        single = " for " in name and len(group) == 1
        merged.setdefault(UNLIKE if single else name, []).extend(group)
    return sorted(merged.values(), key=lambda group: -len(group))


def spread(outcomes: Sequence[Outcome], count: int, first: int = 0) -> list[Outcome]:
    """Some wrong outcomes of as many themes as there are, one of each in turn.

    Args:
        outcomes: Wrong ones; earlier ones of a theme are taken first.
        count: How many, at most.
        first: The theme to begin with, counted round.
    """
    groups = by_theme(outcomes)
    start = first % len(groups) if groups else 0
    waiting = [list(group) for group in (*groups[start:], *groups[:start])]
    chosen: list[Outcome] = []
    while len(chosen) < count and any(waiting):
        for group in waiting:
            if group and len(chosen) < count:
                chosen.append(group.pop(0))
    return chosen


def _folded(text: str) -> list[str]:
    return [word.of(text).casefold() for word in words(text)]


def _holds(long: list[str], short: list[str]) -> bool:
    """Whether the words of one stand in the other one after the other."""
    size = len(short)
    return bool(short) and any(long[at : at + size] == short for at in range(len(long) - size + 1))


WORDS: tuple[tuple[str, Callable[[list[str], list[str]], bool]], ...] = (
    ("punctuation or spaces", lambda mine, wanted: "".join(mine) == "".join(wanted)),
    ("order of the words", lambda mine, wanted: sorted(mine) == sorted(wanted)),
    ("extra words", _holds),
    ("missing words", lambda mine, wanted: _holds(wanted, mine)),
)
"""What the words of a wrong answer and of the expected one can tell, from the most to the least particular."""
