from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from motjuste.llm.retry import LONGEST_BACKOFF, delay_of, retry_after

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "Sun, 01 Mar 2026 12:00:30 GMT"}, 30.0),
        ({"retry-after": "Sun, 01 Mar 2026 12:00:30"}, 30.0),
        ({"retry-after": "Sun, 01 Mar 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": ""}, None),
    ],
)
def test_retry_after(headers, seconds):
    assert retry_after(headers, NOW) == seconds


def test_delays_double_with_jitter_up_to_a_longest():
    jitter = random.Random(1)
    for tries in range(1, 12):
        mean = min(LONGEST_BACKOFF, 0.5 * 2 ** (tries - 1))
        delays = {delay_of(tries, None, 0.5, jitter) for _ in range(50)}
        assert len(delays) > 40, "calls refused together must not come back together"
        assert all(0.5 * mean <= delay <= 1.5 * mean for delay in delays)


def test_what_the_endpoint_asks_for_is_never_cut_short():
    jitter = random.Random(1)
    assert all(7.0 <= delay_of(tries, 7.0, 0.5, jitter) <= 7.25 for tries in range(1, 10))
