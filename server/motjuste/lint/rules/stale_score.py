"""S001 stale-score: the score on record is of another prompt or eval set than the one that is there.

## What it does

Compares a prompt and its eval set with what `motjuste.scores.json` says was scored. Only prompts with an entry in that
file are looked at. Comments, `<edit>` tags and line ends may change freely; roles, words, template and cases may not.
A scores file that cannot be used is told here as well, of every prompt that has an eval set. The finding stands at the
prompt's first words.

## Why is this bad

Whoever reads the scores file takes its figures for those of the prompt beside it. A changed prompt has no score until it
is scored again.

## Example

`triage.md` was scored on Monday and edited on Tuesday. `motjuste eval triage.md --update` scores it and writes the new
figures down; commit `motjuste.scores.json` with the edit.

## Fix safety

There is no fix: scoring a prompt calls a model.

## Evidence

Digests of the prompt and of the cases, kept with the score. A small edit can move a score by a lot: Sclar et al.
(arXiv 2310.11324) saw differences of up to 76 points of accuracy from formatting alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.lint.finding import Related, Severity
from motjuste.lint.first_words import first_words
from motjuste.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.document.model import Document
    from motjuste.lint.context import LintContext


def _check(document: Document, context: LintContext) -> Iterator[Problem]:
    state = context.score
    if context.score_fault is not None:
        yield Problem(first_words(document), context.score_fault)
    if state is None or not state.changed:
        return
    what = f"{state.mean:.3f} on {state.cases} {'case' if state.cases == 1 else 'cases'}, {state.date}"
    first = "link one and " if context.link is None else ""
    why = " and ".join(state.changed)
    message = f"The score on record ({what}) is out of date: {why}; {first}run `{state.command}`"
    related = (Related(state.file, state.line, "The score on record"),)
    yield Problem(first_words(document), message, related=related)


STALE_SCORE = Rule(
    code="S001",
    name="stale-score",
    severity=Severity.ERROR,
    summary="The score on record is of another prompt or eval set.",
    docs=__doc__,
    check=_check,
)
