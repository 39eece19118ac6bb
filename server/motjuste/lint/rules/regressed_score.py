"""S002 regressed-score: the prompt's last score on record is below the one it is held to.

## What it does

`motjuste eval --update` keeps a prompt's better score in `motjuste.scores.json` when the new one is lower, and this rule
compares the two over the cases both have. It speaks when the drop is larger than `[scores] max-drop` (0 unless the
settings say otherwise), and goes silent when the score is reached again or the lower one is accepted with `--accept`. A
prompt that changed since it was scored is told by S001 alone. The finding stands at the prompt's first words.

## Why is this bad

The prompt got worse on the cases it is meant to get right, and nobody has said yet that this is fine.

## Example

The prompt scored 0.82 last week and 0.76 after today's edit: the message names the cases that fell. Mend the prompt and
score it again, or run `motjuste eval triage.md --update --accept`.

## Fix safety

There is no fix.

## Evidence

Both scores are of the same cases, case by case, so that a change of the eval set cannot pass for a change of the
prompt. Model versions move scores as well: on the same questions GPT-4's accuracy moved by tens of points within three
months (Chen, Zaharia and Zou, arXiv 2307.09009).
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
    from motjuste.lint.score import ScoreState

_NAMED = 5
"""Cases a message names; the rest is counted."""


def _check(document: Document, context: LintContext) -> Iterator[Problem]:
    state = context.score
    if state is None or state.changed or state.held_to is None or state.last is None:
        return
    drop = f"from {state.held_to:.3f} to {state.last:.3f} on {state.shared} {_cases(state.shared)}"
    message = (
        f"The score fell {drop} ({_fallen(state)}); mend the prompt and run `{state.command}`, "
        f"or accept the lower score with `{state.command} --accept`"
    )
    related = (Related(state.file, state.line, "The score on record"),)
    yield Problem(first_words(document), message, related=related)


def _fallen(state: ScoreState) -> str:
    """`down: line 3, line 17 and 4 more`."""
    named, more = state.fallen[:_NAMED], len(state.fallen) - _NAMED
    return f"down: {', '.join(named)}{f' and {more} more' if more > 0 else ''}"


def _cases(count: int) -> str:
    return "case" if count == 1 else "cases"


REGRESSED_SCORE = Rule(
    code="S002",
    name="regressed-score",
    severity=Severity.ERROR,
    summary="The last score on record is below the one the prompt is held to.",
    docs=__doc__,
    check=_check,
)
