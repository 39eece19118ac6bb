"""Real files of this format: five read by eye, and what holds for all."""

from __future__ import annotations

import pytest
from tests.document.formats.corpus import files_in, hold_spot, hold_together, needs_corpus

pytestmark = needs_corpus

# Path in the manifest, format, roles, variables, placeholders, statements, faults.
SPOTS = [
    (
        "dotprompt/firebase__genkit/js/testapps/dev-ui-gallery/prompts/hello.history.prompt",
        "dotprompt",
        ["system", "user", "assistant", "user"],
        ["name", "persona"],
        2,
        0,
        [],
    ),
    (
        "dotprompt/google__dotprompt/examples/features.prompt",
        "dotprompt",
        ["system", "user", "assistant", "user", "assistant"],
        ["context", "items", "name", "imageUrl"],
        4,
        5,
        [],
    ),
    (
        "dotprompt/google__dotprompt/examples/valid-customer-support.prompt",
        "dotprompt",
        ["system", "user"],
        ["name", "company", "email"],
        3,
        0,
        [],
    ),
    (
        "dotprompt/firebase__genkit/js/doc-snippets/src/dotprompt/prompts/ex01.prompt",
        "dotprompt",
        ["user"],
        ["location", "name", "style"],
        3,
        4,
        [],
    ),
    (
        "dotprompt/google__dotprompt/packages/codemirror/samples/10-kitchen-sink.prompt",
        "dotprompt",
        ["system", "user", "assistant"],
        [
            "tools",
            "previousNotes",
            "projectName",
            "deadline",
            "budget",
            "teamMembers",
            "requirements",
            "images",
            "output",
        ],
        14,
        23,
        ["F001", "T001"],
    ),
]


@pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot[0].split("/", 1)[1])
def test_what_a_reader_finds_in_the_file(spot):
    hold_spot(spot)


def test_every_file_is_covered_and_comes_back_as_it_was():
    files = files_in("dotprompt")
    assert files
    for path in files:
        hold_together(path)
