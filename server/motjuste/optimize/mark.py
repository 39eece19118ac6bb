"""Marking: run a prompt on its train cases and find the words behind the failures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.evals.case import Split
from motjuste.evals.run import in_order
from motjuste.optimize.candidate import seed_candidate
from motjuste.optimize.evaluate import check_budget, score_split
from motjuste.optimize.events import MarksFound, Progress
from motjuste.optimize.evidence import draw, stream
from motjuste.optimize.identify import identify, merge
from motjuste.optimize.scoreboard import Scoreboard
from motjuste.optimize.start import started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from motjuste.evals.case import EvalSet
    from motjuste.optimize.events import AnyEvent
    from motjuste.optimize.plan import SearchInputs

READINGS = 2
"""How many independent draws of failures are shown to the optimizer; what both point at counts once."""


def check_markable(eval_set: EvalSet) -> None:
    """Refuse a set without cases to read failures from.

    Raises:
        UserError: There are no train cases.
    """
    if not eval_set.part(Split.TRAIN):
        raise UserError(
            "The eval set has no train cases to read failures from",
            remedy="Add cases, or set the split column of some rows to train",
            path=eval_set.path,
        )


async def mark(inputs: SearchInputs) -> AsyncIterator[AnyEvent]:
    """Find the words behind the failures on train; dev and gate cases stay unread.

    Yields:
        RunStarted, Progress, PromptScored, and one MarksFound, empty when nothing failed.

    Raises:
        UserError: There are no train cases, or the budget does not allow them.
        motjuste.llm.errors.ModelError: A model's endpoint failed, or the optimizer broke the reply's schema.
    """
    check_markable(inputs.eval_set)
    check_budget(inputs, [Split.TRAIN])
    train = inputs.cases(Split.TRAIN)
    options, seed = inputs.options, seed_candidate(inputs.document)
    board = Scoreboard(inputs.task, concurrency=options.concurrency, max_tokens=options.max_tokens)
    yield started(inputs, "mark", planned=len(train) + READINGS)
    async for event in score_split(inputs, board, Split.TRAIN):
        yield event
    outcomes = [board.outcome(seed, case) for case in train]
    if all(outcome.right for outcome in outcomes):
        yield MarksFound(totals=inputs.totals(), step=0, candidate=0, gradient=(), marks=())
        return
    readings = [
        partial(
            identify,
            inputs.document,
            draw(outcomes, stream(options.seed, "mark", sample)),
            inputs.optimizer,
            max_words=options.max_words,
            max_spans=options.max_spans,
            sample=sample,
        )
        for sample in range(READINGS)
    ]
    found = await in_order(readings, options.concurrency)
    yield Progress(totals=inputs.totals(), phase="identify", step=0, done=READINGS, total=READINGS, best=None)
    yield MarksFound(
        totals=inputs.totals(),
        step=0,
        candidate=0,
        gradient=tuple(dict.fromkeys(cause for causes, _ in found for cause in causes)),
        marks=merge(one for _, marks in found for one in marks),
    )
