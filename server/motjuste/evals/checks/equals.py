"""The checks `equals` and `iequals`: the whole output is the expected text, or the expected JSON value."""

from __future__ import annotations

import json
from dataclasses import dataclass

from motjuste.evals.case import Score
from motjuste.evals.checks.bad_check import BadCheck
from motjuste.evals.checks.parse_json import JsonFault, read_json
from motjuste.evals.checks.phrase import shown
from motjuste.evals.json_text import json_text


@dataclass(frozen=True, slots=True)
class Equals:
    """The output is `expected`, but for white space around either; `fold` ignores case as well."""

    name: str
    expected: str
    fold: bool

    @property
    def demand(self) -> str:
        """The demand in words."""
        return f"be exactly {shown(self.expected)}"

    def score(self, output: str) -> Score:
        """1 if the texts are the same."""
        got, wanted = output.strip(), self.expected.strip()
        if got == wanted or (self.fold and got.casefold() == wanted.casefold()):
            return Score(1.0)
        return Score(0.0, f"expected {shown(wanted)}, got {shown(got)}")


@dataclass(frozen=True, slots=True)
class EqualsJson:
    """The output is JSON and its value is the expected one, whatever the order of keys and the white space."""

    name: str
    expected: str
    """Canonical JSON: keys sorted, so that two equal checks are one."""

    @property
    def demand(self) -> str:
        """The demand in words."""
        return f"be the JSON value {shown(self.expected)}"

    def score(self, output: str) -> Score:
        """1 if the output is the same JSON value."""
        try:
            got = read_json(output)
        except JsonFault as fault:
            return Score(0.0, f"expected {shown(self.expected)}, got no JSON: {fault}")
        if canonical(got) == self.expected:
            return Score(1.0)
        return Score(0.0, f"expected {shown(self.expected)}, got {shown(output)}")


def canonical(value: object) -> str:
    """The one JSON text of a value: keys sorted, no white space, numbers as Python writes them."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def build(name: str, value: object) -> Equals | EqualsJson:
    """Build `equals` or `iequals`; a list or mapping is compared as JSON (`equals` only).

    Raises:
        BadCheck: There is no value, or `iequals` was given a list or mapping.
    """
    if value is None:
        raise BadCheck(f"`{name}` needs a value")
    if not isinstance(value, (list, tuple, dict)):
        return Equals(name, json_text(value), fold=name == "iequals")
    if name == "iequals":
        raise BadCheck("`iequals` takes one text; use `equals` to compare JSON values")
    try:
        return EqualsJson(name, canonical(value))
    except (TypeError, ValueError) as error:
        raise BadCheck(f"`{name}` has a value that is not JSON: {error}") from error
