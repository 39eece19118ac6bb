"""The prompt files of LangChain, DSPy, LobeChat, Semantic Kernel and Gemini CLI."""

from __future__ import annotations

import json

import pytest

from motjuste.document.parse import parse, parse_all
from motjuste.text.edit import Edit
from motjuste.text.span import Span


def found(path, text):
    return [
        (one.format, one.name, one.dialect, [(m.role, m.span.of(one.text)) for m in one.messages])
        for one in parse_all(path, text)
    ]


def test_langchain_prompts_of_every_type():
    plain = {"_type": "prompt", "input_variables": ["x"], "template": "Tell me of {x}"}
    assert found("a.json", json.dumps(plain)) == [("langchain", None, "fstring", [(None, "Tell me of {x}")])]
    jinja = (
        "_type: prompt\ninput_variables: [x]\ntemplate_format: jinja2\ntemplate: |\n  Tell me of {{ x }}\n"
    )
    assert found("a.yaml", jinja) == [("langchain", None, "jinja", [(None, "Tell me of {{ x }}\n")])]
    few = {"_type": "few_shot", "prefix": "Give antonyms", "suffix": "Input: {x}", "examples": [{"a": "b"}]}
    assert found("a.json", json.dumps(few)) == [
        ("langchain", "prefix", "fstring", [(None, "Give antonyms")]),
        ("langchain", "suffix", "fstring", [(None, "Input: {x}")]),
    ]


def test_langchain_dumps_of_chat_templates():
    def dumped(name, **fields):
        return {"lc": 1, "type": "constructor", "id": ["langchain", "prompts", name], "kwargs": fields}

    system = dumped("SystemMessagePromptTemplate", prompt=dumped("PromptTemplate", template="You are {who}"))
    human = dumped("HumanMessagePromptTemplate", prompt=dumped("PromptTemplate", template="{question}"))
    text = json.dumps(dumped("ChatPromptTemplate", messages=[system, human]))
    assert found("a.json", text) == [
        ("langchain", None, "fstring", [("system", "You are {who}"), ("user", "{question}")])
    ]


def test_dspy_states_give_the_instructions_of_each_predictor_and_no_demonstration():
    state = {
        "classify": {
            "demos": [{"text": "You are kind"}],
            "signature": {"instructions": "Say {x}\nnow.", "fields": []},
        },
        "answer.predict": {"demos": [], "signature": {"instructions": "Answer it.", "fields": []}},
        "metadata": {"dependency_versions": {"python": "3.11"}},
    }
    assert found("program.json", json.dumps(state)) == [
        ("dspy-state", "classify", "none", [("system", "Say {x}\nnow.")]),
        ("dspy-state", "answer.predict", "none", [("system", "Answer it.")]),
    ]


def test_lobe_agents_are_their_system_role_with_settings_beside_it():
    text = '{"config": {"systemRole": "You are\\nkind.", "model": "gpt-4", "params": {"temperature": 1}}}'
    document = parse("agent.json", text)
    assert found("agent.json", text) == [("lobe-agent", None, "braces", [("system", "You are\nkind.")])]
    config = document.settings["config"]
    assert [one.key for one in config.children] == ["model", "params"]


@pytest.mark.parametrize(
    ("named", "dialect"),
    [
        ("semantic-kernel", "semantic-kernel"),
        ("handlebars", "handlebars"),
        ("jinja2", "jinja"),
        ("liquid", "none"),
    ],
)
def test_semantic_kernel_says_how_its_braces_are_read(named, dialect):
    text = f"name: Story\ntemplate: |\n  Tell of {{{{$topic}}}}.\ntemplate_format: {named}\ninput_variables:\n  - name: topic\n"
    (document,) = parse_all("story.yaml", text)
    assert (document.format, document.dialect) == ("semantic-kernel-yaml", dialect)
    assert set(document.settings) == {"name", "template_format", "input_variables"}


def test_semantic_kernel_agents_give_their_instructions():
    text = "type: chat_completion_agent\nname: Ann\ninstructions: Tell of {{$topic}}.\n"
    assert found("ann.yaml", text) == [
        ("semantic-kernel-yaml", None, "semantic-kernel", [("system", "Tell of {{$topic}}.")])
    ]


COMMAND = '''description = "Reviews"  # what it does

prompt = """
Review {{args}} with care.
!{git diff}
"""
'''


def test_commands_of_gemini_cli():
    document = parse(".gemini/commands/review.toml", COMMAND)
    assert (document.format, document.name, document.variable_names) == ("toml-prompt", None, ("args",))
    assert [span.of(document.text) for span in document.literal_spans] == ["Review ", " with care.\n", "\n"]
    assert document.settings["description"].value_span.of(document.text) == '"Reviews"'
    start = document.text.index("with care")
    written = document.written([Edit(Span(start, start + 9), 'with "care"\nand love')])
    assert written == COMMAND.replace("with care", 'with "care"\nand love')


def test_prompts_in_tables_have_the_names_of_their_tables():
    text = (
        "[triage]\nsystem_prompt = \"You sort it\"\n[[steps]]\nname = \"one\"\nprompt = '''\nSay it all'''\n"
    )
    assert found("prompts.toml", text) == [
        ("toml-prompt", "triage.system_prompt", "braces", [("system", "You sort it")]),
        ("toml-prompt", "steps.one", "braces", [(None, "Say it all")]),
    ]


@pytest.mark.parametrize("name", ["pyproject.toml", "motjuste.toml"])
def test_settings_of_projects_are_no_prompts(name):
    assert parse(name, 'prompt = "Say it all to them"\n').format == "unknown"


def test_broken_toml_is_a_fault_at_its_place():
    (fault,) = parse("prompts.toml", 'prompt = "Say it all"\nx = = 1\n').faults
    assert fault.code == "F001"
    assert fault.message == "This is no TOML: invalid value"
    assert fault.span.start == len('prompt = "Say it all"\nx = ')
