"""promptfoo's own examples, which need no code, link and load without a word of configuration."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from motjuste.document.parse import parse
from motjuste.errors import UserError
from motjuste.evals.link import find_link
from motjuste.evals.load import read_eval_set

SHARED = Path(__file__).parents[4] / "shared"
EXAMPLES = SHARED / "promptfoo-examples"
pytestmark = pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the shared examples are not here")

JUDGE, CODE, CALL = "asks a model to judge", "runs code", "measures the call and not the answer"

# By hand: cases, tests that have nothing to score, tests with a fault, checks by name, what is left out.
TABLE = {
    "cerebras/promptfooconfig.yaml": (3, 0, 0, {"contains-any": 3}, set()),
    "cerebras/promptfooconfig-tools.yaml": (3, 0, 0, {"contains": 3, "contains-any": 3}, set()),
    # `json-schema-valid` and `contains-json-property` are no assertions of promptfoo.
    "cerebras/promptfooconfig-structured.yaml": (0, 0, 3, {}, set()),
    "claude-vs-gpt/promptfooconfig.yaml": (
        13, 2, 0, {"icontains": 11, "icontains-any": 1, "contains": 1},
        {("cost", CALL), ("latency", CALL), ("javascript", CODE), ("llm-rubric", JUDGE)},
    ),
    "external-defaulttest/promptfooconfig.yaml": (
        4, 0, 0, {"not-equals": 4, "icontains": 2, "contains-any": 1},
        {("cost", CALL), ("javascript", CODE), ("options.transformVars", CODE)},
    ),
    "gemma-vs-mistral/promptfooconfig.yaml": (
        13, 2, 0, {"icontains": 10, "icontains-any": 1, "contains": 2},
        {("llm-rubric", JUDGE), ("a test without checks", "cannot be scored")},
    ),
    "hyperbolic/promptfooconfig.yaml": (1, 0, 0, {"contains-any": 1}, {("llm-rubric", JUDGE)}),
    "hyperbolic/promptfooconfig.audio-generation.yaml": (5, 0, 0, {"regex": 5}, {("cost", CALL)}),
    "hyperbolic/promptfooconfig.image-generation.yaml": (6, 0, 0, {"regex": 6}, {("cost", CALL)}),
    "hyperbolic/promptfooconfig.multimodal.yaml": (2, 0, 0, {"contains-any": 2}, {("llm-rubric", JUDGE)}),
    "hyperbolic/promptfooconfig.reasoning.yaml": (
        3, 2, 0, {"contains-all": 1, "contains": 3, "contains-any": 2}, {("llm-rubric", JUDGE)},
    ),
    "named-metrics/promptfooconfig.yaml": (
        3, 2, 0, {"equals": 1, "icontains": 1, "is-json": 1},
        {("javascript", CODE), ("python", CODE), ("similar", JUDGE), ("llm-rubric", JUDGE)},
    ),
    "ollama-comparison/promptfooconfig.yaml": (10, 0, 0, {"not-icontains": 40}, set()),
    "self-grading/promptfooconfig.yaml": (0, 10, 0, {}, {("llm-rubric", JUDGE), ("javascript", CODE)}),
    "separate-test-configs/promptfooconfig.yaml": (
        0, 23, 0, {}, {("javascript", CODE), ("a test without checks", "cannot be scored")},
    ),
    "simple-csv/promptfooconfig.yaml": (4, 0, 0, {"icontains": 4}, set()),
    "simple-test/promptfooconfig.yaml": (
        4, 1, 0, {"equals": 1, "icontains": 2, "is-json": 1},
        {("javascript", CODE), ("python", CODE), ("similar", JUDGE), ("llm-rubric", JUDGE)},
    ),
}  # fmt: skip

LINKS = {
    "cerebras/prompts.txt": "cerebras/promptfooconfig.yaml",
    "cerebras/structured_prompts.txt": "cerebras/promptfooconfig-structured.yaml",
    "cerebras/tool_prompts.txt": "cerebras/promptfooconfig-tools.yaml",
    "claude-vs-gpt/prompt.yaml": "claude-vs-gpt/promptfooconfig.yaml",
    "external-defaulttest/promptfooconfig.yaml": "external-defaulttest/promptfooconfig.yaml",
    "gemma-vs-mistral/promptfooconfig.yaml": "gemma-vs-mistral/promptfooconfig.yaml",
    "hyperbolic/vision_prompt.json": "hyperbolic/promptfooconfig.multimodal.yaml",
    "named-metrics/promptfooconfig.yaml": "named-metrics/promptfooconfig.yaml",
    "ollama-comparison/prompts/llama_prompt.txt": "ollama-comparison/promptfooconfig.yaml",
    "ollama-comparison/prompts/openai_prompt.json": "ollama-comparison/promptfooconfig.yaml",
    "ollama-comparison/prompts.txt": None,
    "self-grading/prompts.txt": "self-grading/promptfooconfig.yaml",
    "separate-test-configs/prompts.txt": "separate-test-configs/promptfooconfig.yaml",
    "separate-test-configs/system_prompt.txt": None,
    "simple-csv/prompts.txt": "simple-csv/promptfooconfig.yaml",
    "simple-test/prompts.txt": "simple-test/promptfooconfig.yaml",
}


def test_the_table_holds_every_configuration_of_the_eleven_folders():
    assert set(TABLE) == {str(path.relative_to(EXAMPLES)) for path in EXAMPLES.rglob("promptfooconfig*")}
    assert len({name.split("/")[0] for name in TABLE}) == 11


@pytest.mark.parametrize("name", TABLE)
def test_every_check_that_needs_no_code_runs_and_the_others_are_named(name):
    cases, nothing_to_score, faulty, checks, left = TABLE[name]
    found = read_eval_set(EXAMPLES / name, root=EXAMPLES)
    assert len(found.cases) == cases
    assert sum(bad.unsupported for bad in found.bad_rows) == nothing_to_score
    assert sum(not bad.unsupported for bad in found.bad_rows) == faulty
    assert Counter(check.name for case in found.cases for check in case.checks) == checks
    assert {(each.name, each.why) for each in found.unsupported} == left
    for case in found.cases:
        for check in case.checks:
            assert 0.0 <= check.score("Ahoy! It is 42.").value <= 1.0


@pytest.mark.parametrize("name", LINKS)
def test_prompts_are_linked_by_the_configuration_that_names_them(name):
    path = EXAMPLES / name
    link = find_link(parse(str(path), path.read_text("utf-8")), EXAMPLES, {})
    if LINKS[name] is None:
        assert link is None
        return
    assert (link.path, link.how, link.fault) == (EXAMPLES / LINKS[name], "promptfoo configuration", None)


def test_what_the_examples_say_is_what_is_read():
    riddles = read_eval_set(EXAMPLES / "claude-vs-gpt" / "promptfooconfig.yaml")
    assert [case.line for case in riddles.cases[:3]] == [22, 36, 41]
    assert riddles.cases[0].inputs["riddle"].startswith("I speak without a mouth")
    assert riddles.cases[0].checks[0].score("An ECHO").value == 1.0
    named = read_eval_set(EXAMPLES / "named-metrics" / "promptfooconfig.yaml")
    assert [case.metrics for case in named.cases] == [("Tone",), ("Tone",), ("Consistency",)]
    assert named.cases[0].inputs == {"body": "Yes"}
    pirate = read_eval_set(EXAMPLES / "simple-test" / "promptfooconfig.yaml").cases[-1]
    assert pirate.checks[0].score("ARRR!").value == 1.0
    style = read_eval_set(EXAMPLES / "simple-csv" / "promptfooconfig.yaml")
    assert [(case.path.rsplit("/", 1)[-1], case.line) for case in style.cases] == [
        ("tests.csv", n) for n in (2, 3, 4, 5)
    ]
    assert style.cases[0].inputs["style_config"] == '{"tone":"formal","length":"brief"}'
    assert {Path(file).name for file in style.files} == {"tests.csv"}
    external = read_eval_set(EXAMPLES / "external-defaulttest" / "promptfooconfig.yaml")
    assert external.cases[0].inputs == {
        "temperature": "0.7", "max_tokens": "150", "question": "What is the capital of France?",
    }  # fmt: skip


CONFIGS = SHARED / "prompts" / "promptfooconfig"


@pytest.mark.skipif(not CONFIGS.is_dir(), reason="the shared prompts are not here")
def test_every_configuration_of_the_corpus_loads_or_says_what_to_do():
    loaded = whole = without_fault = 0
    remedies = []
    paths = sorted(path for path in CONFIGS.rglob("*") if path.is_file())
    for path in paths:
        try:
            found = read_eval_set(path)
        except UserError as error:
            remedies.append(error.remedy)
            continue
        loaded += 1
        faults = [bad for bad in found.bad_rows if not bad.unsupported]
        without_fault += not faults
        whole += not found.bad_rows and not found.unsupported
        for bad in faults:
            assert "does not exist" in bad.message or "There is no check" in bad.message, (path, bad)
    assert all(remedies)
    assert len(paths) == 108
    assert (loaded, without_fault, whole) == (95, 83, 11)
