"""Operator: set the input apart from the instruction, and say where the answer begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.operators.operator import Rewording
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.document.model import Variable
    from motjuste.optimize.operators.operator import Change, Workbench

LONG_INPUT = 8
"""Words from which on an input can be taken for a part of the instruction it stands in."""
BORDERS = tuple("<>\"'`\u201c\u201d\u00ab\u00bb([|")
CUE = "\nAnswer:"


class Delimiters:
    """Puts tags round the only placeholder, where it stands bare among words; or asks for the answer behind it."""

    name = "delimiters"

    def changes(self, bench: Workbench) -> Sequence[Change]:
        """Tags where failing inputs are long; `Answer:` where the prompt ends with its input and answers are too long."""
        if len(bench.document.variables) != 1 or not bench.failing:
            return []
        variable = bench.document.variables[0]
        return [*_tagged(bench, variable), *_cued(bench, variable)]


def _tagged(bench: Workbench, variable: Variable) -> list[Change]:
    text, at = bench.document.text, variable.placeholder
    before, after = text[: at.start].rpartition("\n")[2].strip(), text[at.end :].partition("\n")[0].strip()
    fenced = before[-1:] in BORDERS or after[:1] in BORDERS
    long = any(
        "\n" in value or len(value.split()) >= LONG_INPUT
        for outcome in bench.failing
        for value in outcome.case.inputs.values()
    )
    if fenced or not (before or after) or not long or not variable.name.isidentifier():
        return []
    edits = (
        Edit(Span(at.start, at.start), f"<{variable.name}>"),
        Edit(Span(at.end, at.end), f"</{variable.name}>"),
    )
    return [Rewording(edits)] if _editable(bench, *edits) else []


def _cued(bench: Workbench, variable: Variable) -> list[Change]:
    at = variable.placeholder
    wordy = any(
        outcome.case.expected is not None and len(outcome.output.strip()) > 2 * len(outcome.case.expected)
        for outcome in bench.failing
    )
    edit = Edit(Span(at.end, at.end), CUE)
    last = not bench.document.text[at.end :].strip()
    return [Rewording((edit,))] if last and wordy and _editable(bench, edit) else []


def _editable(bench: Workbench, *edits: Edit) -> bool:
    """Whether every edit stands at or in words that may be edited: a prompt that ends in a placeholder has none there."""
    return all(any(region.contains(edit.span) for region in bench.document.literal_spans) for edit in edits)
