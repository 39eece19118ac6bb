"""Elasta Cloud's `.prompt` files, on our own examples and on the real ones."""

from __future__ import annotations

import pytest
from tests.document.formats.corpus import documents_of, files_in, hold_together, needs_corpus

from motjuste.document.parse import parse
from motjuste.document.render import render
from motjuste.text.edit import Edit
from motjuste.text.span import Span

TEXT = """config:
  outputFormat: text
  input:
    parameters:
      country: string
      style?: string
    default:
      country: Malta
prompts:
  system: |
    You answer kindly.
    Be brief.
  user: |-
    Tell me of {{ country }}.
    {% if style -%}
    Answer in the style of {{ style }}.
    {% endif -%}
fewShots:
  - user: What is here?
    response: Much.
"""
FOLDER = "dotprompt-elasta"
SAMPLES = f"{FOLDER}/elastacloud__DotPrompt/DotPrompt.Tests/SamplePrompts"


def test_a_system_and_a_user_prompt():
    document = parse("a.prompt", TEXT)
    assert (document.format, document.dialect, document.path) == ("elasta-prompt", "jinja", "a.prompt")
    assert document.variable_names == ("country", "style")
    assert all(variable.optional for variable in document.variables)
    assert render(document, {}) == (
        ("system", "You answer kindly.\nBe brief."),
        ("user", "Tell me of Malta."),
    )
    sent = render(document, {"country": "Crete", "style": "a poem"})[1]
    assert sent == ("user", "Tell me of Crete.\nAnswer in the style of a poem.")


def test_an_edit_changes_its_words_alone():
    document = parse("a.prompt", TEXT)
    at = document.text.index("kindly")
    assert document.written([Edit(Span(at, at + 6), "curtly")]) == TEXT.replace("kindly", "curtly")
    assert document.written([Edit(Span(at, at + 6), "so:\nthus")]) == TEXT.replace("kindly", "so:\n    thus")


def test_broken_yaml_is_a_fault():
    document = parse("a.prompt", TEXT.replace("outputFormat:", "outputFormat x: y:"))
    assert [fault.code for fault in document.faults] == ["F001"]
    assert document.messages == ()


@needs_corpus
@pytest.mark.parametrize(
    ("name", "roles", "variables", "faults"),
    [
        ("basic", ["system", "user"], ["country", "style"], []),
        ("basic-broken", [], [], ["F001"]),
        ("param-types", ["user"], [f"param{number}" for number in range(1, 7)], []),
        ("numeric-types", ["user"], ["param1"], []),
        ("required-parameters", ["system", "user"], ["name"], []),
    ],
)
def test_what_a_reader_finds_in_the_file(name, roles, variables, faults):
    (document,) = documents_of(f"{SAMPLES}/{name}.prompt")
    assert document.format == "elasta-prompt"
    assert [message.role for message in document.messages] == roles
    assert list(document.variable_names) == variables
    assert [fault.code for fault in document.faults] == faults


@needs_corpus
def test_every_file_is_covered_and_comes_back_as_it_was():
    files = files_in(FOLDER)
    assert files
    for path in files:
        hold_together(path)
