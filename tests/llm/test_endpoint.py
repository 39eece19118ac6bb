from __future__ import annotations

import pytest

from motjuste.llm.endpoint import Endpoint, public_url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://API.OpenAI.com/v1/", "https://api.openai.com/v1"),
        ("http://me:secret@localhost:8080/v1?key=x#y", "http://localhost:8080/v1"),
        ("http://[::1]:11434/v1", "http://[::1]:11434/v1"),
        ("http://[::1", "(no address)"),
        ("http://x:port", "(no address)"),
        ("", ""),
    ],
)
def test_a_url_is_shown_without_secrets(url, shown):
    assert public_url(url) == shown


def test_the_cache_knows_endpoints_apart_by_url_and_model():
    first = Endpoint("https://a.example/v1", "m")
    assert first.cache_identity == Endpoint("https://A.example/v1/", "m", api_key="other").cache_identity
    assert first.cache_identity != Endpoint("https://b.example/v1", "m").cache_identity
    assert first.cache_identity != Endpoint("https://a.example/v1", "n").cache_identity


def test_an_identity_stands_for_a_url_that_changes():
    first = Endpoint("http://127.0.0.1:1/v1", "m", identity="local:abc")
    assert first.cache_identity == Endpoint("http://127.0.0.1:2/v1", "m", identity="local:abc").cache_identity
