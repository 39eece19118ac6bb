"""Operator: show worked examples from train, the strongest single edit for small models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.operators.case_form import case_form
from motjuste.optimize.operators.coverage import input_length, outline, representatives
from motjuste.optimize.operators.labels import closed_labels
from motjuste.optimize.operators.operator import Insertion, Rewording
from motjuste.optimize.operators.quoting import line, quotable, quoted
from motjuste.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.operators.operator import Change, Workbench

EXAMPLES = 2
LONGEST_PAIR = 400
"""Code points of inputs and answers that two examples may have together."""
EXAMPLES_IN_FORM = 3
TEMPLATE_SIGNS = frozenset("{}$")
"""What some dialect of braces would read; an example in the prompt's own form is not worth the risk."""


class WorkedExample:
    """Quotes train cases the prompt fails on: those that between them are most like all its failures."""

    name = "worked-example"

    def changes(self, bench: Workbench) -> Sequence[Change]:
        """One case or another in a sentence; then some in the form of the prompt's own case, or else in lines at the end."""
        labels = closed_labels(bench.answers)
        failing = [outcome.case for outcome in bench.failing if quotable(outcome.case, bench.prompt)]
        chosen = representatives(failing, EXAMPLES_IN_FORM, str.strip if labels else outline)
        inline = [Insertion(quoted(case), quotes_cases=(case.id,)) for case in chosen[:EXAMPLES]]
        return [*inline, *(_in_form(bench, chosen) or _lines(chosen[:EXAMPLES]))]


def _in_form(bench: Workbench, chosen: Sequence[Case]) -> list[Change]:
    """Several examples in the prompt's own form; nothing where only one can stand there and there are more."""
    form = case_form(bench.document)
    if form is None:
        return []
    names = [variable.name for variable in form.variables]
    examples: dict[str, str] = {}
    seen: set[tuple[str, ...]] = set()
    for case in chosen:
        values = tuple(case.inputs.get(name, "") for name in names)
        if values in seen or not _as_it_is(*values, case.expected or ""):
            continue
        example = form.filled(case.inputs, case.expected or "")
        words = count_words(" ".join((*examples.values(), example, form.head, form.tail)))
        if words <= bench.room and example not in form.text:
            examples[case.id] = example
            seen.add(values)
    if len(examples) < min(EXAMPLES, len(chosen)) or not examples:
        return []
    return [Rewording(form.with_examples(tuple(examples.values())), quotes_cases=tuple(examples))]


def _as_it_is(*values: str) -> bool:
    """Whether values can be shown letter for letter: none is empty, has lines or is read as template."""
    return all(value and value == line(value) and TEMPLATE_SIGNS.isdisjoint(value) for value in values)


def _lines(chosen: Sequence[Case]) -> list[Change]:
    together = sum(input_length(case) + len(case.expected or "") for case in chosen)
    shown = chosen if together <= LONGEST_PAIR else chosen[:1]
    if not shown:
        return []
    text = "\n\n".join(quoted(case, "\n") for case in shown)
    return [Insertion(text, place="lines", quotes_cases=tuple(case.id for case in shown))]
