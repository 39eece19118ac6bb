"""Real files of this format: five read by eye, and what holds for all."""

from __future__ import annotations

import pytest
from tests.document.formats.corpus import files_in, hold_spot, hold_together, needs_corpus

pytestmark = needs_corpus

# Path in the manifest, format, roles, variables, placeholders, statements, faults.
SPOTS = [
    (
        "jinja/microsoft__promptflow/examples/flows/chat/chat-math-variant/chat.jinja2",
        "promptflow",
        ["system", "user"],
        ["chat_history", "question"],
        3,
        4,
        [],
    ),
    (
        "jinja/microsoft__promptflow/examples/flows/standard/web-classification/classify_with_llm.jinja2",
        "promptflow",
        ["system", "user"],
        ["examples", "url", "text_content"],
        6,
        2,
        [],
    ),
    (
        "jinja/microsoft__promptflow/src/promptflow/tests/test_configs/flows/llm_tool/joke.jinja2",
        "promptflow",
        ["system", "user"],
        ["topic"],
        1,
        0,
        [],
    ),
    (
        "jinja/microsoft__promptflow/examples/flows/evaluation/eval-qna-rag-metrics-maf/rag_generation_prompt.jinja2",
        "promptflow",
        ["system", "user", "assistant"],
        ["question", "FullBody", "answer"],
        3,
        0,
        [],
    ),
    (
        "jinja/microsoft__promptflow/examples/flows/chat/chat-with-wikipedia/extract_query_from_question.jinja2",
        "promptflow",
        ["system", "user"],
        ["chat_history", "question"],
        3,
        2,
        [],
    ),
]


@pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot[0].split("/", 1)[1])
def test_what_a_reader_finds_in_the_file(spot):
    hold_spot(spot)


def test_every_file_is_covered_and_comes_back_as_it_was():
    files = files_in("jinja")
    assert files
    for path in files:
        hold_together(path)
