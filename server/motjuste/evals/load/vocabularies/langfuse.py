"""Langfuse dataset items: `input`, `expectedOutput`, `metadata`, `id`, `status`; archived ones are put aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.evals.load.vocabularies.chat import columns_of, is_chat
from motjuste.evals.load.vocabularies.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

EXPECTED = ("expectedOutput", "expected_output")
OWN = (
    ("status", "status"),
    ("datasetId", "dataset_id"),
    ("datasetName", "dataset_name"),
    ("sourceTraceId", "source_trace_id"),
    ("sourceObservationId", "source_observation_id"),
    ("createdAt", "created_at"),
    ("updatedAt", "updated_at"),
)
"""Columns that tell of the item and not of the case, as its interfaces spell them."""
NAMES = frozenset(name for names in OWN for name in names)


def read(values: Mapping[str, object]) -> Reading | None:
    """The item in our words; None if it has no expected output beside a column that is Langfuse's own."""
    expected = next((name for name in EXPECTED if name in values), None)
    if expected is None or "input" not in values or not NAMES.intersection(values):
        return None
    if str(values.get("status")).upper() == "ARCHIVED":
        return Reading(skipped=True)
    given = values["input"]
    columns = columns_of(given) if is_chat(given) and isinstance(given, list) else {"input": given}
    others = {
        key: value for key, value in values.items() if key not in NAMES and key not in {"input", expected}
    }
    if not isinstance(others.get("metadata", {}), dict):
        del others["metadata"]
    return Reading({**columns, **others, "expected": _answer(values[expected])})


def _answer(value: object) -> object:
    """The answer; of a mapping with one entry, that entry."""
    return next(iter(value.values())) if isinstance(value, dict) and len(value) == 1 else value
