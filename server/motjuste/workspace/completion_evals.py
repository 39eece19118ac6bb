"""What may be written at a cursor of an eval file: columns, the names of checks, of splits and of a row's own keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.evals.column_places import column_places
from motjuste.evals.split import NAMES as SPLITS
from motjuste.text.span import Span
from motjuste.workspace.suggestion import Suggestion, SuggestionKind, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_VALUE = re.compile(r"[\"']?\b(?P<key>type|check|split)[\"']?[ \t]*:[ \t]*[\"']?(?P<name>[\w-]*)\Z")
_JSON_KEY = re.compile(r"[{,][ \t]*\"(?P<name>[\w.-]*)\Z")
_YAML_KEY = re.compile(r"[ \t]*(?:-[ \t]+)?(?P<name>[\w.-]*)\Z")
_CELL = re.compile(r"(?:\A|.*,)[ \t]*(?P<name>[\w.-]*)\Z")
_AROUND = 20_000
"""Code points before and behind the cursor in whose rows columns are looked for, where each row has a line."""
OWN_KEYS = {
    "expected": "the gold answer",
    "split": "train, dev or gate",
    "check": "how the expected answer is compared",
    "id": "what people call the case",
    "vars": "the inputs, by variable",
    "assert": "the checks of this case",
    "metadata": "anything else",
    "threshold": "the score at which the case is right",
}
"""Keys of a row that are no columns, and what they mean."""


def eval_suggestions(suffix: str, text: str, at: int, variables: Iterable[str]) -> tuple[Suggestion, ...]:
    """Everything that fits at a place of an eval file, the likeliest first.

    Args:
        suffix: The file's.
        text: What stands in it.
        at: An offset of it.
        variables: Those of the prompts that are linked to it.
    """
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    return tuple(_suggestions(suffix.lower(), text, at, text[start:at], tuple(variables)))


def _suggestions(
    suffix: str, text: str, at: int, before: str, variables: tuple[str, ...]
) -> Iterator[Suggestion]:
    value = _VALUE.search(before) if suffix != ".csv" else None
    if value is not None:
        yield from _values(value["key"], Span(at - len(value["name"]), at))
        return
    patterns = {".csv": _CELL, ".yaml": _YAML_KEY, ".yml": _YAML_KEY}
    match = patterns.get(suffix, _JSON_KEY).search(before)
    if match is None or (suffix == ".csv" and len(before) != at):
        return
    span = Span(at - len(match["name"]), at)
    names = dict.fromkeys(variables, "variable of the prompt")
    around = Span(max(at - _AROUND, 0), min(at + _AROUND, len(text)))
    for place in column_places(suffix, text, around):
        if place.span.start != span.start:
            names.setdefault(place.name, "column of this file")
    yield from words(names, SuggestionKind.COLUMN, span)
    yield from words(
        {key: told for key, told in OWN_KEYS.items() if key not in names}, SuggestionKind.KEY, span
    )


def _values(key: str, span: Span) -> Iterator[Suggestion]:
    if key == "split":
        yield from words({name: str(split) for name, split in SPLITS.items()}, SuggestionKind.VALUE, span)
        return
    from motjuste.evals.checks.registry import NAMES

    yield from words(dict.fromkeys(NAMES, ""), SuggestionKind.CHECK, span)
