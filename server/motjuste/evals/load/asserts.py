"""From a row's `assert` list to the checks it demands; promptfoo's vocabulary."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from motjuste.evals.checks.transformed import steps_of
from motjuste.evals.checks.value import one_text
from motjuste.evals.json_text import json_text
from motjuste.evals.load.demand import SET, Demand
from motjuste.evals.load.fill import filled
from motjuste.evals.load.row import RowFault
from motjuste.evals.load.short_form import CODE, from_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

JUDGING = ("provider", "rubricPrompt", "config", "contextTransform", "disableVarExpansion")
"""Keys that tell a judge or a script something; a check that needs neither reads none of them."""
ITEM_KEYS = ("type", "value", "weight", "metric", "threshold", "transform", "assert", *JUDGING)


class Asserting:
    """Reads the `assert` list of one row."""

    def __init__(self, inputs: Mapping[str, str], open_file: Callable[[str], object] | None) -> None:
        """Take the row's variables, and what reads a file that a value names (None if files are not followed)."""
        self._inputs = inputs
        self._open = open_file

    def demands(self, items: object) -> list[Demand]:
        """The demands of mappings with `type`, `value`, `weight` and so on, or of texts in the short form.

        `{{ name }}` in a value stands for the row's own variable, as in promptfoo.

        Raises:
            RowFault: An item is of neither kind, or has a key that is not known.
        """
        if isinstance(items, (dict, str)):
            items = [items]
        if not isinstance(items, list):
            raise RowFault("`assert` must be a list of checks, each with a `type` and mostly a `value`")
        return [self._demand(item) for item in items]

    def _demand(self, item: object) -> Demand:
        if isinstance(item, str):
            short = from_text(item)
            return Demand(
                short.name,
                filled(short.value, self._inputs),
                threshold=short.threshold,
                left_out=short.left_out,
            )
        if not isinstance(item, dict):
            raise RowFault(f"An item of `assert` must be a mapping with a `type`, not {json_text(item)}")
        if "$ref" in item:
            raise RowFault(
                f"`$ref` in `assert` names {json_text(item['$ref'])}, which this file does not have"
            )
        if not isinstance(item.get("type"), str):
            raise RowFault("An item of `assert` has no `type`; name a check, such as `contains`")
        unknown = next((str(key) for key in item if key not in ITEM_KEYS), None)
        if unknown is not None:
            raise RowFault(
                f"An item of `assert` has the unknown key `{unknown}`; there are {', '.join(ITEM_KEYS[:7])}"
            )
        return self._of_mapping(item)

    def _of_mapping(self, item: Mapping[str, object]) -> Demand:
        name = str(item["type"]).strip()
        steps = steps_of(item["transform"]) if item.get("transform") is not None else ()
        members: tuple[Demand, ...] = ()
        if name == SET:
            members = tuple(self.demands(item.get("assert")))
            if not members:
                raise RowFault("An `assert-set` has no checks; list them under its `assert`")
        given = item.get("value")
        code = isinstance(given, str) and CODE.fullmatch(given) is not None
        return Demand(
            name=name,
            value=None if code else filled(self._opened(given), self._inputs),
            weight=1.0 if item.get("weight") is None else number_from_zero("weight", item["weight"]),
            threshold=_optional_number("threshold", item.get("threshold")),
            metric=str(filled(json_text(item["metric"]), self._inputs)) if item.get("metric") else "",
            steps=steps or (),
            members=members,
            left_out="runs code" if code else "has a `transform`, which runs code" if steps is None else "",
        )

    def _opened(self, value: object) -> object:
        if isinstance(value, list):
            return [self._opened(item) for item in value]
        if not isinstance(value, str) or not value.startswith("file://"):
            return value
        if self._open is None:
            raise RowFault(f"`{value}` would read another file, which is not supported; write the value out")
        return self._open(str(filled(value, self._inputs)))


def _optional_number(what: str, value: object) -> float | None:
    return None if value is None or value == "" else number_from_zero(what, value)


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
