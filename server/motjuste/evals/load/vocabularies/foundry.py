"""Foundry and AI Toolkit rows: `query`, `context`, `ground_truth`, and a `response` somebody's model gave before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.evals.load.vocabularies.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping


def read(values: Mapping[str, object]) -> Reading | None:
    """The row in our words, without the earlier response; None if it has no `query` with a `ground_truth`."""
    if "query" not in values or "ground_truth" not in values:
        return None
    others = {key: value for key, value in values.items() if key not in {"response", "ground_truth"}}
    return Reading({**others, "expected": values["ground_truth"]})
