"""Operator: show worked examples from train, the strongest single edit for small models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.operators.case_form import case_form
from motjuste.optimize.operators.coverage import input_length, outline, representatives
from motjuste.optimize.operators.labels import closed_labels
from motjuste.optimize.operators.operator import Insertion, Rewording
from motjuste.optimize.operators.quoting import answer_line, input_values, quotable, quoted
from motjuste.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.document.model import Document
    from motjuste.evals.case import Case
    from motjuste.optimize.operators.operator import Change, Workbench

EXAMPLES = 2
LONGEST_PAIR = 400
"""Code points of inputs and answers that two examples may have together."""
EXAMPLES_IN_FORM = 3
MOST_WORDS = 50
"""Of all examples in the prompt's own form: the guard lets a short prompt grow by 60."""


class WorkedExample:
    """Quotes train cases the prompt fails on: those that between them are most like all its failures."""

    name = "worked-example"

    def changes(self, bench: Workbench) -> Sequence[Change]:
        """One case or another in a sentence; then some in the form of the prompt's own case, or else in lines at the end."""
        labels = closed_labels(bench.answers)
        failing = [outcome.case for outcome in bench.failing if quotable(outcome.case, bench.prompt)]
        chosen = representatives(failing, EXAMPLES_IN_FORM, str.strip if labels else outline)
        inline = [Insertion(quoted(case), quotes_cases=(case.id,)) for case in chosen[:EXAMPLES]]
        return [*inline, *(_in_form(bench.document, chosen) or _lines(chosen[:EXAMPLES]))]


def _in_form(document: Document, chosen: Sequence[Case]) -> list[Change]:
    form = case_form(document)
    if form is None:
        return []
    names = {variable.name for variable in form.variables}
    shown: list[Case] = []
    examples: list[str] = []
    for case in chosen:
        if names <= case.inputs.keys():
            example = form.filled(input_values(case), answer_line(case))
            if example not in document.text and count_words(" ".join((*examples, example))) <= MOST_WORDS:
                shown.append(case)
                examples.append(example)
    quotes = tuple(case.id for case in shown)
    return [Rewording(form.with_examples(examples), quotes_cases=quotes)] if shown else []


def _lines(chosen: Sequence[Case]) -> list[Change]:
    together = sum(input_length(case) + len(case.expected or "") for case in chosen)
    shown = chosen if together <= LONGEST_PAIR else chosen[:1]
    if not shown:
        return []
    text = "\n\n".join(quoted(case, "\n") for case in shown)
    return [Insertion(text, place="lines", quotes_cases=tuple(case.id for case in shown))]
