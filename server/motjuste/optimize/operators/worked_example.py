"""Operator: show worked examples from train, the strongest single edit for small models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.operators.coverage import input_length, outline, representatives
from motjuste.optimize.operators.labels import closed_labels
from motjuste.optimize.operators.operator import Insertion
from motjuste.optimize.operators.quoting import quotable, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.operators.operator import Change, Workbench

EXAMPLES = 2
LONGEST_PAIR = 400
"""Code points of inputs and answers that two examples may have together."""


class WorkedExample:
    """Quotes train cases the prompt fails on: those that between them are most like all its failures."""

    name = "worked-example"

    def changes(self, bench: Workbench) -> Sequence[Change]:
        """One case or another in a sentence, then both, or the only one, in lines of their own at the end."""
        labels = closed_labels(bench.answers)
        failing = [outcome.case for outcome in bench.failing if quotable(outcome.case, bench.prompt)]
        chosen = representatives(failing, EXAMPLES, str.strip if labels else outline)
        inline = [Insertion(quoted(case), quotes_cases=(case.id,)) for case in chosen]
        return [*inline, *_lines(chosen)]


def _lines(chosen: Sequence[Case]) -> list[Change]:
    together = sum(input_length(case) + len(case.expected or "") for case in chosen)
    shown = chosen if together <= LONGEST_PAIR else chosen[:1]
    if not shown:
        return []
    text = "\n\n".join(quoted(case, "\n") for case in shown)
    return [Insertion(text, place="lines", quotes_cases=tuple(case.id for case in shown))]
