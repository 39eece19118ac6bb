"""Operator: say in which order to work, first this and then that, where train shows a rule of several steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.operators.operator import Insertion
from motjuste.optimize.operators.position import copied, position_rule, turned_round
from motjuste.optimize.operators.shape import shared_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.optimize.operators.operator import Change, Workbench


class Steps:
    """Names two steps: what to take from the input, then how to write it."""

    name = "steps"

    def changes(self, bench: Workbench) -> Sequence[Change]:
        """One sentence, when the answers follow from their inputs by place, or are parts of them, or share a form."""
        pairs = [
            (next(iter(case.inputs.values())), case.expected)
            for case in bench.cases
            if case.expected is not None and len(case.inputs) == 1
        ]
        found = _steps(bench, pairs) if bench.failing else None
        return [Insertion(f"First {found[0]}, then {found[1]}.")] if found else []


def _steps(bench: Workbench, pairs: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    rule = position_rule(pairs)
    if rule is not None:
        return rule.step, _written([answer for _, answer in pairs], [rule.make(given) for given, _ in pairs])
    if turned_round(pairs):
        return (
            "find the words that are asked for in the text",
            "write the last of them, a comma, and the others",
        )
    if copied(pairs):
        return "find the words that are asked for in the text", "copy them just as they stand there"
    shape = shared_shape(bench.answers)
    if shape is None or all(
        shared_shape([*bench.answers, outcome.output]) == shape for outcome in bench.failing
    ):
        return None
    return "work out the answer", f"{shape.statement[0].lower()}{shape.statement[1:].rstrip('.')}"


def _written(answers: Sequence[str], made: Sequence[str]) -> str:
    """How what was taken is written: as it is, or in other letters."""
    if all(answer == one for answer, one in zip(answers, made, strict=True)):
        return "write that and nothing else"
    for test, name in ((str.isupper, "capital letters"), (str.islower, "small letters")):
        if all(test(answer) for answer in answers):
            return f"write that in {name} and nothing else"
    return "write that and nothing else"
