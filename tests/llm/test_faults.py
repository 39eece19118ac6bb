from __future__ import annotations

import pytest

from motjuste.llm import faults
from motjuste.llm.endpoint import Endpoint
from motjuste.llm.faults import Answer

KEY = "abc-no-known-prefix-123"
ENDPOINT = Endpoint("https://api.example/v1", "the-model", api_key=KEY, key_variable="EXAMPLE_KEY")


@pytest.mark.parametrize(
    "said",
    [
        f"Incorrect API key provided: {KEY}",
        "Incorrect API key provided: sk-proj-0123456789****wxyz. You can find your key at …",
        "bad header Bearer something.else",
    ],
)
def test_foreign_words_are_quoted_without_anything_like_a_key(said):
    message = str(faults.from_answer(ENDPOINT, Answer(401, said)))
    assert "[key]" in message
    for secret in (KEY, "0123456789", "wxyz", "something.else"):
        assert secret not in message
    assert "EXAMPLE_KEY" in message


def test_foreign_words_are_one_short_line():
    message = faults.from_answer(ENDPOINT, Answer(500, "line\n\tline " + "x" * 10_000)).message
    assert "line line" in message
    assert len(message) < 500
    assert "\n" not in message


def test_a_web_page_is_not_quoted():
    message = str(faults.from_answer(ENDPOINT, Answer(502, "<html><body>Bad gateway</body></html>")))
    assert "Bad gateway" not in message
    assert "a web page" in message


@pytest.mark.parametrize(
    ("answer", "empty"),
    [
        (Answer(429, "Rate limit reached"), False),
        (Answer(429, "", "insufficient_quota"), True),
        (Answer(429, "You exceeded your current quota, please check your plan"), True),
        (Answer(402), True),
        (Answer(403, "", "insufficient_quota"), False),
    ],
)
def test_an_empty_account_is_told_from_too_many_calls(answer, empty):
    assert faults.out_of_quota(answer) is empty


def test_the_embedded_model_is_named_as_such():
    embedded = Endpoint("http://127.0.0.1:33333/v1", "qwen", identity="local:abc")
    error = faults.no_connection(embedded, "refused")
    assert str(error).startswith(
        "The embedded model (qwen) has stopped answering: refused. Run the command again"
    )
    assert "33333" not in str(error)


def test_every_message_is_a_sentence_and_every_remedy_another():
    errors = [
        *(faults.from_answer(ENDPOINT, Answer(code)) for code in (400, 401, 402, 403, 404, 408, 429, 500)),
        faults.no_connection(ENDPOINT, "refused"),
        faults.no_answer_in_time(ENDPOINT),
        faults.wait_too_long(ENDPOINT, 500, 429),
        faults.not_json(ENDPOINT, "<html>", "text/html"),
        faults.not_json(ENDPOINT, "{", "application/json"),
        faults.not_a_completion(ENDPOINT),
        faults.bad_url(ENDPOINT),
        faults.bad_key(ENDPOINT),
    ]
    for error in errors:
        assert not error.message.endswith(".")
        assert error.remedy[0].isupper()
        assert not error.remedy.endswith(".")
