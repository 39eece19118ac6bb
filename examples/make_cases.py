#!/usr/bin/env python3
"""Write the example eval sets from the sentences beside this script: same input, same bytes, every time.

Usage: `python examples/make_cases.py` from anywhere. Each sentence is used three times with another value in
another spelling. Every choice is a hash of its own key and no random generator is involved, so that a new
sentence at the end of a file leaves all cases before it as they are.
"""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

HERE = Path(__file__).resolve().parent
USES = 3
"""Cases a sentence."""

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PLACES = (
    "Marlow", "Tilburg", "Porto", "Gdansk", "Aarhus", "Leeds", "Turin", "Bergen",
    "Nantes", "Graz", "Cork", "Malmo", "Bilbao", "Ostrava", "Kaunas", "Trieste",
)  # fmt: skip
FIRST_NAMES = (
    "Maria", "Tomasz", "Ingrid", "Kofi", "Elena", "Rashid", "Wendy", "Jorge", "Aiko", "Brendan",
    "Celia", "Dmitri", "Fatima", "Gareth", "Hanna", "Ivo", "Jana", "Lars", "Mei", "Nadia",
    "Oskar", "Priya", "Quentin", "Rosa", "Samuel", "Tilda", "Umberto", "Vera", "Winston", "Yusuf",
)  # fmt: skip
LAST_NAMES = (
    "Lindqvist", "Okafor", "Brandt", "Castellano", "Dobson", "Eriksen", "Farrow", "Guzman", "Hollis", "Ibarra",
    "Jankowski", "Keller", "Lombardi", "Moreau", "Novak", "Oduya", "Petrov", "Quist", "Rahman", "Sorensen",
    "Tanaka", "Ueland", "Vargas", "Whitlock", "Yamada", "Zeller", "Ashworth", "Bellweather", "Cormack", "Dunmore",
    "Estrada", "Fontaine", "Grimaldi", "Haddad", "Ilves", "Kowalczyk", "Lacroix", "Mbeki", "Nyberg", "Pereira",
)  # fmt: skip
UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def number(key: str, below: int) -> int:
    """A number from 0 to `below - 1` that depends on `key` alone."""
    return int.from_bytes(sha256(key.encode()).digest()[:8], "big") % below


def pick(key: str, options: Sequence[str]) -> str:
    """One of `options`, chosen by `key` alone."""
    return options[number(key, len(options))]


def ordinal(day: int) -> str:
    """`1st`, `22nd`, `13th`."""
    ending = "th" if day in range(11, 14) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def spell_date(key: str, day: date) -> str:
    """One of ten ways to write a date. Figures alone are used only where day and month cannot be confused."""
    month = MONTHS[day.month - 1]
    ways = [
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{ordinal(day.day)} {month} {day.year}",
        f"the {ordinal(day.day)} of {month} {day.year}",
        f"{month} {ordinal(day.day)}, {day.year}",
        f"{WEEKDAYS[day.weekday()]}, {day.day} {month} {day.year}",
        f"{day.day} {month[:3]} {day.year}",
        f"{month[:3]} {day.day}, {day.year}",
    ]
    if day.day > len(MONTHS):
        ways += [f"{day.day}.{day.month}.{day.year}", f"{day.month}/{day.day}/{day.year}"]
    return pick(f"{key} way", ways)


def date_case(key: str, sentence: str) -> tuple[str, str]:
    """A sentence with a date in it, and the date in ISO form."""
    day = date(1975, 1, 1) + timedelta(days=number(f"{key} day", 365 * 54))
    filled = sentence.replace("{person}", pick(f"{key} person", FIRST_NAMES))
    filled = filled.replace("{place}", pick(f"{key} place", PLACES))
    return filled.replace("{date}", spell_date(key, day)), day.isoformat()


def name_case(key: str, sentence: str) -> tuple[str, str]:
    """A sentence with a full name in it, and the name as a card index has it: last name, comma, first name."""
    first, last = pick(f"{key} first", FIRST_NAMES), pick(f"{key} last", LAST_NAMES)
    return sentence.replace("{name}", f"{first} {last}"), f"{last}, {first}"


def in_words(amount: int) -> str:
    """0 to 9999 in words, as said in Britain: `one hundred and five`."""
    if amount < len(UNITS):
        return UNITS[amount]
    if amount < 100:
        tens, rest = divmod(amount, 10)
        return TENS[tens] + (f"-{UNITS[rest]}" if rest else "")
    size, name = (1000, "thousand") if amount >= 1000 else (100, "hundred")
    count, rest = divmod(amount, size)
    joint = " and " if rest < 100 else " "
    return f"{in_words(count)} {name}" + (f"{joint}{in_words(rest)}" if rest else "")


def amount_case(key: str, sentence: str) -> tuple[str, str]:
    """A sentence with a sum of money in it, and the sum as a plain figure with two decimals."""
    whole = 2 + number(f"{key} whole", int(pick(f"{key} size", ("18", "98", "98", "900", "1900"))))
    cents = 5 * number(f"{key} cents", 20) if number(f"{key} has cents", 3) == 0 else 0
    coin, small = pick(f"{key} coin", ("euros cents", "dollars cents", "pounds pence")).split()
    spoken = f"{in_words(whole)} {coin}" + (f" and {in_words(cents)} {small}" if cents else "")
    figure = f"{whole:,}.{cents:02}" if cents else f"{whole:,}"
    sign = {"euros": "€", "dollars": "$", "pounds": "£"}[coin]
    written = pick(f"{key} way", (spoken, spoken, spoken, f"{sign}{figure}", f"{figure} {coin}"))
    return sentence.replace("{amount}", written), f"{whole}.{cents:02}"


MAKERS: Mapping[str, tuple[str, Callable[[str, str], tuple[str, str]]]] = {
    "dates": ("text", date_case),
    "names": ("input", name_case),
    "amounts": ("sentence", amount_case),
}
"""Eval set → its input column and what turns a sentence into a case."""


def eval_set(name: str) -> str:
    """The JSON lines of one eval set, `{"id", <input column>, "expected"}` each; no input twice."""
    column, make = MAKERS[name]
    sentences = (HERE / "sentences" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    rows: dict[str, str] = {}
    for use in range(USES):
        for sentence in sentences:
            filled, expected = make(f"{name} {sentence} {use}", sentence)
            rows[filled[0].upper() + filled[1:]] = expected
    lines = [
        json.dumps({"id": f"{name}-{place:03}", column: text, "expected": expected}, ensure_ascii=False)
        for place, (text, expected) in enumerate(rows.items(), start=1)
    ]
    return "".join(f"{line}\n" for line in lines)


def main() -> None:
    """Write every eval set to its place."""
    for name in MAKERS:
        path = HERE / "prompts" / f"{name}.evals.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_text(eval_set(name), encoding="utf-8", newline="\n")
        sys.stdout.write(f"wrote {path.relative_to(HERE.parent)}\n")


if __name__ == "__main__":
    main()
