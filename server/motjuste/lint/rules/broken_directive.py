"""N002 broken-directive: a `motjuste:` comment or a protect pattern cannot be obeyed.

## What it does

Checks that every `motjuste:` comment is one of `ignore`, `ignore-file`, `ignore-start`, `ignore-end`,
`protect-start`, `protect-end` and `evals=PATH`, that starts and ends pair, and that the patterns of the settings'
`protect` are regular expressions that finish in time.

## Why is this bad

A misspelt `protect-start` protects nothing, and an `ignore-start` that nothing ends also hides what is
written below it later. Where it can be told what was meant, the safer reading is taken: a
start without an end protects, or hides, the rest of the file, an unusable pattern protects the whole of it.

## Example

```markdown
<!-- motjuste: protect-strat -->
Answer in JSON.
<!-- motjuste: protect-end -->
```

Write `protect-start`.

## Fix safety

There is no fix; the message names the nearest directive there is.

## Evidence

Our own: directives are instructions to Mot Juste, and an instruction that is not followed has to be reported.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from motjuste.document.directives import NAMES
from motjuste.lint.finding import Severity
from motjuste.lint.rule import Problem, Rule, fault_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Directive, Document
    from motjuste.lint.context import LintContext


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    yield from fault_problems(document, "N002")
    yield from (_unknown(one) for one in document.directives if one.name not in NAMES)
    yield from _unpaired(document)


def _unknown(directive: Directive) -> Problem:
    near = get_close_matches(directive.name, NAMES, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(NAMES)}"
    told = f"There is no directive `{directive.name}`" if directive.name else "This directive says nothing"
    return Problem(directive.span, f"{told}; {hint}")


def _unpaired(document: Document) -> Iterator[Problem]:
    """`ignore-end` without a start; a start without an end is told by the engine, which knows what ends where.

    Of several prompts of a file each has directives of its own, and the start may be another's.
    """
    opened = document.name is not None
    for directive in document.directives:
        if directive.name == "ignore-start":
            opened = True
        elif directive.name == "ignore-end" and not opened:
            yield Problem(directive.span, "This ignore-end has no ignore-start before it")


def unclosed_problem(directive: Directive) -> Problem:
    """What is said of an `ignore-start` that no `ignore-end` of the file ends."""
    told = "No ignore-end below ends this ignore-start, so it hides findings to the end of the file"
    return Problem(directive.span, told)


BROKEN_DIRECTIVE = Rule(
    code="N002",
    name="broken-directive",
    severity=Severity.WARNING,
    summary="A motjuste: comment or a protect pattern cannot be obeyed.",
    docs=__doc__,
    check=_check,
)
