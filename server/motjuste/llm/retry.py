"""When a failed call is made again: how long to wait, and what an endpoint itself asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from motjuste.llm.errors import ModelError

LONGEST_BACKOFF = 20.0
"""Seconds; doubling goes no further."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A call that failed once."""

    error: ModelError
    """What is raised when retries are used up."""
    retries: int
    """How many more tries this kind of failure deserves."""
    wait: float | None = None
    """Seconds the endpoint asked to wait, if it did."""


def delay_of(tries: int, wait: float | None, backoff: float, jitter: random.Random) -> float:
    """Seconds to wait after `tries` failures.

    Exponential with full jitter around the mean (calls refused together must not come back together), never
    shorter than what the endpoint asked for.
    """
    mean = min(LONGEST_BACKOFF, backoff * 2.0 ** (tries - 1))
    spread = jitter.uniform(0.5, 1.5) * mean
    return spread if wait is None else wait + jitter.uniform(0.0, 0.25) * min(mean, 1.0)


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds of `retry-after-ms` or `Retry-After` (seconds or HTTP date, RFC 9110 10.2.3); None when absent or unreadable."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after")
    seconds = _number(value)
    if seconds is not None or not value:
        return seconds
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - (now or datetime.now(UTC))).total_seconds())


def _number(value: str | None) -> float | None:
    """A finite number of at least 0."""
    try:
        number = float(value) if value else None
    except ValueError:
        return None
    return number if number is not None and 0 <= number < float("inf") else None
