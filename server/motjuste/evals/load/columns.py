"""The vocabulary of rows: which columns mean what."""

from __future__ import annotations

EXPECTED = (
    "expected",
    "expected_output",
    "expectedOutput",
    "target",
    "answer",
    "ideal",
    "label",
    "ground_truth",
    "reference",
    "output",
)
"""Names of the gold answer; the first that a row has wins, and the others are inputs then."""

RESERVED = ("id", "split", "check", "assert", "metadata", "threshold", "vars", "source_id")
"""Columns of a row that are never inputs. A variable of such a name goes under `vars`."""

BESIDE_VARS = (
    *RESERVED,
    *EXPECTED,
    "description",
    "options",
    "group",
    "provider",
    "providers",
    "prompts",
    "tags",
    "comment",
    "notes",
)
"""What may stand beside `vars`; more is taken for a comment too, unless it looks like one of these misspelt."""

REFUSED = {
    "transform": "runs code",
    "providerOutput": "replaces the model's answer",
    "$ref": "points to a part of the file that is not there",
}
"""promptfoo's keys that would change what is scored and are not supported, with the reason."""

CODE_KEYS = ("transformVars", "assertScoringFunction")
"""promptfoo's keys that run code on the variables or on the scores; the row is read without them, and they are named."""
