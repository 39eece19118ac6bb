"""What a model's provider asks for tokens, as far as the price list that is shipped knows; asks nobody."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

_SMALL = 1000
"""Tokens of the call whose price is looked up: some providers ask more a token for very long prompts."""
_MILLION = 1_000_000

Price = tuple[float, float]
"""Dollars a million tokens, of the prompt and of the answer."""


def price_of(base_url: str, model: str) -> Price | None:
    """A model's price at an endpoint, today; None where it is not known, such as for every endpoint of one's own.

    Args:
        base_url: The endpoint: the same model has another price elsewhere, or none.
        model: Its name there.
    """
    if _own(base_url):
        return None
    try:
        from genai_prices import Usage, calc_price
    except ImportError:  # an interpreter of the user's own may have all that a run needs but the list
        return None
    try:
        found = calc_price(Usage(input_tokens=_SMALL, output_tokens=_SMALL), model, provider_api_url=base_url)
    except LookupError:
        return None
    return _a_million(float(found.input_price)), _a_million(float(found.output_price))


def _a_million(dollars: float) -> float:
    return round(dollars * _MILLION / _SMALL, 6)


def _own(base_url: str) -> bool:
    """Whether an endpoint stands on this machine or in its network: no list has its price, so none is loaded."""
    host = urlsplit(base_url).hostname or ""
    with suppress(ValueError):
        return not ip_address(host).is_global
    return "." not in host
