"""Running prompts over cases: messages out, outputs scored, in the order asked, however many calls are in flight.

This file and the server's schedule are the only places that create tasks.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from motjuste.document.render import RenderError, render
from motjuste.errors import UserError
from motjuste.evals.scoring import is_right, score_output
from motjuste.llm.chat import ChatMessage, ChatRequest
from motjuste.llm.errors import BudgetSpent

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from motjuste.document.model import Document, Role
    from motjuste.evals.case import Case, Score
    from motjuste.llm.chat import ChatModel

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case."""

    case: Case
    output: str
    score: Score
    """The weighted mean of the checks, 0 to 1, with the reasons of those that failed."""
    right: bool
    """Whether the score reaches the case's threshold."""
    truncated: bool
    """The model stopped at the token limit."""


def requests_for(document: Document, case: Case, sample: int, max_tokens: int | None) -> ChatRequest:
    """The request a case makes of the task model, at temperature 0.

    Raises:
        UserError: The case cannot fill the prompt; the message names the variable and the case's line.
    """
    try:
        messages = render(document, case.inputs)
    except RenderError as error:
        raise UserError(
            f"The case {_named(case)} does not fit the prompt: {error.message}",
            remedy=error.remedy,
            path=document.path,
            line=error.line,
        ) from error
    return ChatRequest(
        messages=tuple(ChatMessage(role, content) for role, content in _surrounded(messages, case)),
        max_tokens=max_tokens,
        sample=sample,
    )


def _surrounded(messages: tuple[tuple[Role, str], ...], case: Case) -> tuple[tuple[Role, str], ...]:
    """The messages with what the case puts round the prompt, in the last one the user says (or the last at all)."""
    if not (case.prefix or case.suffix) or not messages:
        return messages
    users = [place for place, (role, _) in enumerate(messages) if role == "user"]
    chosen = users[-1] if users else len(messages) - 1
    role, content = messages[chosen]
    return (*messages[:chosen], (role, f"{case.prefix}{content}{case.suffix}"), *messages[chosen + 1 :])


def _named(case: Case) -> str:
    place = f"line {case.line}"
    file = case.path or "the eval set"
    return (
        f"on {place}"
        if case.label == place and not case.path
        else f"`{case.label}` (line {case.line} of {file})"
    )


async def run_cases(
    jobs: Sequence[tuple[Document, Case]],
    model: ChatModel,
    *,
    concurrency: int,
    sample: int = 0,
    max_tokens: int | None,
) -> tuple[Outcome, ...]:
    """Run each prompt over its case and score the answer.

    Args:
        jobs: What to run; every request is built before the first is made.
        model: The task model.
        concurrency: The most calls in flight, from 1.
        sample: Which of several independent samples to ask for.
        max_tokens: The longest answer; None leaves it to the endpoint.

    Returns:
        One outcome a job, in the order of the jobs, whatever order the answers came in.

    Raises:
        UserError: A case cannot fill its prompt; no call was made.
        ModelError: The model failed for good. The calls still in flight are cancelled and waited for; where the budget is
            spent they come to their end, since they are paid for.
    """
    requests = [requests_for(document, case, sample, max_tokens) for document, case in jobs]
    calls = [
        partial(_answer, case, request, model) for (_, case), request in zip(jobs, requests, strict=True)
    ]
    return tuple(await in_order(calls, concurrency))


async def in_order(calls: Sequence[Callable[[], Awaitable[Answer]]], concurrency: int) -> list[Answer]:
    """Make calls side by side and give their results in the order of the calls.

    Args:
        calls: What to await; each is started only when it has a place.
        concurrency: The most calls under way, from 1.

    Raises:
        BudgetSpent: A call was refused. No other is started; those under way come to their end first, so that the cache has
            what they cost.
        Exception: Whatever else a call raised first; the others are cancelled and waited for.
    """
    results: dict[int, Answer] = {}
    refused: list[BudgetSpent] = []
    pending = deque(enumerate(calls))

    async def work() -> None:
        while pending:
            index, call = pending.popleft()
            try:
                results[index] = await call()
            except BudgetSpent as error:
                refused.append(error)
                pending.clear()

    await _all_or_none([asyncio.create_task(work()) for _ in range(min(max(concurrency, 1), len(calls)))])
    if refused:
        raise refused[0]
    return [results[index] for index in range(len(calls))]


async def _all_or_none(tasks: list[asyncio.Task[None]]) -> None:
    """Wait for all tasks; when one fails or the caller is cancelled, end the others before passing that on."""
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _answer(case: Case, request: ChatRequest, model: ChatModel) -> Outcome:
    reply = await model.complete(request)
    score = score_output(case, reply.text, truncated=reply.truncated)
    return Outcome(case, reply.text, score, is_right(case, score), reply.truncated)
