"""What a run has spent in money, where the prices of its models are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motjuste.optimize.events import RunStarted, Totals

_MILLION = 1_000_000


def dollars(started: RunStarted, totals: Totals) -> float | None:
    """The price of all calls made so far; None when a model that was asked has no known price.

    Prices are the provider's list prices of the day the run began; what it discounts (its own prompt cache, a
    contract) is not in them.
    """
    parts = (
        (totals.task_calls, totals.task_tokens, totals.task_output_tokens, started.task_price),
        (
            totals.optimizer_calls,
            totals.optimizer_tokens,
            totals.optimizer_output_tokens,
            started.optimizer_price,
        ),
    )
    spent = 0.0
    for calls, tokens, output, price in parts:
        if not calls:
            continue
        if price is None or not tokens:
            return None
        spent += ((tokens - output) * price[0] + output * price[1]) / _MILLION
    return spent
