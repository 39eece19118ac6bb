"""How a train case is quoted in a prompt, and which cases can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.optimize.operators.coverage import input_length

if TYPE_CHECKING:
    from motjuste.evals.case import Case

LONGEST_INPUT = 300
LONGEST_ANSWER = 200
"""Code points; longer ones would swamp a prompt."""


def quotable(case: Case, prompt: str) -> bool:
    """Whether a case can stand in a prompt: not too long, nothing in it that a template would read, not there already."""
    expected = case.expected
    if not expected or len(expected) > LONGEST_ANSWER or input_length(case) > LONGEST_INPUT:
        return False
    values = [*case.inputs.values(), expected]
    return not any("{{" in value or "{%" in value or "{#" in value for value in values) and (
        quoted(case) not in prompt and _both(case) not in prompt
    )


def input_line(case: Case) -> str:
    """The case's input on one line; several values with their names."""
    if len(case.inputs) == 1:
        return line(next(iter(case.inputs.values())))
    return "; ".join(f"{name}: {line(value)}" for name, value in case.inputs.items())


def answer_line(case: Case) -> str:
    """The case's expected answer on one line."""
    return line(case.expected or "")


def quoted(case: Case, between: str = " ") -> str:
    """The case as an example, its input and its answer a blank or a line end apart."""
    return f"Example input: {input_line(case)}{between}Example answer: {answer_line(case)}"


def _both(case: Case) -> str:
    return quoted(case, "\n")


def line(text: str) -> str:
    """A text on one line, its words a blank apart."""
    return " ".join(text.split())
