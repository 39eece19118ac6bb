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
    "assertScoringFunction": "runs code",
    "options": "changes how the answer is read",
    "transform": "runs code",
    "providerOutput": "replaces the model's answer",
    "$ref": "points to another part of the file",
}
"""promptfoo's keys that would change a score and are not supported, with the reason."""

REFUSED_OPTIONS = frozenset({"transform", "transformVars", "postprocess", "prefix", "suffix"})
"""Keys of promptfoo's `options` that would; the others choose a judge or a provider, which nothing here asks."""
