"""E001 eval-link-broken: the eval set a prompt names cannot be used.

## What it does

Checks that the file which the front matter, a comment, the settings or a promptfoo configuration names exists inside
the workspace, can be read, has cases, and has no row with a fault in it. The finding stands at the words that name the
file, or, where a promptfoo configuration holds its own tests, at the row; where the link comes from the settings or
from a file beside the prompt, at the start of the prompt.

Rows that ask for what is not supported here (a model that judges, code that is run) are no fault, and `motjuste doctor`
lists them. Only when an eval set that was named for this prompt has nothing else does an information say so; a
promptfoo configuration's own tests may well be meant for promptfoo alone, and nothing is said of them.

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

promptfoo's documentation of test cases, whose vocabulary is ours; a missing file or an unknown type of assertion fails
there too. Of 108 public promptfoo configurations 3 ask for assertions that promptfoo does not have.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.lint.finding import Related, Severity
from motjuste.lint.rule import Problem, Rule
from motjuste.text.position import LineIndex
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.evals.case import BadRow, Case, EvalSet
    from motjuste.evals.link import EvalLink
    from motjuste.lint.context import LintContext

_NAMED = re.compile(r"`([^`\r\n]+)`")
"""The words of the row that a message names first."""
_RELATED = 5


def _check(document: Document, context: LintContext) -> Iterator[Problem]:
    link, eval_set = context.link, context.eval_set
    if link is None:
        return
    span = link.span or Span(0, 0)
    fault = link.fault or context.eval_fault
    if fault is not None:
        named = "" if link.span else f" ({link.how}: {link.path.name})"
        yield Problem(span, fault.rstrip(".") + named)
    elif eval_set is not None:
        yield from _contents(document, link, eval_set, span)


def _contents(document: Document, link: EvalLink, eval_set: EvalSet, span: Span) -> Iterator[Problem]:
    """What is wrong with a set that could be read."""
    wrong = tuple(row for row in eval_set.bad_rows if not row.unsupported)
    if wrong:
        yield _bad_rows(_row_span(document, link, eval_set, wrong[0]) or span, eval_set, wrong)
    elif not eval_set.cases and not (eval_set.unsupported or eval_set.bad_rows):
        yield Problem(span, "The eval set has no cases; add rows to it")
    elif not eval_set.cases and "promptfoo" not in link.how:
        yield Problem(span, _nothing_left(eval_set), severity=Severity.INFO)


def _bad_rows(span: Span, eval_set: EvalSet, wrong: tuple[BadRow, ...]) -> Problem:
    first, count = wrong[0], len(wrong)
    rows = f"{count} rows" if count > 1 else "1 row"
    of = f" of {first.path}" if first.path else ""
    message = f"{rows} of the eval set cannot be used; line {first.line}{of}: {first.message.rstrip('.')}"
    related = tuple(Related(row.path or eval_set.path, row.line, row.message) for row in wrong[:_RELATED])
    return Problem(span, message, related=related)


def _nothing_left(eval_set: EvalSet) -> str:
    """Why a set without faults has no case."""
    if eval_set.unsupported:
        first = eval_set.unsupported[0]
        why = f"`{first.name}` {first.why}"
    else:
        why = eval_set.bad_rows[0].message.rstrip(".")
    return f"Nothing of the eval set can be scored here: {why}; `motjuste doctor` lists all that is left out"


def _row_span(document: Document, link: EvalLink, eval_set: EvalSet, row: BadRow) -> Span | None:
    """The words at fault, where the prompt's own file holds the row: those the message names, else the row's first line."""
    if document.format != "promptfoo" or "promptfoo" not in link.how or row.path not in {"", eval_set.path}:
        return None
    source, index = document.source, LineIndex(document.source)
    rows: tuple[Case | BadRow, ...] = (*eval_set.cases, *eval_set.bad_rows)
    below_it = (one.line for one in rows if one.path == row.path and one.line > row.line)
    next_row = min(below_it, default=index.line_count + 1)
    start, below, end = (index.offset(line - 1, 0, "utf-32") for line in (row.line, row.line + 1, next_row))
    named = _NAMED.search(row.message)
    words = named[1] if named else ""
    at = source.find(words, start, end) if words else -1
    if at < 0 and words and source.count(words) == 1:
        at = source.index(words)  # in `defaultTest`, which is a part of every row
    if at < 0:
        words = source[start:below].strip()
        at = source.index(words, start)
    return Span(document.inner(at), document.inner(at + len(words))) if words else None


EVAL_LINK_BROKEN = Rule(
    code="E001",
    name="eval-link-broken",
    severity=Severity.ERROR,
    summary="The eval set a prompt names cannot be used.",
    docs=__doc__,
    check=_check,
)
