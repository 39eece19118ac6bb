"""The check `contains-json`: somewhere in the output stands JSON, which obeys a JSON schema if one is given."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from motjuste.evals.case import Score
from motjuste.evals.checks import is_json
from motjuste.evals.checks.phrase import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ATTEMPTS = 5_000
"""Brackets that are tried: most of a text's brackets open nothing."""
MOST_READ = 20_000_000
"""Characters read over all attempts."""
LONGEST = 1_000_000
"""Characters of an output that are searched."""

OPENING = re.compile(r"[{\[]")


@dataclass(frozen=True, slots=True)
class ContainsJson:
    """Some JSON object or list in the output obeys `schema` (canonical JSON text), or any if that is None."""

    name: str
    schema: str | None

    @property
    def demand(self) -> str:
        """The demand in words."""
        obeying = "" if self.schema is None else f" that obeys the schema {shown(self.schema)}"
        return f"contain JSON{obeying}"

    def score(self, output: str) -> Score:
        """1 if there is such a value."""
        fault = f"contains no JSON, got {shown(output)}"
        for value in json_values(output):
            if self.schema is None:
                return Score(1.0)
            broken = is_json.first_fault(self.schema, value)
            if broken is None:
                return Score(1.0)
            fault = broken
        return Score(0.0, fault)


def json_values(text: str) -> Iterator[Any]:
    """The outermost JSON objects and lists that stand in a text, in order.

    A list of bare numbers or texts counts only when it is all there is: `[1]` is mostly a reference to a source.
    """
    decoder = json.JSONDecoder()
    text = text[:LONGEST]
    place, left = 0, MOST_READ
    for _ in range(MOST_ATTEMPTS):
        match = OPENING.search(text, place)
        if match is None or left < 0:
            return
        place = match.start() + 1
        try:
            value, end = decoder.raw_decode(text, match.start())
        except json.JSONDecodeError as error:
            left -= max(error.pos - match.start(), 1)
            continue
        except (RecursionError, ValueError):
            left -= 10_000
            continue
        place = end
        left -= end - match.start()
        bare = isinstance(value, list) and not any(isinstance(item, (dict, list)) for item in value)
        if not bare or text.strip() == text[match.start() : end]:
            yield value


def build(name: str, value: object) -> ContainsJson:
    """Build it from nothing, a schema, or a schema's JSON text.

    Raises:
        BadCheck: The value is no JSON schema, or the schema refers to something outside itself.
    """
    return ContainsJson(name, is_json.build(name, value).schema)
