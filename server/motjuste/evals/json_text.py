"""The text of a value from a row: strings as they are, everything else as compact JSON."""

from __future__ import annotations

import json
from typing import Self


class WrittenFloat(float):
    """A number with a decimal point or exponent that remembers how its file wrote it.

    `1.50` and `1.5` are one number but two answers: a prompt that must print prices is right with
    the first only, so the digits of the file are what a case shows and compares.
    """

    written: str

    def __new__(cls, written: str) -> Self:
        """Read `written`, which must be a number as JSON writes it."""
        number = super().__new__(cls, written)
        number.written = written
        return number


def json_text(value: object) -> str:
    """What stands for `value` in a prompt or an expected answer.

    Strings stand for themselves; numbers, booleans and null for their JSON text; lists and mappings for
    compact JSON in which characters outside ASCII are kept. Keys that are no strings are written as strings.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, WrittenFloat):
        return value.written
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
