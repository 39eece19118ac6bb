from __future__ import annotations

import re

import pytest

from motjuste.document.parse import parse
from motjuste.lint.engine import LintContext, lint
from motjuste.lint.models import RETIRED, fixed_temperature, named_models

PROMPTY = "---\nname: a\nmodel:\n  id: {model}\n  provider: {provider}\n---\nsystem:\nSort."


def found(path, text):
    return [(one.maker, one.model) for one in named_models(parse(path, text))]


def told(text, today):
    findings = lint(parse("a.md", text), LintContext(today=today), ["P002"])
    return [(one.severity.value, one.span.of(text)) for one in findings]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("googleai/gemini-2.0-flash", [("google", "gemini-2.0-flash")]),
        ("openai/gpt-4", [("openai", "gpt-4")]),
        ("vertexai/gemini-2.0-flash", []),
        ("gpt-4", []),
        ("claude-3-opus-20240229", [("anthropic", "claude-3-opus-20240229")]),
        ("opus", []),
        ("[gpt-4]", []),
        ("", []),
    ],
)
def test_a_maker_is_named_or_unmistakable(model, expected):
    assert found("a.prompt", f"---\nmodel: {model}\n---\nSort.") == expected


@pytest.mark.parametrize(("provider", "count"), [("openai", 1), ("azure", 0), ("foundry", 0)])
def test_only_the_makers_own_interface_counts(provider, count):
    assert len(found("a.prompty", PROMPTY.format(model="gpt-4", provider=provider))) == count


def test_a_day_comes_near_and_passes():
    text = "---\nmodel: claude-3-opus-20240229\n---\nSort."
    day = RETIRED["anthropic"]["claude-3-opus-20240229"]
    assert told(text, "2025-06-01") == []
    assert told(text, "2025-12-20") == [("info", "claude-3-opus-20240229")]
    assert told(text, day) == [("warning", "claude-3-opus-20240229")]
    assert told(text, None) == []


def test_the_table_holds_plain_names_and_days_of_this_decade():
    for maker, models in RETIRED.items():
        assert models, maker
        for model, day in models.items():
            assert model == model.strip().lower()
            assert re.fullmatch(r"202[3-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", day)


@pytest.mark.parametrize(
    ("model", "fixed"),
    [
        ("openai/o3", True),
        ("openai/gpt-5-mini", True),
        ("openai/gpt-5-mini-2025-08-07", True),
        ("openai/gpt-5.1", False),
        ("openai/gpt-4o", False),
        ("googleai/gemini-3-flash-preview", True),
        ("googleai/gemini-2.5-flash", False),
    ],
)
def test_which_models_want_their_temperature_left_alone(model, fixed):
    [named] = named_models(parse("a.prompt", f"---\nmodel: {model}\n---\nSort."))
    assert fixed_temperature(named) is fixed
