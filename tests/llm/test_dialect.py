from __future__ import annotations

from motjuste.llm.chat import ChatMessage, ChatRequest
from motjuste.llm.dialect import Dialect

REQUEST = ChatRequest((ChatMessage("user", "hi"),), temperature=0.5, max_tokens=9, sample=2)


def test_a_new_endpoint_gets_everything():
    body = Dialect().body("m", REQUEST)
    assert body["temperature"] == 0.5
    assert body["seed"] == 2
    assert body["max_tokens"] == 9
    assert "response_format" not in body


def test_a_refused_parameter_is_dropped_and_never_learnt_twice():
    dialect = Dialect()
    sent = dialect.body("m", REQUEST)
    assert dialect.learn(sent, "unknown field", "seed")
    body = dialect.body("m", REQUEST)
    assert "seed" not in body
    assert not dialect.learn(body, "unknown field", "seed")


def test_the_newer_name_of_max_tokens_is_taken_up():
    dialect = Dialect()
    assert dialect.learn(dialect.body("m", REQUEST), "use 'max_completion_tokens' instead", "")
    body = dialect.body("m", REQUEST)
    assert "max_tokens" not in body
    assert body["max_completion_tokens"] == 9
    assert not dialect.learn(body, "max_completion_tokens is too large", "max_completion_tokens")


def test_a_refusal_that_names_no_parameter_teaches_nothing():
    dialect = Dialect()
    assert not dialect.learn(dialect.body("m", REQUEST), "context length exceeded", "messages")
