r"""promptfoo's short form of a check: `contains:Paris`, `not-regex:^\d`, `similar(0.8):Hello`; plain text is equalled."""

from __future__ import annotations

import re

from motjuste.evals import checks
from motjuste.evals.checks.registry import WITH_THRESHOLD, known
from motjuste.evals.load.demand import Demand
from motjuste.evals.load.row import RowFault

PREFIX = re.compile(
    r"(?P<name>(?:not-)?[a-z0-9-]+)(?:\((?P<argument>\d+(?:\.\d+)?)\))?(?P<colon>:)?(?P<value>.*)", re.DOTALL
)
WITHOUT_VALUE = frozenset(
    [
        "is-json",
        "contains-json",
        "is-xml",
        "contains-xml",
        "is-html",
        "contains-html",
        "is-sql",
        "contains-sql",
        "is-refusal",
    ]
)
"""Checks that may stand alone in a cell."""
CODE = re.compile(r"file://\S+\.(?:py|js|cjs|mjs|ts|cts|mts|rb)(?::\w+)?")


def of_expected(expected: str, how: str, alternatives: tuple[str, ...] = ()) -> Demand:
    r"""The demand of a plain row: `how` names the check, `expected` is its value.

    `how` may give `regex` a pattern of its own (`regex:answer: (\w+)`), whose group is then compared with
    `expected`, `numeric` a tolerance (`numeric(0.01)`) and others a threshold (`f1(0.7)`). `is-json` only asks for JSON.
    """
    match = PREFIX.fullmatch(how.strip())
    if match is None or (match["value"] and not match["colon"]):
        return Demand(how.strip(), expected, alternatives=alternatives)
    name, argument, value = match["name"], match["argument"], match["value"]
    bare = name.removeprefix("not-")
    if bare in WITHOUT_VALUE or (bare == "regex" and value):
        return Demand(name, value or None)
    others = tuple(_with_argument(bare, each, argument) for each in alternatives)
    return Demand(
        name,
        _with_argument(bare, expected, argument),
        threshold=_threshold(bare, argument),
        alternatives=others,
    )


def from_text(text: str) -> Demand:
    """The demand of an `__expected` cell: a check in the short form, or else the text itself, to be equalled."""
    if CODE.fullmatch(text):
        return Demand(text, None, left_out="runs code")
    match = PREFIX.fullmatch(text)
    if match is None or not known(match["name"]):
        return _family(text) or Demand("equals", text)
    name, bare = match["name"], match["name"].removeprefix("not-")
    if match["colon"]:
        value = _with_argument(bare, match["value"].strip(), match["argument"])
        return Demand(name, value, threshold=_threshold(bare, match["argument"]))
    if match["value"] or bare not in WITHOUT_VALUE:
        return Demand("equals", text)
    return Demand(name, None)


def _family(text: str) -> Demand | None:
    """`similar:cosine(0.8):Hello` and its like, whose names have a colon."""
    match = re.match(r"((?:not-)?[a-z]+:[a-z:-]+)(?:\([\d.]+\))?:", text)
    return Demand(match[1], None) if match and known(match[1]) else None


def _threshold(bare: str, argument: str | None) -> float | None:
    return float(argument) if argument is not None and bare in WITH_THRESHOLD else None


def _with_argument(bare: str, value: str, argument: str | None) -> object:
    if argument is None or bare not in checks.NAMES or bare in WITH_THRESHOLD:
        return value
    if bare != "numeric":
        raise RowFault(
            f"`{bare}({argument})`: only `numeric` (its tolerance) and {', '.join(WITH_THRESHOLD)} take a number in brackets"
        )
    return {"value": value, "tolerance": argument}
