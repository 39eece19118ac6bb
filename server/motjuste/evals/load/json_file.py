"""Values of a JSON file with the lines they stand on: read one after the other, so that a fault is one row's."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from motjuste.errors import UserError
from motjuste.evals.load.jsonl import PARSING
from motjuste.evals.load.row import RowFault

if TYPE_CHECKING:
    from collections.abc import Iterator

BLANK = re.compile(r"[ \t\n\r]*")
STRICT = json.JSONDecoder(**PARSING)
LENIENT = json.JSONDecoder()
"""Finds where a value ends that the strict one refuses for what it says."""


class JsonHeld:
    """One value of a JSON file."""

    def __init__(self, source: str, start: int, line: int, display: str) -> None:
        """Read the value that starts at `start`, on line `line`.

        Raises:
            UserError: It is not JSON.
        """
        self._source = source
        self._start = start
        self._display = display
        self.line = line
        self._fault: str | None = None
        self._value: Any = None
        try:
            self._value, self.end = STRICT.raw_decode(source, start)
        except RowFault as fault:
            self._fault = str(fault)
            self._value, self.end = LENIENT.raw_decode(source, start)
        except json.JSONDecodeError as error:
            raise _no_json(f"{error.msg}", display, error.lineno) from error
        except RecursionError as error:
            raise _no_json("it is nested too deep", display, line) from error
        except ValueError as error:
            raise _no_json("a number has too many digits", display, line) from error

    @property
    def kind(self) -> str:
        """What it is."""
        if isinstance(self._value, dict):
            return "mapping"
        if isinstance(self._value, list):
            return "list"
        return "null" if self._value is None else "text"

    @property
    def text(self) -> str:
        """A text as it is, another scalar as JSON."""
        if self.kind != "text":
            return ""
        return self._value if isinstance(self._value, str) else json.dumps(self._value)

    def items(self) -> Iterator[JsonHeld]:
        """The items of a list, each read when it is asked for."""
        if self.kind == "list":
            place, line = self._start, self.line
            while (after := _next(self._source, place + 1)) < self.end and self._source[after] != "]":
                line += self._source.count("\n", place, after)
                item = JsonHeld(self._source, after, line, self._display)
                yield item
                line += self._source.count("\n", after, item.end)
                place = _next(self._source, item.end)
                line += self._source.count("\n", item.end, place)

    def members(self) -> dict[str, JsonHeld]:
        """The values of a mapping by key."""
        if self._fault:
            raise RowFault(self._fault)
        found: dict[str, JsonHeld] = {}
        place, line, counted = self._start, self.line, self._start
        while self.kind == "mapping" and self._source[place] != "}":
            key_start = _next(self._source, place + 1)
            if self._source[key_start] == "}":
                break
            key, key_end = LENIENT.raw_decode(self._source, key_start)
            start = _next(self._source, _next(self._source, key_end) + 1)
            line += self._source.count("\n", counted, start)
            found[key] = JsonHeld(self._source, start, line, self._display)
            counted = start
            place = _next(self._source, found[key].end)
        return found

    def row(self) -> dict[str, Any]:
        """A mapping as it is."""
        if self._fault:
            raise RowFault(self._fault)
        return dict(self._value)

    def check(self) -> Any:
        """It as it is."""
        return self.data()

    def data(self) -> Any:
        """It as it is."""
        if self._fault:
            raise RowFault(self._fault)
        return self._value


def held(text: str, display: str) -> JsonHeld | None:
    """The file's value; None if there is nothing in it.

    Raises:
        UserError: It is not one JSON value.
    """
    start = _next(text, 0)
    if start == len(text):
        return None
    value = JsonHeld(text, start, 1 + text.count("\n", 0, start), display)
    rest = _next(text, value.end)
    if rest < len(text):
        raise _no_json("something follows its value", display, 1 + text.count("\n", 0, rest))
    return value


def _next(text: str, place: int) -> int:
    """Where white space ends."""
    match = BLANK.match(text, place)
    return match.end() if match else place


def _no_json(what: str, display: str, line: int) -> UserError:
    return UserError(f"The eval set is not JSON: {what}", remedy="Correct that line", path=display, line=line)
