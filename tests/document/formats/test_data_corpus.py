"""Real files of prompts kept as data: a table checked by eye, and what holds for all of them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from motjuste.document.coverage import stretches
from motjuste.document.decode import decode
from motjuste.document.parse import parse_all

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "prompts"
pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of prompt files is not beside the repository"
)

LOBE = "lobe-agent-json/lobehub__lobe-chat-agents/locales"
GEMINI = "toml-prompt/google-gemini__gemini-cli/.gemini/commands"
PROMPTFOO = "promptfoo-prompt/theLucasAntunes__promptfoo/examples"
KERNEL = "yaml-prompt/microsoft__semantic-kernel"
SWE = "yaml-prompt/SWE-agent__SWE-agent/config"

ONE_MESSAGE = {
    f"{LOBE}/mathematical-research-advisor/index.ar.json": ("lobe-agent", "braces", "system", ""),
    f"{LOBE}/mathematical-research-advisor/index.fa-IR.json": ("lobe-agent", "braces", "system", ""),
    f"{LOBE}/mathematical-research-advisor/index.vi-VN.json": ("lobe-agent", "braces", "system", ""),
    f"{LOBE}/slang/index.de-DE.json": ("lobe-agent", "braces", "system", ""),
    f"{LOBE}/slang/index.ru-RU.json": ("lobe-agent", "braces", "system", ""),
    f"{GEMINI}/code-guide.toml": ("toml-prompt", "braces", None, "args"),
    f"{GEMINI}/find-docs.toml": ("toml-prompt", "braces", None, "args"),
    f"{GEMINI}/github/cleanup-back-to-main.toml": ("toml-prompt", "braces", None, ""),
    f"{GEMINI}/introspect.toml": ("toml-prompt", "braces", None, "args"),
    f"{GEMINI}/oncall/pr-review.toml": ("toml-prompt", "braces", None, "args"),
    f"{PROMPTFOO}/adaline-gateway/adaline-vision/prompt.json": (
        "chat-messages",
        "braces",
        "user",
        "question",
    ),
    f"{PROMPTFOO}/openai-vision/prompt.json": ("chat-messages", "braces", "user", "question"),
    f"{KERNEL}/dotnet/src/IntegrationTests/prompts/GenerateStory.yaml": (
        *("semantic-kernel-yaml", "semantic-kernel", None, "topic length"),
    ),
    f"{KERNEL}/dotnet/src/IntegrationTests/prompts/GenerateStoryHandlebars.yaml": (
        *("semantic-kernel-yaml", "handlebars", None, "topic length"),
    ),
    f"{KERNEL}/dotnet/samples/Concepts/Resources/Plugins/MoviePlugins/MoviePluginYaml/TopMovies.yaml": (
        *("semantic-kernel-yaml", "semantic-kernel", None, ""),
    ),
    f"{KERNEL}/python/tests/assets/test_plugins/TestFunctionYamlJinja2/test_function.yaml": (
        *("semantic-kernel-yaml", "jinja", None, "chat_history"),
    ),
    f"{KERNEL}/dotnet/samples/LearnResources/Resources/getIntent.prompt.yaml": (
        *("semantic-kernel-yaml", "handlebars", None, "choices fewShotExamples history request"),
    ),
    "yaml-prompt/deepset-ai__prompthub/prompts/deepset-few-shot-hotpot-qa.yaml": (
        *("prompt-library", "braces", None, ""),
    ),
}
"""The file's only prompt, which has one message: format, dialect, role, variables."""

CHATS = {
    f"{PROMPTFOO}/adaline-gateway/adaline-multi-provider/prompt.json": (["system", "user"], "question"),
    f"{PROMPTFOO}/google-live/prompt.yaml": (["user", "user"], "first_message second_message"),
    f"{PROMPTFOO}/multishot/prompt2.json": (["system", "user"], "year"),
    f"{PROMPTFOO}/openai-multiline-yaml/prompt.yaml": (["system", "user"], "content"),
    f"{PROMPTFOO}/redteam-travel-agent/prompt.json": (["system", "user"], "prompt"),
    f"{PROMPTFOO}/multiple-turn-conversation/prompt.json": (
        *(["system", "user", "assistant", "user"], "system_message completion question"),
    ),
}
"""Roles and variables of chats."""

LIBRARIES = {
    "yaml-prompt/huggingface__smolagents/src/smolagents/prompts/code_agent.yaml": [
        "system_prompt",
        "planning.initial_plan",
        "planning.update_plan_pre_messages",
        "planning.update_plan_post_messages",
        "managed_agent.task",
        "managed_agent.report",
        "final_answer.pre_messages",
        "final_answer.post_messages",
    ],
    "yaml-prompt/NVIDIA__NeMo-Guardrails/nemoguardrails/llm/prompts/unknown.yml": [
        "general",
        "generate_user_intent",
        "generate_next_steps",
        "generate_bot_message",
        "generate_intent_steps_message",
        "generate_value",
    ],
    f"{SWE}/sweagent_0_7/07.yaml": [
        "agent.templates",
        "agent.templates.next_step_template",
        "agent.templates.next_step_no_output_template",
        "agent.templates.demonstration_template",
    ],
    f"{SWE}/benchmarks/250212_sweagent_heavy_sbl.yaml": [
        "agent.agent_configs[0].templates",
        "agent.agent_configs[0].templates.next_step_no_output_template",
        "agent.agent_configs[2].templates.next_step_template",
        "agent.agent_configs[2].templates.next_step_no_output_template",
        "agent.retry_loop.chooser",
        "agent.retry_loop.chooser.submission_template",
    ],
    "yaml-prompt/microsoft__PromptWizard/demos/svamp/configs/prompt_library.yaml": [
        "system_prompts",
        "system_guidelines",
    ],
}
"""Names of the prompts of collections; all but the last are Jinja."""


def documents(name):
    path = CORPUS / name
    return parse_all(str(path), decode(path.read_bytes()).text)


@pytest.mark.parametrize("name", ONE_MESSAGE)
def test_files_of_one_message(name):
    (document,) = documents(name)
    (message,) = document.messages
    found = (document.format, document.dialect, message.role, " ".join(document.variable_names))
    assert found == ONE_MESSAGE[name]
    assert document.name is None


@pytest.mark.parametrize("name", CHATS)
def test_chats(name):
    (document,) = documents(name)
    assert document.format == "chat-messages"
    assert ([one.role for one in document.messages], " ".join(document.variable_names)) == CHATS[name]


@pytest.mark.parametrize("name", LIBRARIES)
def test_collections(name):
    found = documents(name)
    assert [document.name for document in found] == LIBRARIES[name]
    dialects = {document.dialect for document in found}
    assert dialects == ({"braces"} if "PromptWizard" in name else {"jinja"})


def test_data_sets_and_eval_configurations_hold_no_prompts_of_ours():
    for name in (
        f"{PROMPTFOO}/cyberseceval/prompt_injection.json",
        f"{PROMPTFOO}/portkey-test/prompt_example.yaml",
    ):
        assert not any(one.messages and one.format == "prompt-library" for one in documents(name))


def test_every_file_is_covered_and_written_back_as_it_was():
    files = [path for path in CORPUS.rglob("*") if path.suffix in {".json", ".yaml", ".yml", ".toml", ".py"}]
    assert len(files) > 150
    for path in files:
        text = decode(path.read_bytes()).text
        found = parse_all(str(path), text)
        assert "".join(one.span.of(text) for one in stretches(found)) == text, path
        assert all(document.written(()) == text for document in found), path
        for document in found:
            for message in document.messages:
                spans = [piece.span for piece in message.pieces]
                assert spans[0].start == message.span.start, path
                assert spans[-1].end == message.span.end, path
                assert all(one.end == two.start for one, two in pairwise(spans)), path
