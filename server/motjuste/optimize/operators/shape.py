"""The form that a set of expected answers shares, as an instruction: a date, a number, letter case, a pattern."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FEWEST = 5
"""Fewer answers than this say nothing about a form."""
NUMBER_WORDS = ("no", "one", "two", "three", "four")


@dataclass(frozen=True, slots=True)
class Shape:
    """A form of answers."""

    statement: str
    """As an instruction, one sentence."""
    short: str = ""
    """As a few words that fit in brackets after a noun; empty when there are none."""


def shared_shape(answers: Sequence[str]) -> Shape | None:
    """The most particular form that all answers have; None when they share none or are too few."""
    cleaned = [answer.strip() for answer in answers]
    if len(cleaned) < FEWEST or not all(cleaned):
        return None
    return next((shape for find in FORMS if (shape := find(cleaned)) is not None), None)


def _all(pattern: str, answers: Sequence[str]) -> bool:
    return all(re.fullmatch(pattern, answer) for answer in answers)


def _date(answers: Sequence[str]) -> Shape | None:
    if _all(r"\d{4}-\d{2}-\d{2}", answers):
        return Shape("Write the date as YYYY-MM-DD.", "YYYY-MM-DD")
    if _all(r"\d{2}/\d{2}/\d{4}", answers):
        first = max(int(answer[:2]) for answer in answers)
        form = "DD/MM/YYYY" if first > 12 else "MM/DD/YYYY"
        return Shape(f"Write the date as {form}.", form)
    return None


def _time(answers: Sequence[str]) -> Shape | None:
    if _all(r"\d{2}:\d{2}", answers):
        return Shape("Write the time as HH:MM on the 24-hour clock.", "HH:MM, 24-hour clock")
    return None


def _number(answers: Sequence[str]) -> Shape | None:
    if _all(r"-?\d+", answers):
        return Shape("Write the number in digits, without separators or units.", "in digits")
    places = {len(answer.rpartition(".")[2]) for answer in answers}
    if len(places) == 1 and _all(r"-?\d+\.\d+", answers) and (count := places.pop()) < len(NUMBER_WORDS):
        plural = "" if count == 1 else "s"
        stated = f"in digits with exactly {NUMBER_WORDS[count]} decimal{plural}"
        return Shape(f"Write the number {stated}, without separators or units.", stated)
    return None


def _json(answers: Sequence[str]) -> Shape | None:
    keys: list[str] | None = None
    for answer in answers:
        try:
            value = json.loads(answer)
        except ValueError:
            return None
        if not isinstance(value, dict) or (keys is not None and list(value) != keys):
            return None
        keys = list(value)
    return (
        Shape(f"Answer with a JSON object with the keys {', '.join(keys)} and nothing else.")
        if keys
        else None
    )


def _letters(answers: Sequence[str]) -> Shape | None:
    if not any(character.isalpha() for answer in answers for character in answer):
        return None
    for test, name in ((str.isupper, "capital letters"), (str.islower, "small letters")):
        if all(test(answer) for answer in answers):
            words = " in one word" if all(len(answer.split()) == 1 for answer in answers) else ""
            return Shape(f"Answer{words} in {name} only.")
    return None


FORMS: tuple[Callable[[Sequence[str]], Shape | None], ...] = (
    _date,
    _time,
    _number,
    _json,
    _letters,
)
"""From the most to the least particular."""
