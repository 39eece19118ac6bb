"""Which prompt of a file a place belongs to."""

from __future__ import annotations

import pytest

from motjuste.text.span import Span
from motjuste.workspace.addresses import prompt_at
from motjuste.workspace.workspace import Workspace

SOURCE = '''\
import os

FIRST_PROMPT = "Sort this \\n ticket: {ticket}"

# Between the two.
SECOND_PROMPT = """Name the date in {text}.
Answer in ISO form."""
print(os)
'''


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("import", "FIRST_PROMPT"),
        ("FIRST_PROMPT", "FIRST_PROMPT"),
        ("ticket}", "FIRST_PROMPT"),
        ("Between", "FIRST_PROMPT"),
        ("SECOND_PROMPT", "SECOND_PROMPT"),
        ("ISO", "SECOND_PROMPT"),
        ("print", "SECOND_PROMPT"),
    ],
)
def test_a_place_belongs_to_the_prompt_it_lies_in_or_names(tmp_path, words, expected):
    documents = Workspace.discover(tmp_path).documents(str(tmp_path / "prompts.py"), SOURCE)
    at = SOURCE.index(words)
    assert prompt_at(documents, Span(at, at)).name == expected


def test_a_file_with_one_prompt_has_one_at_every_place(tmp_path):
    documents = Workspace.discover(tmp_path).documents(str(tmp_path / "a.md"), "Say hi.\n")
    assert prompt_at(documents, Span(0, 8)) is documents[0]
