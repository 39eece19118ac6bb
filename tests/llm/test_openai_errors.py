"""Every error of the `openai` package, whatever version is installed, becomes one of ours."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import openai

from motjuste.llm.endpoint import Endpoint
from motjuste.llm.errors import ModelError
from motjuste.llm.openai_chat import translate


def all_errors(kind: Any) -> set[Any]:
    return {kind}.union(*(all_errors(lower) for lower in kind.__subclasses__()))


def of_openai(kind: Any, code: int) -> Any:
    """An instance of any error class of the package, whatever its constructor asks for."""
    # The HTTP package differs from one major version of openai to the next.
    http: Any = importlib.import_module(
        openai.DefaultAsyncHttpxClient.__mro__[1].__module__.partition(".")[0]
    )
    sent = http.Request("POST", "http://127.0.0.1/v1")
    known = {
        "request": sent,
        "response": http.Response(code, request=sent),
        "body": None,
        "message": "scripted",
        "completion": None,
        "unsent_messages": [],
        "symbol": "Completion",
    }
    parameters = inspect.signature(kind.__init__).parameters.values()
    arguments = {
        parameter.name: known[parameter.name]
        for parameter in parameters
        if parameter.name in known and parameter.kind is not parameter.VAR_KEYWORD
    }
    if kind is openai.LengthFinishReasonError:
        arguments["completion"] = type("Completion", (), {"usage": None})()
    return kind(**arguments)


def test_every_error_of_the_package_is_mapped():
    kinds = all_errors(openai.OpenAIError)
    assert openai.APIStatusError in kinds
    assert len(kinds) > 15
    for kind in kinds:
        for code in (400, 401, 402, 403, 404, 408, 409, 413, 418, 422, 429, 500, 503, 599):
            assert_mapped(of_openai(kind, code))


def assert_mapped(error: openai.OpenAIError) -> None:
    translated = translate(error, Endpoint("http://127.0.0.1:1/v1", "scripted"))
    assert type(translated) is not ModelError
    assert isinstance(translated, ModelError)
    assert translated.remedy
