"""Real files of this format: five read by eye, and what holds for all."""

from __future__ import annotations

import pytest
from tests.document.formats.corpus import files_in, hold_spot, hold_together, needs_corpus

pytestmark = needs_corpus

# Path in the manifest, format, roles, variables, placeholders, statements, faults.
SPOTS = [
    (
        "skprompt/microsoft__semantic-kernel/prompt_template_samples/GroundingPlugin/ExtractEntities/skprompt.txt",
        "skprompt",
        [None],
        ["topic", "example_entities", "input"],
        7,
        0,
        [],
    ),
    (
        "skprompt/microsoft__semantic-kernel/dotnet/samples/LearnResources/Plugins/Prompts/chat/skprompt.txt",
        "skprompt",
        [None],
        ["history", "request"],
        1,
        1,
        [],
    ),
    (
        "skprompt/microsoft__semantic-kernel/prompt_template_samples/CodingPlugin/EmailSearch/skprompt.txt",
        "skprompt",
        [None],
        ["input"],
        1,
        4,
        [],
    ),
    (
        "skprompt/microsoft__semantic-kernel/prompt_template_samples/ChatPlugin/Chat/skprompt.txt",
        "skprompt",
        [None],
        ["user", "bot", "history", "input"],
        6,
        0,
        [],
    ),
    (
        "skprompt/microsoft__semantic-kernel/prompt_template_samples/QAPlugin/QNA/skprompt.txt",
        "skprompt",
        [None],
        ["input"],
        1,
        0,
        [],
    ),
]


@pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot[0].split("/", 1)[1])
def test_what_a_reader_finds_in_the_file(spot):
    hold_spot(spot)


def test_every_file_is_covered_and_comes_back_as_it_was():
    files = files_in("skprompt")
    assert files
    for path in files:
        hold_together(path)
