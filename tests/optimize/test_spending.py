"""Money: tokens times list prices, and nothing where a price is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.report.runs import STARTED

from motjuste.optimize.events import Totals
from motjuste.optimize.spending import dollars

TASK = Totals(task_calls=10, task_tokens=3_000_000, task_output_tokens=1_000_000)
BOTH = replace(TASK, optimizer_calls=1, optimizer_tokens=1_000_000)


def test_prompts_and_answers_have_their_own_prices():
    started = replace(STARTED, task_price=(0.15, 0.6), optimizer_price=(2.5, 10.0))
    assert dollars(started, TASK) == pytest.approx(0.9)
    assert dollars(started, BOTH) == pytest.approx(3.4)
    assert dollars(started, Totals()) == 0


def test_a_model_without_a_price_makes_the_sum_unknown_only_if_it_was_asked():
    started = replace(STARTED, task_price=(0.15, 0.6), optimizer_price=None)
    assert dollars(started, TASK) == pytest.approx(0.9)
    assert dollars(started, BOTH) is None


def test_an_endpoint_that_tells_no_tokens_costs_an_unknown_sum():
    started = replace(STARTED, task_price=(0.15, 0.6))
    assert dollars(started, Totals(task_calls=10)) is None
