"""What is wrong in an eval file, row by row: rows that cannot be used, columns its prompts miss, repetitions, leaks."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.evals.case import Split
from motjuste.evals.problems import fit
from motjuste.lint.finding import Severity
from motjuste.lint.rules.undefined_variable import required_names
from motjuste.workspace.default_check import default_check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.document.model import Document
    from motjuste.evals.case import Case, EvalSet
    from motjuste.workspace.workspace import Workspace

_MOST = 100
"""Problems of one kind that are told: whoever has more of them mends them by a program."""


class RowFault(StrEnum):
    """The kinds of problems; those with a rule's code mean what the rule says of the prompt."""

    BAD_ROW = "E001"
    MISSING_COLUMN = "E002"
    DUPLICATE = "duplicate-row"
    LEAK = "split-leak"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A problem of one row."""

    line: int
    """Where the row begins, from 1."""
    kind: RowFault
    severity: Severity
    message: str
    other: int | None = None
    """The line of another row that belongs to it."""


def row_problems(
    workspace: Workspace, path: Path, text: str, prompts: Sequence[Document]
) -> tuple[RowProblem, ...]:
    """Everything that is wrong in an eval file, in the order of its lines; never raises.

    Args:
        workspace: Of the file; says what it may name.
        path: The file.
        text: What stands in it, as an editor holds it.
        prompts: The prompts that are linked to it.
    """
    from motjuste.evals.load import read_eval_set

    try:
        found = read_eval_set(
            path,
            default_check=default_check(prompts[0]) if prompts else None,
            display=workspace.display(path),
            root=workspace.root,
            text=text,
        )
    except UserError as error:
        at = error.line if error.line is not None and _is_same(error.path, workspace.display(path)) else 1
        return (RowProblem(at, RowFault.BAD_ROW, Severity.ERROR, _sentence(error)),)
    makers = (
        _bad_rows(found),
        _missing(found, prompts),
        _duplicates(found),
        _leaks(found),
        _unsupported(found),
    )
    problems = [one for maker in makers for one in islice(maker, _MOST)]
    return tuple(sorted(problems, key=lambda one: (one.line, one.kind.value)))


def _bad_rows(found: EvalSet) -> Iterator[RowProblem]:
    for row in found.bad_rows:
        if not row.path and not row.unsupported:
            yield RowProblem(row.line, RowFault.BAD_ROW, Severity.ERROR, row.message)


def _unsupported(found: EvalSet) -> Iterator[RowProblem]:
    """What is left out, and rows of which nothing is left."""
    told = {left.line for left in found.unsupported if not left.path}
    for left in found.unsupported:
        if not left.path:
            message = f"{left.name} {left.why}, so it is left out"
            yield RowProblem(left.line, RowFault.UNSUPPORTED, Severity.INFO, message)
    for row in found.bad_rows:
        if row.unsupported and not row.path and row.line not in told:
            yield RowProblem(row.line, RowFault.UNSUPPORTED, Severity.INFO, row.message)


def _missing(found: EvalSet, prompts: Sequence[Document]) -> Iterator[RowProblem]:
    """Columns that no case has, told at the first row; and rows without one that others have."""
    first = min((case.line for case in found.cases if not case.path), default=1)
    for prompt in prompts:
        name = PurePath(prompt.address).name
        required = required_names(prompt)
        nowhere = [one for one in fit(prompt, found).missing if one in required]
        for variable in nowhere:
            told = f"The prompt {name} uses the variable `{variable}`, and no column fits it"
            yield RowProblem(first, RowFault.MISSING_COLUMN, Severity.ERROR, told)
        for case in found.cases:
            lacks = [one for one in required if one not in nowhere and not _serves(case, one)]
            if lacks and not case.path and found.columns:
                names = ", ".join(f"`{one}`" for one in lacks)
                told = f"The row has no {names}, which the prompt {name} uses"
                yield RowProblem(case.line, RowFault.MISSING_COLUMN, Severity.ERROR, told)


def _serves(case: Case, variable: str) -> bool:
    return any(column.partition(".")[0] == variable for column in case.inputs)


def _duplicates(found: EvalSet) -> Iterator[RowProblem]:
    for one in found.duplicates:
        told = f"The row repeats line {one.of} word for word and is left out"
        yield RowProblem(one.line, RowFault.DUPLICATE, Severity.WARNING, told, one.of)


def _leaks(found: EvalSet) -> Iterator[RowProblem]:
    """Rows that ask the same, but for case and white space, in two splits: what is learnt on one is judged on the other."""
    first: dict[tuple[tuple[str, str], ...], Case] = {}
    for case in found.cases:
        if case.path or not case.inputs:
            continue
        asked = tuple(sorted((key, " ".join(value.split()).casefold()) for key, value in case.inputs.items()))
        earlier = first.setdefault(asked, case)
        if earlier.split is not case.split:
            worst = Split.GATE in {earlier.split, case.split}
            told = (
                f"The row asks the same as line {earlier.line}, but is a {case.split} case and that one a "
                f"{earlier.split} case; give both the same `split`"
            )
            severity = Severity.WARNING if worst else Severity.INFO
            yield RowProblem(case.line, RowFault.LEAK, severity, told, earlier.line)


def _sentence(error: UserError) -> str:
    return f"{error.message}. {error.remedy}" if error.remedy else error.message


def _is_same(one: str | None, other: str) -> bool:
    return one is not None and os.path.normpath(one) == os.path.normpath(other)
