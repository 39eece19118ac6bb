"""E001 eval-link-broken: the eval set a prompt names cannot be used.

## What it does

Checks that the file which the front matter, a comment or the settings name exists inside the workspace, can be
read, has cases, and has no row that cannot be used. The finding stands at the words that name the file; where the link
comes from the settings or from a file beside the prompt, at the start of the prompt.

## Why is this bad

Without its eval set nothing can be said of a prompt: no score, no marks, no proof that an edit helps. A run stops at
a bad row before its first model call.

## Example

```markdown
---
evals: ./triage.eval.jsonl
---
```

The file is called `triage.evals.jsonl`.

## Fix safety

There is no fix.

## Evidence

promptfoo's documentation of test cases, whose vocabulary is ours; a missing file there ends a run at its start too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.lint.finding import Related, Severity
from motjuste.lint.rule import Problem, Rule
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.evals.case import EvalSet
    from motjuste.lint.context import LintContext


def _check(_document: Document, context: LintContext) -> Iterator[Problem]:
    if context.link is None:
        return
    span = context.link.span or Span(0, 0)
    fault = context.link.fault or context.eval_fault
    if fault is not None:
        named = "" if context.link.span else f" ({context.link.how}: {context.link.path.name})"
        yield Problem(span, fault.rstrip(".") + named)
    elif context.eval_set is not None and context.eval_set.bad_rows:
        yield _bad_rows(span, context.eval_set)
    elif context.eval_set is not None and not context.eval_set.cases:
        yield Problem(span, "The eval set has no cases; add rows to it")


def _bad_rows(span: Span, eval_set: EvalSet) -> Problem:
    first, count = eval_set.bad_rows[0], len(eval_set.bad_rows)
    rows = f"{count} rows" if count > 1 else "1 row"
    message = f"{rows} of the eval set cannot be used; line {first.line}: {first.message.rstrip('.')}"
    related = tuple(Related(eval_set.path, row.line, row.message) for row in eval_set.bad_rows[:5])
    return Problem(span, message, related=related)


EVAL_LINK_BROKEN = Rule(
    code="E001",
    name="eval-link-broken",
    severity=Severity.ERROR,
    summary="The eval set a prompt names cannot be used.",
    docs=__doc__,
    check=_check,
)
