"""Operator: show one worked example from train, the strongest single edit for small models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.operators.operator import Insertion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.operators.operator import Workbench

LONGEST_INPUT = 300
LONGEST_ANSWER = 200
VARIANTS = 2


class WorkedExample:
    """Quotes a train case the prompt fails on, its input with its expected answer."""

    name = "worked-example"

    def insertions(self, bench: Workbench) -> Sequence[Insertion]:
        """Up to two, from failing cases of about median length; a case already quoted is left out."""
        failing = [outcome.case for outcome in bench.outcomes if not outcome.right]
        usable = [case for case in failing if _quotable(case, bench.prompt)]
        usable.sort(key=lambda case: (_length(case), case.id))
        middle = usable[len(usable) // 3 :] or usable
        return [Insertion(_quote(case), quotes_case=case.id) for case in middle[:VARIANTS]]


def _quotable(case: Case, prompt: str) -> bool:
    expected = case.expected
    if not expected or len(expected) > LONGEST_ANSWER or _length(case) > LONGEST_INPUT:
        return False
    values = [*case.inputs.values(), expected]
    return (
        not any("{{" in value or "{%" in value or "{#" in value for value in values)
        and _input(case) not in prompt
    )


def _length(case: Case) -> int:
    return sum(len(value) for value in case.inputs.values())


def _input(case: Case) -> str:
    if len(case.inputs) == 1:
        return " ".join(next(iter(case.inputs.values())).split())
    return "; ".join(f"{name}: {' '.join(value.split())}" for name, value in case.inputs.items())


def _quote(case: Case) -> str:
    return f"Example input: {_input(case)} Example answer: {' '.join((case.expected or '').split())}"
