"""Evaluating: score a prompt on parts of its eval set, without looking for anything to change."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.evals.run import requests_for
from motjuste.llm.budget import Peekable
from motjuste.optimize.candidate import seed_candidate
from motjuste.optimize.events import Progress, PromptScored
from motjuste.optimize.scoreboard import Scoreboard
from motjuste.optimize.start import started
from motjuste.optimize.told import Told

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from motjuste.evals.case import EvalSet, Split
    from motjuste.optimize.events import AnyEvent
    from motjuste.optimize.plan import SearchInputs

FIRST_BLOCK = 8
"""Cases before the first sign of progress; each next block is twice as large, so that many can be under way at once."""


def check_scorable(eval_set: EvalSet, splits: Sequence[Split]) -> None:
    """Refuse parts that hold nothing to score.

    Raises:
        UserError: They hold no cases.
    """
    if not any(eval_set.part(split) for split in splits):
        raise UserError(
            f"The eval set has no {' or '.join(splits)} cases",
            remedy="Add cases, or choose another --split",
            path=eval_set.path,
        )


def check_budget(inputs: SearchInputs, splits: Sequence[Split], repeat: int = 1) -> None:
    """Refuse a run that would spend its budget before it has scored the prompt. Answers in the cache cost nothing.

    Raises:
        UserError: It needs more calls than it may make.
        motjuste.llm.errors.CacheUnusable: The cache cannot be read.
    """
    options, task = inputs.options, inputs.task
    if options.max_calls is None:
        return
    requests = {
        requests_for(inputs.document, case, sample, options.max_tokens)
        for split in splits
        for case in inputs.eval_set.part(split)
        for sample in range(repeat)
    }
    needed = sum(not (isinstance(task, Peekable) and task.peek(one)) for one in requests)
    if needed > options.max_calls:
        raise UserError(
            f"A budget of {options.max_calls} calls is too small: this run needs {needed} that no earlier run made",
            remedy=f"Allow --max-calls {needed} or more, or ask fewer cases",
        )


async def evaluate(inputs: SearchInputs, splits: Sequence[Split], repeat: int = 1) -> AsyncIterator[AnyEvent]:
    """Score the prompt as it stands.

    Args:
        inputs: What to work on; the optimizer model is not asked.
        splits: The parts to score, in this order.
        repeat: How often each case is asked; its score is the mean.

    Yields:
        RunStarted, then Progress while a part runs and PromptScored when it is done.

    Raises:
        UserError: The parts hold no cases, or the budget does not allow them.
        motjuste.llm.errors.ModelError: The task model's endpoint failed.
    """
    check_scorable(inputs.eval_set, splits)
    check_budget(inputs, splits, repeat)
    cases = sum(len(inputs.eval_set.part(split)) for split in splits)
    options = inputs.options
    board = Scoreboard(inputs.task, concurrency=options.concurrency, max_tokens=options.max_tokens)
    board.samples = repeat
    yield started(inputs, "eval", planned=cases * repeat)
    for split in splits:
        async for event in score_split(inputs, board, split):
            yield event


async def score_split(inputs: SearchInputs, board: Scoreboard, split: Split) -> AsyncIterator[AnyEvent]:
    """Score the seed on one part, reporting block by block; a part without cases says nothing."""
    seed, cases = seed_candidate(inputs.document), inputs.cases(split)
    if not cases:
        return
    done, size, told = 0, FIRST_BLOCK, Told(board)
    while done < len(cases):
        block = cases[done : done + size]
        await board.run([seed], block)
        done += len(block)
        size *= 2
        yield Progress(
            totals=inputs.totals(),
            phase="eval",
            step=0,
            done=done,
            total=len(cases),
            best=fmean(board.vector(seed, cases[:done])),
            outcomes=told.new([seed], block),
        )
    scores = board.vector(seed, cases)
    yield PromptScored(
        totals=inputs.totals(),
        candidate=0,
        split=split.value,
        cases=len(cases),
        mean=fmean(scores),
        failures=tuple(
            (outcome.case.id, outcome.score.reason)
            for outcome in (board.worst(seed, case) for case in cases)
            if not outcome.right
        ),
        scores=tuple((case.id, score) for case, score in zip(cases, scores, strict=True)),
    )
