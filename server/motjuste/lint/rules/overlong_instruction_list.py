"""W001 overlong-instruction-list: the prompt gives more instructions than a model can keep in mind.

## What it does

Counts the list items and sentences of each message that begin with an imperative (`Use`, `Write`, `Never`, `Do not`,
`You must`, …), and reports a message with more than 150 of them. The rule has to be asked for: `--select W`.

## Why is this bad

Models follow fewer of many instructions than of few, and those that come first rather than those that come last.

## Example

A style guide of 300 bullet points pasted into a system prompt.

Keep what changes answers, show the rest by example, or split the task into several calls.

## Fix safety

There is no fix.

## Evidence

IFScale (arXiv 2507.11538) gave models up to 500 keyword instructions at once: the best followed 68 % of 500,
and instructions that came earlier were kept more often. Its instructions were words to include; other kinds were not
measured, and the count of 150 is our own line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.lint.finding import Severity
from motjuste.lint.imperatives import imperatives
from motjuste.lint.reading import readings
from motjuste.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext

MOST = 150
"""Instructions of one message."""


def _check(document: Document, _context: LintContext) -> Iterator[Problem]:
    for reading in readings(document):
        found = list(imperatives(reading))
        if len(found) > MOST:
            start, end = found[MOST]
            message = (
                f"The message gives {len(found)} instructions; from about {MOST} on, models follow fewer of them. "
                f"Here begins number {MOST + 1}"
            )
            yield Problem(reading.span(start, end), message)


OVERLONG_INSTRUCTION_LIST = Rule(
    code="W001",
    name="overlong-instruction-list",
    severity=Severity.INFO,
    summary="The prompt gives more instructions than a model can keep in mind.",
    docs=__doc__,
    check=_check,
    default=False,
)
