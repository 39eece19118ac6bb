"""Symbols, folding and semantic tokens, asked of the real server."""

from __future__ import annotations

import pytest
from lsprotocol import types
from tests.e2e.editor import capabilities, session

TEXT = """\
---
inputs: [ticket]
model: gpt-5
---
🎫 Sort {{ ticket }} into one
of <edit>the queues</edit>.
{% if ticket %}
{# a note
in two lines #}
Be brief.
{% endif %}
"""
TWO = '''\
FIRST_PROMPT = "Sort this \\n ticket: {ticket}"

SECOND_PROMPT = """Name the date in {text}.
Answer in ISO form."""
print(FIRST_PROMPT.format(ticket="a"), SECOND_PROMPT.format(text="b"))
'''
LEGEND = ("variable", "macro", "decorator", "comment", "keyword")


def decoded(editor, uri, data):
    """Each token as its words, type and modifiers."""
    found, line, character = [], 0, 0
    for at in range(0, len(data), 5):
        down, right, length, kind, modifiers = data[at : at + 5]
        line, character = line + down, right if down else character + right
        area = types.Range(types.Position(line, character), types.Position(line, character + length))
        found.append((editor.words(uri, area), LEGEND[kind], modifiers))
    return found


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
async def test_tokens_symbols_and_folds_stand_at_their_words(tmp_path, encoding):
    async with session(tmp_path, capabilities(encodings=(encoding,))) as editor:
        assert editor.answer.capabilities.semantic_tokens_provider.legend.token_types == LEGEND
        uri = editor.open(tmp_path / "a.md.j2", TEXT)
        tokens = await editor.ask("text_document_semantic_tokens_full", uri)
        assert decoded(editor, uri, tokens.data) == [
            ("ticket", "variable", 1),
            ("{{ ", "macro", 0),
            ("ticket", "variable", 0),
            (" }}", "macro", 0),
            ("<edit>", "decorator", 0),
            ("</edit>", "decorator", 0),
            ("{% if ", "macro", 0),
            ("ticket", "variable", 0),
            (" %}", "macro", 0),
            ("{# a note", "comment", 0),
            ("in two lines #}", "comment", 0),
            ("{% endif %}", "macro", 0),
        ]
        symbols = await editor.ask("text_document_document_symbol", uri)
        assert [(one.name, one.kind) for one in symbols] == [
            ("front matter", types.SymbolKind.Namespace),
            ("prompt", types.SymbolKind.String),
        ]
        assert [(one.name, one.detail) for one in symbols[0].children] == [
            ("inputs", "[ticket]"),
            ("model", "gpt-5"),
        ]
        (variable,) = symbols[1].children
        assert editor.words(uri, variable.selection_range) == "ticket"
        folds = await editor.ask("text_document_folding_range", uri)
        assert [(one.start_line, one.end_line, one.kind) for one in folds] == [
            (0, 3, "region"),
            (6, 10, "region"),
            (7, 8, "comment"),
        ]


async def test_a_difference_of_tokens_gives_the_new_tokens(tmp_path):
    async with session(tmp_path) as editor:
        uri = editor.open(tmp_path / "a.md.j2", TEXT)
        first = await editor.ask("text_document_semantic_tokens_full", uri)
        editor.replace(uri, "<edit>the queues</edit>", "{{ kinds }}")
        delta = await editor.ask(
            "text_document_semantic_tokens_full_delta", uri, previous_result_id=first.result_id
        )
        data = list(first.data)
        (edit,) = delta.edits
        assert len(edit.data) < len(first.data)
        data[edit.start : edit.start + edit.delete_count] = edit.data
        now = await editor.ask("text_document_semantic_tokens_full", uri)
        assert data == list(now.data)
        unknown = await editor.ask(
            "text_document_semantic_tokens_full_delta", uri, previous_result_id="never sent"
        )
        assert list(unknown.data) == data
        area = editor.range_of(uri, "{{ kinds }}")
        part = await editor.ask("text_document_semantic_tokens_range", uri, range=area)
        assert decoded(editor, uri, part.data)[1] == ("kinds", "variable", 0)
        assert len(part.data) == 15


async def test_each_prompt_of_a_file_is_a_symbol_and_few_editors_get_a_list(tmp_path):
    async with session(tmp_path, types.ClientCapabilities()) as editor:
        uri = editor.open(tmp_path / "prompts.py", TWO, language="python")
        symbols = await editor.ask("text_document_document_symbol", uri)
        assert [(one.name, one.container_name) for one in symbols] == [
            ("FIRST_PROMPT", None),
            ("ticket", "FIRST_PROMPT"),
            ("SECOND_PROMPT", None),
            ("text", "SECOND_PROMPT"),
        ]
        (fold,) = await editor.ask("text_document_folding_range", uri)
        assert (fold.start_line, fold.end_line) == (2, 3)
        readme = editor.open(tmp_path / "README.md", "Use {{ it }}.\n")
        assert not await editor.ask("text_document_document_symbol", readme)
        assert not (await editor.ask("text_document_semantic_tokens_full", readme)).data
