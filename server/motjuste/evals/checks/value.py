"""Reading a check's value: one text, a list of texts, or one text with options beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.evals.checks.bad_check import BadCheck
from motjuste.evals.json_text import json_text

if TYPE_CHECKING:
    from collections.abc import Mapping


def one_text(name: str, value: object) -> str:
    """The value as one text.

    Raises:
        BadCheck: There is no value, or it is a list or mapping.
    """
    if value is None:
        raise BadCheck(f"`{name}` needs a value")
    if isinstance(value, (list, tuple, dict)):
        raise BadCheck(f"`{name}` takes one text, not a list or mapping")
    return json_text(value)


def filled_text(name: str, value: object) -> str:
    """The value as one text that is not empty: an empty one would be found in every output.

    Raises:
        BadCheck: There is no value, it is a list or mapping, or it is empty.
    """
    text = one_text(name, value)
    if not text:
        raise BadCheck(f"`{name}` has an empty value, which every output would pass")
    return text


def many_texts(name: str, value: object) -> tuple[str, ...]:
    """The value as several texts: a list, or one text with commas between them (a CSV cell).

    Raises:
        BadCheck: There is no value, the list is empty, or one of its items is empty or nested.
    """
    if isinstance(value, (list, tuple)):
        items = [filled_text(name, item) for item in value]
    else:
        items = [item.strip() for item in _cells(one_text(name, value)) if item.strip()]
    if not items:
        raise BadCheck(f"`{name}` needs at least one value")
    return tuple(items)


def _cells(text: str) -> list[str]:
    """A text at its commas; one inside double quotes separates nothing, as in a CSV file."""
    if '"' not in text:
        return text.split(",")
    import csv

    try:
        return next(csv.reader([text], skipinitialspace=True, strict=True), [])
    except csv.Error:
        return text.split(",")


def options_of(name: str, value: object, allowed: tuple[str, ...]) -> tuple[object, Mapping[str, object]]:
    """Split `{value: …, option: …}` into the value and its options; anything else has no options.

    Raises:
        BadCheck: The mapping has no `value`, or a key that is no option of this check.
    """
    if not isinstance(value, dict):
        return value, {}
    unknown = sorted(str(key) for key in value if key != "value" and key not in allowed)
    if unknown or "value" not in value:
        keys = ", ".join(f"`{key}`" for key in ("value", *allowed))
        raise BadCheck(f"`{name}` takes a value, or a mapping with the keys {keys}")
    return value["value"], {key: value[key] for key in allowed if value.get(key) is not None}
