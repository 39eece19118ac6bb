"""What a run may spend and what it has spent: refused before the call, accounted by purpose after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from motjuste.llm.errors import BudgetSpent
from motjuste.llm.wrapped import Wrapped

if TYPE_CHECKING:
    from motjuste.llm.chat import ChatModel, ChatReply, ChatRequest, Purpose, Usage


@dataclass(frozen=True, slots=True)
class Account:
    """What was spent for one purpose. Cached replies cost nothing and are counted apart."""

    calls: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def tokens(self) -> int:
        """All tokens, both ways."""
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run has spent so far; the same fields as the events' totals."""

    task_calls: int = 0
    optimizer_calls: int = 0
    cached_calls: int = 0
    task_tokens: int = 0
    optimizer_tokens: int = 0
    task_output_tokens: int = 0
    optimizer_output_tokens: int = 0


class Budget:
    """One run's budget, shared by its models.

    Args:
        max_calls: Calls that may be made, cached replies and retries not counted; None for no limit.
        max_tokens: Tokens that may be used, both ways; None for no limit. A call is refused when its prompt
            (four characters a token) and its `max_tokens` might not fit in what is left.
    """

    def __init__(self, max_calls: int | None = None, max_tokens: int | None = None) -> None:
        self.max_calls = max_calls
        self.max_tokens = max_tokens
        self._accounts: dict[Purpose, Account] = {"task": Account(), "optimizer": Account()}
        self._reserved_tokens = 0

    def account(self, purpose: Purpose) -> Account:
        """What was spent for one purpose."""
        return self._accounts[purpose]

    @property
    def calls(self) -> int:
        """Calls made or under way."""
        return sum(account.calls for account in self._accounts.values())

    @property
    def tokens(self) -> int:
        """Tokens used by answered calls."""
        return sum(account.tokens for account in self._accounts.values())

    def snapshot(self) -> Spent:
        """Give what was spent so far."""
        task, optimizer = self._accounts["task"], self._accounts["optimizer"]
        return Spent(
            task_calls=task.calls,
            optimizer_calls=optimizer.calls,
            cached_calls=task.cached + optimizer.cached,
            task_tokens=task.tokens,
            optimizer_tokens=optimizer.tokens,
            task_output_tokens=task.completion_tokens,
            optimizer_output_tokens=optimizer.completion_tokens,
        )

    def reserve(self, purpose: Purpose, tokens: int) -> None:
        """Set a call and its likely tokens aside.

        Raises:
            BudgetSpent: They do not fit; nothing was set aside.
        """
        if self.max_calls is not None and self.calls + 1 > self.max_calls:
            raise _spent(f"{self.max_calls} calls", f"{self.calls} were made", "--max-calls")
        if self.max_tokens is not None and self.tokens + self._reserved_tokens + tokens > self.max_tokens:
            raise _spent(f"{self.max_tokens} tokens", f"{self.tokens} were used", "--max-tokens")
        self._reserved_tokens += tokens
        self._add(purpose, calls=1)

    def settle(self, purpose: Purpose, tokens: int, usage: Usage) -> None:
        """Replace the tokens set aside for a call by what it used."""
        self._reserved_tokens -= tokens
        account = self._accounts[purpose]
        self._accounts[purpose] = replace(
            account,
            prompt_tokens=account.prompt_tokens + usage.prompt_tokens,
            completion_tokens=account.completion_tokens + usage.completion_tokens,
        )

    def abandon(self, purpose: Purpose, tokens: int, *, made: bool) -> None:
        """Give back what was set aside for a call that brought no answer; one that was `made` stays counted."""
        self._reserved_tokens -= tokens
        if not made:
            self._add(purpose, calls=-1)

    def note_cached(self, purpose: Purpose) -> None:
        """Count a reply that cost nothing."""
        self._add(purpose, cached=1)

    def _add(self, purpose: Purpose, *, calls: int = 0, cached: int = 0) -> None:
        account = self._accounts[purpose]
        self._accounts[purpose] = replace(
            account, calls=account.calls + calls, cached=account.cached + cached
        )


def _spent(limit: str, used: str, option: str) -> BudgetSpent:
    return BudgetSpent(
        f"The next call would exceed the budget of {limit} ({used}), so it was not made",
        remedy=f"Raise {option}; finished calls are cached, so the run goes on where it ended",
    )


@runtime_checkable
class Peekable(Protocol):
    """A model that can tell a reply it has already from one it would have to pay for."""

    def peek(self, request: ChatRequest) -> ChatReply | None:
        """Give the reply if it costs nothing."""


class Metered(Wrapped):
    """Wraps a model, cached or not; the outermost wrapper. A cached reply is given even when the budget is spent.

    Args:
        model: What answers.
        budget: Where calls are taken from and counted.
        purpose: Counted under this; None leaves it to each request.
    """

    def __init__(self, model: ChatModel, budget: Budget, purpose: Purpose | None = None) -> None:
        super().__init__(model)
        self._peekable = model if isinstance(model, Peekable) else None
        self._purpose = purpose
        self.budget = budget

    def peek(self, request: ChatRequest) -> ChatReply | None:
        """Give the reply if it costs nothing; counts nothing.

        Raises:
            CacheUnusable: The cache cannot be read.
        """
        return None if self._peekable is None else self._peekable.peek(request)

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Answer one request, if the budget allows.

        Raises:
            BudgetSpent: The call was not made.
            ModelError: It was, and failed for good.
        """
        purpose = self._purpose or request.purpose
        here = self.peek(request)
        if here is not None:
            self.budget.note_cached(purpose)
            return here
        tokens = likely_tokens(request)
        self.budget.reserve(purpose, tokens)
        try:
            reply = await self._model.complete(request)
        except BaseException:
            # It may have cost something, cancelled or failed: a budget errs on the careful side.
            self.budget.abandon(purpose, tokens, made=True)
            raise
        if reply.cached:
            self.budget.abandon(purpose, tokens, made=False)
            self.budget.note_cached(purpose)
        else:
            self.budget.settle(purpose, tokens, reply.usage)
        return reply


def likely_tokens(request: ChatRequest) -> int:
    """What a call may use: its prompt at four characters a token, and all the answer it is allowed."""
    characters = sum(len(message.content) for message in request.messages)
    return -(-characters // 4) + (request.max_tokens or 0)
