"""Inputs that a row keeps one level down (`input: {question: …}`, a column `input.question`) as columns of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTAINERS = ("input", "inputs")


def flattened(values: Mapping[str, object]) -> dict[str, object]:
    """The row with the keys of its input as columns; a column of that name that the row has already wins."""
    flat: dict[str, object] = {}
    inner: dict[str, object] = {}
    for key, value in values.items():
        container, dot, name = key.partition(".")
        if key in CONTAINERS and isinstance(value, dict) and value:
            inner |= {str(name): each for name, each in value.items()}
        elif dot and name and container in CONTAINERS:
            inner[name] = value
        else:
            flat[key] = value
    return {**inner, **flat}
