"""Braintrust dataset records: `input`, `expected`, `metadata`, `tags`, and what its log adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.evals.load.vocabularies.chat import columns_of, is_chat
from motjuste.evals.load.vocabularies.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN = frozenset(
    [
        "tags",
        "_xact_id",
        "_pagination_key",
        "root_span_id",
        "span_id",
        "created",
        "dataset_id",
        "project_id",
        "origin",
        "is_root",
        "_is_merge",
        "comments",
        "audit_data",
        "facets",
    ]
)
"""Columns that tell of the record and not of the case."""
KNOWN = OWN | {"input", "expected", "metadata", "id", "split", "check"}


def read(values: Mapping[str, object]) -> Reading | None:
    """The record in our words; None if it has other columns, or none that is Braintrust's own."""
    if "input" not in values or "expected" not in values or not set(values) <= KNOWN:
        return None
    if not OWN.intersection(values):
        return None
    given = values["input"]
    columns = columns_of(given) if is_chat(given) and isinstance(given, list) else {"input": given}
    others = {key: value for key, value in values.items() if key not in OWN and key != "input"}
    if not isinstance(others.get("metadata", {}), dict):
        del others["metadata"]
    return Reading({**columns, **others})
