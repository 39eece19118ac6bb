"""Phoenix dataset examples: `input`, `output` and `metadata` are mappings; the output is the reference answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.evals.load.columns import EXPECTED
from motjuste.evals.load.vocabularies.chat import columns_of, is_chat
from motjuste.evals.load.vocabularies.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMED = (*EXPECTED, "response", "result", "text", "content")
"""Entries of an output that are the answer, the first that exists."""


def read(values: Mapping[str, object]) -> Reading | None:
    """The example in our words; None if input and output are not both mappings."""
    given, output = values.get("input"), values.get("output")
    if not isinstance(given, dict) or not isinstance(output, dict):
        return None
    messages = given.get("messages")
    columns: dict[str, object] = dict(given)
    if is_chat(messages) and isinstance(messages, list):
        del columns["messages"]
        columns |= columns_of(messages)
    kept = {key: values[key] for key in ("id", "metadata", "split", "check") if key in values}
    if not isinstance(kept.get("metadata", {}), dict):
        del kept["metadata"]
    return Reading({**columns, **kept, **({} if not output else {"expected": _answer(output)})})


def _answer(output: Mapping[str, object]) -> object:
    """The answer in an output: its only entry, or the one whose name says so, or all of it."""
    if len(output) == 1:
        return next(iter(output.values()))
    return next((output[name] for name in NAMED if name in output), output)
