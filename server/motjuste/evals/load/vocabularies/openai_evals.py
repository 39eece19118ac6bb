"""OpenAI evals: `input` (chat messages) and `ideal` (a text, or a list of texts that are right alike)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.evals.load.vocabularies.answers import split_answers
from motjuste.evals.load.vocabularies.chat import columns_of, is_chat
from motjuste.evals.load.vocabularies.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping


def read(values: Mapping[str, object]) -> Reading | None:
    """The row in our words; None if it has no `ideal` beside an `input`, and its input is no conversation."""
    given = values.get("input", values.get("messages"))
    if "ideal" not in values and not (is_chat(given) and "target" not in values):
        return None
    others = {key: value for key, value in values.items() if key not in {"input", "messages", "ideal"}}
    columns = (
        columns_of(given)
        if is_chat(given) and isinstance(given, list)
        else {}
        if given is None
        else {"input": given}
    )
    if "ideal" not in values:
        return Reading({**columns, **others})
    ideal, alternatives = split_answers(values["ideal"])
    return Reading({**columns, **others, "expected": ideal}, alternatives)
