"""Inspect samples: `input` (a text or chat messages), `target` (a text or several), `choices`, `id`, `metadata`."""

from __future__ import annotations

from string import ascii_uppercase
from typing import TYPE_CHECKING

from motjuste.evals.json_text import json_text
from motjuste.evals.load.row import RowFault
from motjuste.evals.load.vocabularies.answers import split_answers
from motjuste.evals.load.vocabularies.chat import columns_of, is_chat
from motjuste.evals.load.vocabularies.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

KNOWN = frozenset(
    {"input", "target", "choices", "id", "metadata", "files", "setup", "sandbox", "split", "check"}
)
ENVIRONMENT = ("files", "setup", "sandbox")
"""What a sample needs of a machine to run on."""


def read(values: Mapping[str, object]) -> Reading | None:
    """The row in our words; None if it is no sample: it has other keys, no `target`, or nothing that is inspect's own.

    Raises:
        RowFault: It runs in a sandbox, or its target is not among its choices.
    """
    if "input" not in values or "target" not in values or not set(values) <= KNOWN:
        return None
    needs = next((key for key in ENVIRONMENT if values.get(key)), None)
    if needs is not None:
        raise RowFault(
            f"The sample has `{needs}`: it runs in a sandbox, which is not supported", unsupported=True
        )
    given = values["input"]
    columns = columns_of(given) if is_chat(given) and isinstance(given, list) else {"input": given}
    kept = {key: value for key, value in values.items() if key in {"id", "metadata", "split", "check"}}
    choices = values.get("choices")
    if isinstance(choices, list) and choices:
        return _of_choices(columns, values["target"], [json_text(choice) for choice in choices], kept)
    target, alternatives = split_answers(values["target"])
    return Reading({**columns, **kept, "expected": target}, alternatives)


def _of_choices(
    columns: dict[str, object], target: object, choices: list[str], kept: dict[str, object]
) -> Reading:
    """A question with options: the letter is the answer, and the options stand behind the question."""
    if len(choices) > len(ascii_uppercase):
        raise RowFault(f"The sample has more than {len(ascii_uppercase)} choices")
    letters = ascii_uppercase[: len(choices)]
    if isinstance(target, list) and len(target) > 1:
        raise RowFault(
            "The sample has several right choices at once, which is not supported", unsupported=True
        )
    wanted = json_text(target[0] if isinstance(target, list) and target else target).strip()
    letter = wanted.upper() if len(wanted) == 1 and wanted.upper() in letters else ""
    if not letter and wanted in choices:
        letter = letters[choices.index(wanted)]
    if not letter:
        raise RowFault(f"The sample's target {wanted} is neither a letter of its choices nor one of them")
    listed = "\n".join(f"{letter}) {choice}" for letter, choice in zip(letters, choices, strict=True))
    question = json_text(columns["input"])
    check = {"type": "choice", "value": {"value": letter, "options": list(letters)}}
    return Reading(
        {**columns, "input": f"{question}\n\n{listed}", "question": question, "choices": listed, **kept,
         "expected": letter, "assert": [check]}
    )  # fmt: skip
