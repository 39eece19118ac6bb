"""Which names and texts are those of prompts."""

from __future__ import annotations

import pytest

from motjuste.document.prompt_names import (
    is_about_models,
    is_prompt_name,
    is_prose,
    is_template_name,
    role_of_name,
)


@pytest.mark.parametrize(
    "name",
    [
        "TRIAGE_PROMPT",
        "promptTemplate",
        "SYSTEM",
        "systemMessage",
        "PROMPT_SUFFIX",
        "_AGENT_SYSTEM",
        "sysprompt",
    ],
)
def test_names_of_prompts(name):
    assert is_prompt_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "PROMPT_PATH",
        "prompt_id",
        "SYSTEM_NAME",
        "prompt_tokens",
        "ENABLE_PROMPT",
        "operating_system_path",
        "x",
        "",
    ],
)
def test_other_names(name):
    assert not is_prompt_name(name)


def test_names_of_templates():
    assert is_template_name("ANSWER_TEMPLATE")
    assert is_template_name("agent_instructions")
    assert not is_template_name("HTML_TEMPLATE")
    assert not is_template_name("email_template")


@pytest.mark.parametrize(
    "text", ["You are kind.", "Sort the {x} now", "你是一个乐于助人的助手", "<task>Do it all now</task>"]
)
def test_prose(text):
    assert is_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        *("linux", "gpt-4o-mini-2024", "", "{a} {b} {c}", "https://a.example/one/two/three"),
        *("SELECT name FROM users WHERE id = 1", "<div>some words here</div>", "%(asctime)s some more words"),
        *(
            "Enter your name, please:",
            "Do you want that? [y/N]",
            "import os\nprint the words",
            "#!/bin/sh\nand more words",
        ),
    ],
)
def test_what_is_no_prose(text):
    assert not is_prose(text)


def test_select_and_other_words_may_begin_an_instruction():
    assert is_prose("Select the best answer from the list")


def test_roles_and_subjects():
    assert (role_of_name("SYSTEM_PROMPT"), role_of_name("userPrompt"), role_of_name("TRIAGE")) == (
        "system",
        "user",
        None,
    )
    assert is_about_models("from openai import OpenAI")
    assert not is_about_models("import os")
