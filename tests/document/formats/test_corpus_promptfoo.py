"""Real promptfoo configurations and the prompt files they name: five of each read by eye, and what holds for all."""

from __future__ import annotations

import pytest
from tests.document.formats.corpus import CORPUS, documents_of, files_in, hold_together, needs_corpus, text_of

from motjuste.document.coverage import stretches
from motjuste.document.parse import parse_all
from motjuste.workspace.workspace import Workspace

pytestmark = needs_corpus

EXAMPLES = "theLucasAntunes__promptfoo/examples"
SHARED = CORPUS.parent / "promptfoo-examples"

# Path in the manifest; for each prompt its name, roles and variables.
CONFIGS = [
    (
        f"promptfooconfig/{EXAMPLES}/google-vertex/promptfooconfig.gemini.yaml",
        [("Direct Question", [None], ["city"]), ("Detailed Query", [None], ["city", "cuisine"])],
    ),
    (
        f"promptfooconfig/{EXAMPLES}/amazon-sagemaker/promptfooconfig.llama.yaml",
        [("prompts[0]", [None], ["flavor"]), ("prompts[1]", [None], ["flavor"]), ("prompts[2]", [None], [])],
    ),
    (f"promptfooconfig/{EXAMPLES}/tool-use/promptfooconfig.yaml", [("prompts[0]", [None], ["city"])]),
    (f"promptfooconfig/{EXAMPLES}/redteam-ollama/promptfooconfig.yaml", [(None, [], [])]),
    (
        f"promptfooconfig/{EXAMPLES}/google-live/promptfooconfig.statefulapi.yaml",
        [("prompts[0]", [None], ["query"])],
    ),
]

# Read as promptfoo reads what a configuration names.
NAMED = [
    (
        f"promptfoo-prompt/{EXAMPLES}/multiple-translations/prompts.txt",
        "text",
        [("prompts[0]", [None], ["language", "input"]), ("prompts[1]", [None], ["language", "input"])],
    ),
    (f"promptfoo-prompt/{EXAMPLES}/custom-prompt-function/prompt.txt", "text", [(None, [None], ["topic"])]),
    (
        f"promptfoo-prompt/{EXAMPLES}/redteam-travel-agent/prompt.json",
        "chat-messages",
        [(None, ["system", "user"], ["prompt"])],
    ),
    (
        f"promptfoo-prompt/{EXAMPLES}/openai-multiline-yaml/prompt.yaml",
        "chat-messages",
        [(None, ["system", "user"], ["content"])],
    ),
    (
        f"promptfoo-prompt/{EXAMPLES}/llama-gpt-comparison/prompts/llama_prompt.txt",
        "text",
        [(None, [None], ["message"])],
    ),
]


def shape(documents):
    return [
        (one.name, [message.role for message in one.messages], list(one.variable_names)) for one in documents
    ]


@pytest.mark.parametrize("spot", CONFIGS, ids=lambda spot: spot[0].split("/", 1)[1])
def test_what_a_reader_finds_in_the_configuration(spot):
    path, prompts = spot
    documents = documents_of(path)
    assert {document.format for document in documents} == {"promptfoo"}
    assert shape(documents) == prompts
    assert not any(document.faults for document in documents)


@pytest.mark.parametrize("spot", NAMED, ids=lambda spot: spot[0].split("/", 1)[1])
def test_what_a_reader_finds_in_the_file(spot):
    path, name, prompts = spot
    documents = parse_all(path, text_of(path), dialect="nunjucks")
    assert {document.format for document in documents} == {name}
    assert shape(documents) == prompts
    assert not any(document.faults for document in documents)


def test_every_configuration_is_covered_and_comes_back_as_it_was():
    files = files_in("promptfooconfig")
    assert files
    for path in files:
        hold_together(path)
        documents = documents_of(path)
        assert {document.format for document in documents} == {"promptfoo"}, path
        assert not any(document.faults for document in documents), path


def test_every_prompt_file_holds_together_in_promptfoos_dialect():
    files = files_in("promptfoo-prompt")
    assert files
    for path in files:
        hold_together(path)
        text = text_of(path)
        documents = parse_all(path, text, dialect="nunjucks")
        assert "".join(stretch.span.of(text) for stretch in stretches(documents)) == text, path
        assert not any(document.faults for document in documents), path


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared promptfoo examples are not beside the repository")
def test_the_prompts_of_every_example_folder_are_picked_and_linked():
    for folder in sorted(each for each in SHARED.iterdir() if each.is_dir()):
        workspace = Workspace.discover(folder)
        picked = workspace.prompt_files([folder])
        prompts = [
            document
            for path in picked
            for document in workspace.documents(str(path), path.read_bytes())
            if document.messages
        ]
        assert prompts, folder
        assert {document.dialect for document in prompts} == {"nunjucks"}, folder
        assert all(workspace.link(document) is not None for document in prompts), folder
        assert not any("readme" in path.name.lower() for path in picked)
