"""E002 eval-columns-mismatch: the eval set has no column for a variable of the prompt.

## What it does

Checks that every variable the template cannot do without has a column of its name (a column `user.name` serves
`{{ user.name }}`); and, for a prompt without variables, that it is clear which column is the input: one called
`input`, `question`, `query`, `text` or `prompt`, or the only one there is.

## Why is this bad

No case can fill the prompt, so a run stops before its first model call.

## Example

The prompt says `{{ ticket }}`, the rows of the eval set say `{"message": "…", "expected": "billing"}`. Rename one of
them.

## Fix safety

Renaming the variable to the unused column nearest to it is unsafe: both may be meant.

## Evidence

promptfoo's documentation of test cases: `vars` are matched to a prompt's placeholders by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.evals.problems import fit
from motjuste.lint.finding import Severity
from motjuste.lint.near_names import NearNames
from motjuste.lint.rule import Problem, Rule
from motjuste.lint.rules.undefined_variable import required_names, undefined
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext


def _check(document: Document, context: LintContext) -> Iterator[Problem]:
    if context.link is None or context.eval_set is None or not context.eval_set.cases:
        return
    found = fit(document, context.eval_set)
    required = set(required_names(document))
    meant = NearNames(found.unused)
    for name in found.missing:
        if name in required:
            yield undefined(document, name, f"no column of {context.eval_set.path}", meant)
    if found.no_input and not any(fault.code == "T001" for fault in document.faults):
        columns = ", ".join(f"`{column}`" for column in context.eval_set.columns)
        message = (
            f"The prompt has no variable, and the columns {columns} do not say which is its input; "
            f"write {{{{ {context.eval_set.columns[0]} }}}} where it belongs, or call one column `input`"
        )
        yield Problem(context.link.span or Span(0, 0), message)


EVAL_COLUMNS_MISMATCH = Rule(
    code="E002",
    name="eval-columns-mismatch",
    severity=Severity.ERROR,
    summary="The eval set has no column for a variable of the prompt.",
    docs=__doc__,
    check=_check,
)
