"""What a row means: its inputs, its gold answer, its checks, its split; or why it cannot be used.

A row is plain (every column an input but the reserved ones and the gold answer) or promptfoo's (inputs under
`vars`). Checks come from, first found: `assert`, then `__expected` columns, then the gold answer with the check of
the row's `check` column, the prompt's, or `equals`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from motjuste.evals.json_text import json_text
from motjuste.evals.load import asserts
from motjuste.evals.load.columns import BESIDE_VARS, EXPECTED, REFUSED, REFUSED_OPTIONS, RESERVED
from motjuste.evals.load.row import Row, RowFault
from motjuste.evals.split import NAMES as SPLITS

if TYPE_CHECKING:
    from motjuste.evals.case import Check, Split

NUMBERED = re.compile(r"__expected(\d*)")
LONGEST_LABEL = 80


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


def draft(row: Row, default_check: str) -> Draft:
    """Read a row.

    Raises:
        RowFault: It cannot be used; the message says why and what to do.
    """
    gold = next((name for name in EXPECTED if name in row.values), None)
    values = _present(row)
    inputs = _inputs(values, gold)
    expected = json_text(values[gold]) if gold in values else None
    demands = _demands(values, inputs, expected, default_check)
    if expected is None:
        expected = next((demand.gold for demand in demands if demand.gold is not None), None)
    weights = tuple(demand.weight for demand in demands)
    threshold = _threshold(values)
    return Draft(
        line=row.line,
        inputs=inputs,
        expected=expected,
        checks=asserts.built(demands, expected),
        signature=[[demand.signature for demand in demands], threshold],
        label=_label(values, row.line),
        split=_split(values),
        group=_group(values),
        threshold=threshold,
        weights=() if all(weight == 1.0 for weight in weights) else weights,
    )


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
        if key in values and (key == "$ref" or "vars" in values):
            _refuse(key, reason, values[key])
    return values


def _refuse(key: str, reason: str, value: object) -> None:
    if key != "options" or not isinstance(value, dict) or not REFUSED_OPTIONS.isdisjoint(value):
        raise RowFault(f"`{key}` {reason}, which is not supported; take it out or write the row without it")


def _inputs(values: dict[str, object], gold: str | None) -> dict[str, str]:
    """The input columns of a row, as texts.

    Raises:
        RowFault: There are none, or one would have to be read from a file.
    """
    if "vars" in values:
        _check_beside_vars(values)
        columns = values["vars"]
        if not isinstance(columns, dict):
            raise RowFault("`vars` must be a mapping of variable names to values")
    else:
        columns = {
            k: v for k, v in values.items() if k not in RESERVED and k != gold and not k.startswith("__")
        }
    inputs = {str(key): "" if value is None else json_text(value) for key, value in columns.items()}
    if not inputs:
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
    values: dict[str, object], inputs: dict[str, str], expected: str | None, default_check: str
) -> list[asserts.Demand]:
    demands = []
    if "assert" in values:
        demands += asserts.from_list(values["assert"], inputs)
    numbered = sorted((int(m[1] or 0), key) for key in values if (m := NUMBERED.fullmatch(key)))
    demands += [asserts.from_text(json_text(values[key]).strip()) for _, key in numbered]
    if demands:
        return demands
    if expected is None:
        close = get_close_matches("expected", [key.casefold() for key in inputs], n=1)
        meant = " (names are read exactly as written)" if close else ""
        raise RowFault(
            f"The row has no expected answer{meant}; add a column `expected` (or {', '.join(EXPECTED[1:-1])}) or an `assert` list"
        )
    return [asserts.of_expected(expected, json_text(values.get("check", default_check)))]


def _threshold(values: dict[str, object]) -> float:
    given = values.get("threshold", values.get("__threshold"))
    if given is None:
        return 1.0
    threshold = asserts.number_from_zero("threshold", given)
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
