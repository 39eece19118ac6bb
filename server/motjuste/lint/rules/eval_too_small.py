"""E003 eval-too-small: the eval set is too small, or keeps nothing back to make a claim on.

## What it does

Counts the cases of the eval set that a prompt names, and those of its three parts. Fewer than 30 cases, or a `split`
column that leaves train, dev or gate without a single one, is reported. The tests of a promptfoo configuration are
left alone: they check a prompt, nobody said that it is to be optimized on them.

## Why is this bad

Of 12 gate cases a prompt that is no better wins by two or more in one of five attempts. And an edit chosen and judged
on the same rows looks good whatever it is.

## Example

```markdown
---
evals: ./triage.jsonl
---
```

where `triage.jsonl` has eight rows. Add rows; without a `split` column they are parted by their content.

## Fix safety

There is no fix.

## Evidence

In the experiments of local prompt optimization (arXiv 2504.20355) prompts reached 99 % on the rows they were edited on
while they fell on the others. Opik asks for ten rows at least, OpenAI's optimizer for three; thirty is our own floor,
below which the gate, 40 % of the rows, has fewer than twelve.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.evals.case import Split
from motjuste.lint.finding import Severity
from motjuste.lint.rule import Problem, Rule
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext

LEAST = 30
"""Cases below which no part is large enough."""
_USES = {
    Split.TRAIN: "failures are read from train",
    Split.DEV: "candidates compete on dev",
    Split.GATE: "the claim is made on gate",
}


def _check(_document: Document, context: LintContext) -> Iterator[Problem]:
    link, eval_set = context.link, context.eval_set
    if link is None or eval_set is None or not eval_set.cases or "promptfoo" in link.how:
        return
    span = link.span or Span(0, 0)
    count = len(eval_set.cases)
    if count < LEAST:
        cases = "case" if count == 1 else "cases"
        message = f"{eval_set.path} has {count} {cases}, too few to tell a better prompt from luck; {LEAST} is the least"
        yield Problem(span, message)
        return
    for split, use in _USES.items():
        if not any(case.split is split for case in eval_set.cases):
            message = f"{eval_set.path} has no {split.value} case, and {use}; give some rows that split, or drop the column"
            yield Problem(span, message)


EVAL_TOO_SMALL = Rule(
    code="E003",
    name="eval-too-small",
    severity=Severity.WARNING,
    summary="The eval set is too small, or keeps nothing back to make a claim on.",
    docs=__doc__,
    check=_check,
)
