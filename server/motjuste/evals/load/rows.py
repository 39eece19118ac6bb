"""What a row means: its inputs, its gold answer, its checks, its split; or why it cannot be used.

A row is plain (every column an input but the reserved ones and the gold answer) or promptfoo's (inputs under
`vars`). Checks come from, first found: `assert` and `__expected` columns, then the gold answer with the check of
the row's `check` column, the prompt's, or `equals`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from motjuste.evals.checks.transformed import steps_of
from motjuste.evals.json_text import json_text
from motjuste.evals.load.asserts import Asserting, number_from_zero
from motjuste.evals.load.columns import BESIDE_VARS, CODE_KEYS, EXPECTED, REFUSED, RESERVED
from motjuste.evals.load.demand import Demand, built
from motjuste.evals.load.row import Left, Row, RowFault
from motjuste.evals.load.short_form import from_text, of_expected
from motjuste.evals.split import NAMES as SPLITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.evals.case import Check, Split

Value = TypeVar("Value")
NUMBERED = re.compile(r"__expected(\d*)")
CONFIGURED = re.compile(r"__config:__expected(\d*):(\w+)")
LONGEST_LABEL = 80
VARS = ("vars", "assert", "options")
"""Columns that make a row promptfoo's."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A usable row, before duplicates and splits are settled."""

    line: int
    inputs: dict[str, str]
    expected: str | None
    checks: tuple[Check, ...]
    signature: list[object]
    """The checks as plain data, for the content's hash."""
    label: str
    split: Split | None
    group: str | None
    threshold: float
    weights: tuple[float, ...]
    metrics: tuple[str, ...] = ()
    prefix: str = ""
    suffix: str = ""
    path: str = ""
    left: tuple[Left, ...] = ()
    """What of the row is left out."""

    @property
    def asked(self) -> list[object]:
        """What the model is asked, as plain data: the inputs, and what stands round the prompt."""
        return [self.inputs, self.prefix, self.suffix] if self.prefix or self.suffix else [self.inputs]


def draft(row: Row, default_check: str) -> Draft:
    """Read a row.

    Raises:
        RowFault: It cannot be used; the message says why and what to do.
    """
    gold = next((name for name in EXPECTED if name in row.values), None)
    values = _present(row)
    inputs = _inputs(values, gold)
    expected = json_text(values[gold]) if gold in values else None
    steps, left = _options(values)
    demands = [_after(demand, steps) for demand in _demands(values, inputs, row, expected, default_check)]
    if expected is None:
        expected = next((demand.gold for demand in demands if demand.gold is not None), None)
    found = built(demands, expected)
    threshold = _threshold(values)
    prefix, suffix = (_around(values, name) for name in ("prefix", "suffix"))
    return Draft(
        line=row.line,
        inputs=inputs,
        expected=expected,
        checks=found.checks,
        signature=[[demand.signature for demand in found.kept], threshold],
        label=_label(values, row.line),
        split=_split(values),
        group=_group(values),
        threshold=threshold,
        weights=_unless(1.0, tuple(demand.weight for demand in found.kept)),
        metrics=_unless("", tuple(demand.metric for demand in found.kept)),
        prefix=prefix,
        suffix=suffix,
        path=row.path,
        left=(*left, *found.left),
    )


def _unless(default: Value, given: tuple[Value, ...]) -> tuple[Value, ...]:
    """The values, or none if all are the default."""
    return () if all(value == default for value in given) else given


def _present(row: Row) -> dict[str, object]:
    """The row without columns that have no value; inputs keep theirs, since an empty input is one."""
    values = {}
    for key, value in row.values.items():
        special = key in RESERVED or key in EXPECTED or key.startswith("__")
        can_be_blank = key in EXPECTED and not row.blank_is_absent
        blank = isinstance(value, str) and not value.strip() and not can_be_blank
        if not (special and (value is None or blank)):
            values[key] = value
    for key, reason in REFUSED.items():
        if key in values and (key == "$ref" or is_promptfoo(values)):
            raise RowFault(f"`{key}` {reason}, which is not supported", unsupported=key != "$ref")
    return values


def is_promptfoo(values: Mapping[str, object]) -> bool:
    """Whether a row keeps its inputs under `vars`; one without inputs has at least an `assert` list."""
    if "vars" in values:
        return True
    if not isinstance(values.get("assert"), list):
        return False
    return all(key in BESIDE_VARS for key in values)


def _options(values: dict[str, object]) -> tuple[tuple[str, ...], list[Left]]:
    """What is done to the output before its checks, and what of `options` and its like is left out.

    Raises:
        RowFault: The output is changed by code, so that no check could be trusted.
    """
    if not is_promptfoo(values):
        return (), []
    left = [Left(key, "runs code") for key in CODE_KEYS if values.get(key)]
    options = values.get("options")
    if not isinstance(options, dict):
        return (), left
    left += [Left(f"options.{key}", "runs code") for key in CODE_KEYS if options.get(key)]
    code = options.get("transform") or options.get("postprocess")
    steps = steps_of(code) if code else ()
    if steps is None:
        raise RowFault(
            "`options.transform` runs code on the answer before its checks, which is not supported",
            unsupported=True,
        )
    return steps, left


def _after(demand: Demand, steps: tuple[str, ...]) -> Demand:
    """The demand asked of what the steps make of the output."""
    return replace(demand, steps=(*steps, *demand.steps)) if steps else demand


def _around(values: dict[str, object], name: str) -> str:
    """What is put before or after the prompt: `options.prefix`, or the column `__prefix`."""
    options = values.get("options")
    inside = options.get(name) if is_promptfoo(values) and isinstance(options, dict) else None
    given = values.get(f"__{name}", inside)
    return "" if given is None else json_text(given)


def _inputs(values: dict[str, object], gold: str | None) -> dict[str, str]:
    """The input columns of a row, as texts.

    Raises:
        RowFault: There are none, or one would have to be read from a file.
    """
    promptfoo = is_promptfoo(values)
    if promptfoo:
        _check_beside_vars(values)
        columns = values.get("vars", {})
        if not isinstance(columns, dict):
            raise RowFault("`vars` must be a mapping of variable names to values")
    else:
        columns = {
            k: v for k, v in values.items() if k not in RESERVED and k != gold and not k.startswith("__")
        }
    inputs = {str(key): "" if value is None else json_text(value) for key, value in columns.items()}
    if not inputs and not (promptfoo and "assert" in values):
        raise RowFault(
            "The row has no input; add a column for each variable of the prompt, or one called `input`"
        )
    for key, text in inputs.items():
        if text.startswith("file://"):
            raise RowFault(f"`{key}` would read {text}, which is not supported; write the value out")
    return inputs


def _check_beside_vars(values: dict[str, object]) -> None:
    for key in values:
        if key in BESIDE_VARS or key in REFUSED or key.startswith("__"):
            continue
        close = get_close_matches(key, BESIDE_VARS, n=1, cutoff=0.8)
        if close:
            raise RowFault(f"`{key}` beside `vars` means nothing; did you mean `{close[0]}`?")


def _demands(
    values: dict[str, object], inputs: dict[str, str], row: Row, expected: str | None, default_check: str
) -> list[Demand]:
    demands = []
    if "assert" in values:
        demands += Asserting(inputs, row.open).demands(values["assert"])
    demands += _numbered(values)
    if demands:
        return demands
    if expected is None and is_promptfoo(values):
        raise RowFault(
            "The test has no checks, so nothing would be scored; give it an `assert` list or an `expected`",
            unsupported=True,
            left=[Left("a test without checks", "cannot be scored")],
        )
    if expected is None:
        close = get_close_matches("expected", [key.casefold() for key in inputs], n=1)
        meant = " (names are read exactly as written)" if close else ""
        raise RowFault(
            f"The row has no expected answer{meant}; add a column `expected` (or {', '.join(EXPECTED[1:-1])}) or an `assert` list"
        )
    return [of_expected(expected, json_text(values.get("check", default_check)), row.alternatives)]


def _numbered(values: dict[str, object]) -> list[Demand]:
    """The demands of the `__expected` columns, under the name of `__metric`, with their `__config:` thresholds."""
    numbers = sorted((int(m[1] or 0), key) for key in values if (m := NUMBERED.fullmatch(key)))
    thresholds: dict[int, object] = {}
    for key, value in values.items():
        match = CONFIGURED.fullmatch(key)
        if match and match[2] == "threshold":
            thresholds[int(match[1] or 0)] = value
    metric = json_text(values["__metric"]) if values.get("__metric") else ""
    demands = []
    for number, key in numbers:
        demand = replace(from_text(json_text(values[key]).strip()), metric=metric)
        given = thresholds.get(number, thresholds.get(0))
        if given is not None:
            demand = replace(demand, threshold=number_from_zero("threshold", given))
        demands.append(demand)
    return demands


def _threshold(values: dict[str, object]) -> float:
    given = values.get("threshold", values.get("__threshold"))
    if given is None:
        return 1.0
    threshold = number_from_zero("threshold", given)
    if threshold > 1:
        raise RowFault(f"`threshold` must be between 0 and 1, not {json_text(given)}")
    return threshold


def _split(values: dict[str, object]) -> Split | None:
    given = values.get("split")
    if given is None:
        return None
    split = SPLITS.get(json_text(given).strip().lower())
    if split is None:
        raise RowFault(
            f"The row's split is `{json_text(given)}`; write train, dev or gate, or leave it empty"
        )
    return split


def _group(values: dict[str, object]) -> str | None:
    """What keeps rows together: the `source_id` column, or `group` or `source_id` in the metadata."""
    metadata = values.get("metadata", {})
    if not isinstance(metadata, dict):
        raise RowFault("`metadata` must be a mapping of names to values")
    beside = {
        key.removeprefix("__metadata:"): value
        for key, value in values.items()
        if key.startswith("__metadata:")
    }
    for candidate in (
        values.get("source_id"),
        *(both.get(k) for k in ("source_id", "group") for both in (metadata, beside)),
    ):
        if candidate is not None:
            return json_text(candidate)
    return None


def _label(values: dict[str, object], line: int) -> str:
    given = next((values[key] for key in ("id", "description", "__description") if key in values), None)
    text = " ".join(json_text(given).split()) if given is not None else ""
    if len(text) > LONGEST_LABEL:
        text = f"{text[: LONGEST_LABEL - 1]}…"
    return text or f"line {line}"
