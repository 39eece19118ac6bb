"""What stands between a prompt and its eval set: columns that do not fit, rows that are bad, splits too small.

Lint asks `fit` and finds the words at fault; a run calls the `check_…` functions before its first model call.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from motjuste.document.render import RenderError, input_column, render
from motjuste.errors import UserError

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.evals.case import Case, EvalSet


@dataclass(frozen=True, slots=True)
class Fit:
    """How the columns of an eval set fit the variables of a prompt."""

    missing: tuple[str, ...]
    """Variables that no case has a column for, in order of use; those a template copes without are left out."""
    unused: tuple[str, ...]
    """Columns that the prompt does not use. Harmless, and a hint when something is missing."""
    no_input: bool
    """The prompt has no variable, and the columns do not say which of them is its input."""


def fit(document: Document, eval_set: EvalSet) -> Fit:
    """Compare names alone; cheap. A column `user.name` serves the variable `{{ user.name }}`."""
    needed = dict.fromkeys(variable.name for variable in document.variables if not variable.optional)
    used = {name for name in eval_set.columns if name.partition(".")[0] in document.variable_names}
    served = used | {name.partition(".")[0] for name in used}
    if document.variables or any(message.role is not None for message in document.messages):
        no_input = False
    else:
        column = input_column(eval_set.columns)
        used |= {column} if column else set()
        no_input = column is None and bool(eval_set.columns)
    return Fit(
        missing=tuple(name for name in needed if name not in served) if eval_set.columns else (),
        unused=tuple(name for name in eval_set.columns if name not in used),
        no_input=no_input,
    )


def check_rows(eval_set: EvalSet, *, skip_bad_rows: bool = False) -> None:
    """Refuse an eval set with bad rows, or with no usable row.

    Rows that are right where they come from and only ask for what is not supported here stop nothing as long as others
    are left: `EvalSet.unsupported` names what they ask for.

    Raises:
        UserError: With the first bad row's line and message, and how many there are.
    """
    refused = [row for row in eval_set.bad_rows if not (row.unsupported and eval_set.cases)]
    if refused and not (skip_bad_rows and eval_set.cases):
        first, count = refused[0], len(refused)
        more = "" if count == 1 else f" (the first of {count} rows that cannot be used)"
        skip = " or leave such rows out with --skip-bad-rows" if eval_set.cases else ""
        raise UserError(
            f"{first.message}{more}",
            remedy=f"Correct it{skip}",
            path=first.path or eval_set.path,
            line=first.line,
        )
    if not eval_set.cases and eval_set.unsupported:
        left = eval_set.unsupported[0]
        raise UserError(
            f"The eval set has no cases that can be used: {left.name} {left.why}",
            remedy="List test cases in it, or name a file of them",
            path=left.path or eval_set.path,
            line=left.line,
        )
    if not eval_set.cases:
        raise UserError("The eval set has no cases", remedy="Add rows to it", path=eval_set.path)


def check_fit(document: Document, eval_set: EvalSet) -> None:
    """Refuse an eval set whose columns do not fill the prompt; every case is rendered, none is sent.

    Raises:
        UserError: A variable has no column at all, or some case does not fill the prompt; the message names the
            variable, the columns there are and the row.
    """
    found = fit(document, eval_set)
    if found.missing:
        raise UserError(
            f"No column of {eval_set.path} fits the variable {_listed(found.missing)}",
            remedy=_remedy(found, eval_set),
            path=document.path,
        )
    if found.no_input:
        raise UserError(
            f"The prompt has no variable, and the columns {_listed(eval_set.columns)} do not say which is its input",
            remedy=f"Write {{{{ {eval_set.columns[0]} }}}} where it belongs in the prompt, or call one column `input`",
            path=document.path,
        )
    _check_rendering(document, eval_set)


def _remedy(found: Fit, eval_set: EvalSet) -> str:
    close = get_close_matches(found.missing[0], found.unused, n=1)
    if close:
        return f"Did you mean `{close[0]}`? Rename the variable or the column"
    return f"Its columns are {_listed(eval_set.columns)}; rename one of them, or the variable"


def _check_rendering(document: Document, eval_set: EvalSet) -> None:
    faults: list[tuple[Case, RenderError]] = []
    for case in eval_set.cases:
        try:
            render(document, case.inputs)
        except RenderError as error:
            faults.append((case, error))
    if faults:
        case, first = faults[0]
        more = "" if len(faults) == 1 else f" (so do {len(faults) - 1} more rows)"
        raise UserError(
            f"The row does not fill the prompt {document.path}: {first.message}{more}",
            remedy=first.remedy,
            path=case.path or eval_set.path,
            line=case.line,
        ) from first


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
