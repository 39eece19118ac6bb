"""From a row's `assert` list, `__expected` cells or `check` column to built checks with their weights."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.evals import checks
from motjuste.evals.checks.registry import known
from motjuste.evals.checks.value import one_text
from motjuste.evals.json_text import json_text
from motjuste.evals.load.columns import REFUSED
from motjuste.evals.load.row import RowFault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from motjuste.evals.case import Check

PREFIX = re.compile(
    r"(?P<name>(?:not-)?[a-z0-9-]+)(?:\((?P<argument>\d+(?:\.\d+)?)\))?(?P<colon>:)?(?P<value>.*)", re.DOTALL
)
"""promptfoo's short form of a check: `contains:Paris`, `not-regex:^\\d`, `numeric(0.01):3.14`."""

WITHOUT_VALUE = ("is-json",)
GOLD = ("equals", "iequals", "numeric", "choice")
"""Checks whose value is the gold answer."""

PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")
ITEM_KEYS = ("type", "value", "weight", "metric", "config", "provider", "threshold")


@dataclass(frozen=True, slots=True)
class Demand:
    """One check of a row, before it is built."""

    name: str
    value: object
    weight: float = 1.0

    @property
    def gold(self) -> str | None:
        """The gold answer in it, if its kind has one."""
        if self.name not in GOLD or self.value is None:
            return None
        value = self.value["value"] if isinstance(self.value, dict) and "value" in self.value else self.value
        return json_text(value)

    @property
    def signature(self) -> list[object]:
        """What of it makes a case the case it is; plain data."""
        return [self.name, self.value] if self.weight == 1.0 else [self.name, self.value, self.weight]


def built(demands: Sequence[Demand], expected: str | None) -> tuple[Check, ...]:
    """The checks of the demands, in their order.

    Raises:
        RowFault: One cannot be built, or no demand counts.
    """
    if all(demand.weight == 0 for demand in demands):
        raise RowFault(
            "All checks of the row have the weight 0, so nothing would be scored; give one of them a weight"
        )
    try:
        return tuple(checks.build(demand.name, demand.value, expected=expected) for demand in demands)
    except checks.BadCheck as fault:
        raise RowFault(str(fault)) from fault


def of_expected(expected: str, how: str) -> Demand:
    r"""The demand of a plain row: `how` names the check, `expected` is its value.

    `how` may give `regex` a pattern of its own (`regex:answer: (\w+)`), whose group is then compared with
    `expected`, and `numeric` a tolerance (`numeric(0.01)`). `is-json` only asks for JSON.
    """
    match = PREFIX.fullmatch(how.strip())
    if match is None or (match["value"] and not match["colon"]):
        return Demand(how.strip(), expected)
    name, argument, value = match["name"], match["argument"], match["value"]
    bare = name.removeprefix("not-")
    if bare == "is-json" or (bare == "regex" and value):
        return Demand(name, value or None)
    return Demand(name, _with_argument(bare, expected, argument))


def from_text(text: str) -> Demand:
    """The demand of an `__expected` cell: a check in the short form, or else the text itself, to be equalled."""
    match = PREFIX.fullmatch(text)
    if match is None or not known(match["name"]):
        return Demand("equals", text)
    name, bare = match["name"], match["name"].removeprefix("not-")
    if match["colon"]:
        return Demand(name, _with_argument(bare, match["value"].strip(), match["argument"]))
    if match["value"] or bare not in WITHOUT_VALUE:
        return Demand("equals", text)
    return Demand(name, None)


def _with_argument(bare: str, value: str, argument: str | None) -> object:
    if argument is None or bare not in checks.NAMES:
        return value
    if bare != "numeric":
        raise RowFault(f"`{bare}({argument})`: only `numeric` takes a number in brackets, its tolerance")
    return {"value": value, "tolerance": argument}


def from_list(items: object, inputs: Mapping[str, str]) -> list[Demand]:
    """The demands of an `assert` list: mappings with `type`, `value`, `weight`, or texts in the short form.

    `{{ name }}` in a value stands for the row's own variable, as in promptfoo.

    Raises:
        RowFault: An item is of neither kind, or has a key that would change the score and is not supported.
    """
    if isinstance(items, (dict, str)):
        items = [items]
    if not isinstance(items, list):
        raise RowFault("`assert` must be a list of checks, each with a `type` and mostly a `value`")
    demands = []
    for item in items:
        demand = from_text(item) if isinstance(item, str) else _from_mapping(item)
        demands.append(Demand(demand.name, _filled(demand.value, inputs), demand.weight))
    return demands


def _from_mapping(item: object) -> Demand:
    if not isinstance(item, dict):
        raise RowFault(f"An item of `assert` must be a mapping with a `type`, not {json_text(item)}")
    for key in item:
        if key in REFUSED:
            raise RowFault(f"`{key}` in `assert` {REFUSED[key]}, which is not supported; write the check out")
    if not isinstance(item.get("type"), str):
        raise RowFault("An item of `assert` has no `type`; name a check, such as `contains`")
    unknown = [key for key in item if key not in ITEM_KEYS]
    if unknown:
        raise RowFault(
            f"An item of `assert` has the unknown key `{unknown[0]}`; there are `type`, `value` and `weight`"
        )
    return Demand(item["type"].strip(), _no_file(item.get("value")), _weight(item.get("weight")))


def _no_file(value: object) -> object:
    if isinstance(value, str) and value.startswith("file://"):
        raise RowFault(f"`{value}` would read another file, which is not supported; write the value out")
    return value


def _weight(value: object) -> float:
    if value is None:
        return 1.0
    return number_from_zero("weight", value)


def number_from_zero(what: str, value: object) -> float:
    """A number from 0 up, given as a number or its text.

    Raises:
        RowFault: It is none.
    """
    try:
        number = float(one_text(what, value))
    except ValueError:
        number = math.nan
    if isinstance(value, bool) or not math.isfinite(number) or number < 0:
        raise RowFault(f"`{what}` must be a number from 0 up, not {json_text(value)}")
    return number


def _filled(value: object, inputs: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda match: inputs.get(match[1], match[0]), value)
    if isinstance(value, list):
        return [_filled(item, inputs) for item in value]
    return value
