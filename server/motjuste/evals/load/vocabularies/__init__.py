"""Rows of other tools in our own vocabulary: the first reader that knows a row's shape translates it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from motjuste.evals.load.rows import is_promptfoo
from motjuste.evals.load.vocabularies import (
    braintrust,
    foundry,
    inspect_ai,
    langfuse,
    openai_evals,
    phoenix,
)
from motjuste.evals.load.vocabularies.nested import flattened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from motjuste.evals.load.row import Row
    from motjuste.evals.load.vocabularies.reading import Reading


VOCABULARIES: tuple[Callable[[Mapping[str, object]], Reading | None], ...] = (
    langfuse.read,
    phoenix.read,
    braintrust.read,
    openai_evals.read,
    inspect_ai.read,
    foundry.read,
)
"""Each gives a row in our words, None if it is not its tool's, or raises RowFault if it is and cannot be used."""


def translated(row: Row) -> Row | None:
    """A row in our own vocabulary; None if its tool says that it is not to be used.

    Raises:
        RowFault: It cannot be used.
    """
    if is_promptfoo(row.values) or any(key.startswith("__expected") for key in row.values):
        return row
    values = row.values
    item = values.get("item")
    if isinstance(item, dict) and not set(values) - {"item", "sample", "id", "metadata"}:
        values = {**{key: value for key, value in values.items() if key not in {"item", "sample"}}, **item}
    for read in VOCABULARIES:
        reading = read(values)
        if reading is not None:
            if reading.skipped:
                return None
            return replace(row, values=flattened(reading.values), alternatives=reading.alternatives)
    return replace(row, values=flattened(values)) if values is not row.values or _is_nested(values) else row


def _is_nested(values: Mapping[str, object]) -> bool:
    return isinstance(values.get("input", values.get("inputs")), dict) or any(
        key.startswith(("input.", "inputs.")) for key in values
    )
