"""What a model costs: known for a provider's own endpoint, and never guessed from a name alone."""

from __future__ import annotations

import sys

import pytest

from motjuste.llm.prices import price_of


def test_a_providers_own_endpoint_has_its_list_price():
    price = price_of("https://api.openai.com/v1", "gpt-4o-mini")
    assert price is not None
    assert 0 < price[0] < price[1] < 100


def test_the_price_is_that_of_a_short_prompt():
    short = price_of("https://api.anthropic.com/v1", "claude-sonnet-4-5")
    assert short == (3.0, 15.0)


@pytest.mark.parametrize(
    ("url", "model"),
    [
        ("https://api.openai.com/v1", "nonsense"),
        ("https://llm.example.org/v1", "gpt-4o-mini"),
        ("http://127.0.0.1:8080/v1", "gpt-4o-mini"),
        ("http://192.168.1.5/v1", "gpt-4o-mini"),
        ("http://[::1]/v1", "gpt-4o-mini"),
        ("http://gateway/v1", "gpt-4o-mini"),
        ("", "gpt-4o-mini"),
    ],
)
def test_elsewhere_the_same_name_has_no_known_price(url, model):
    assert price_of(url, model) is None


def test_without_the_list_no_price_is_known(monkeypatch):
    """An interpreter of the user's own may lack it, and runs all the same."""
    monkeypatch.setitem(sys.modules, "genai_prices", None)
    assert price_of("https://api.openai.com/v1", "gpt-4o-mini") is None
