"""Real files of this format: five read by eye, and what holds for all."""

from __future__ import annotations

import pytest
from tests.document.formats.corpus import files_in, hold_spot, hold_together, needs_corpus

pytestmark = needs_corpus

# Path in the manifest, format, roles, variables, placeholders, statements, faults.
SPOTS = [
    (
        "prompty/Azure-Samples__contoso-creative-writer/src/api/agents/writer/writer.prompty",
        "prompty",
        ["system", "user"],
        ["researchContext", "research", "productContext", "products", "feedback", "assignment"],
        17,
        14,
        [],
    ),
    (
        "prompty/microsoft__promptflow/examples/flex-flows/eval-checklist/eval.prompty",
        "prompty",
        ["system", "user"],
        ["examples", "answer", "statement"],
        6,
        2,
        [],
    ),
    (
        "prompty/microsoft__prompty/vscode/prompty/test-sample.prompty",
        "prompty",
        ["system", "user"],
        ["context", "question"],
        2,
        0,
        [],
    ),
    (
        "prompty/microsoft__prompty/spec/fixtures/threaded.prompty",
        "prompty",
        ["system", "user"],
        ["conversation", "question"],
        2,
        0,
        [],
    ),
    (
        "prompty/microsoft__promptflow/src/promptflow/tests/test_configs/prompty/prompty_tool_with_chat_history.prompty",
        "prompty",
        ["system", "user"],
        ["chat_history", "question"],
        6,
        11,
        [],
    ),
]


@pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot[0].split("/", 1)[1])
def test_what_a_reader_finds_in_the_file(spot):
    hold_spot(spot)


def test_every_file_is_covered_and_comes_back_as_it_was():
    files = files_in("prompty")
    assert files
    for path in files:
        hold_together(path)
