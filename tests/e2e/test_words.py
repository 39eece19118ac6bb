"""Completion and hover, asked of the real server."""

from __future__ import annotations

import json

import pytest
from lsprotocol import types
from tests.e2e.editor import capabilities, session

PROMPT = """\
---
inputs: [ticket, place]
evals: ./cases.jsonl
check: iequals
---
\U0001f3ab Sort {{ ticket }} and {{ tikcet }}.
<!-- motjuste: ignore W001 -->
Be brief.
"""
ROWS = [
    {"ticket": "*bold* & <b>", "expected": "a"},
    {"ticket": "same", "n": "1", "expected": "b"},
    {"ticket": "same", "n": "2", "expected": "b"},
    {"other": "x", "expected": "c"},
]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "cases.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return tmp_path


async def complete(editor, uri, position):
    found = await editor.ask("text_document_completion", uri, position=position)
    return {one.label: one for one in found or ()}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
async def test_suggestions_are_written_at_the_cursor_and_say_what_they_mean(folder, encoding):
    async with session(folder, capabilities(encodings=(encoding,))) as editor:
        uri = editor.open(folder / "sort.md", PROMPT)
        found = await complete(editor, uri, editor.place(uri, "tikcet", 2))
        assert next(iter(found)) == "ticket"
        item = found["ticket"]
        assert item.kind == types.CompletionItemKind.Variable
        assert editor.words(uri, item.text_edit.range) == "ti"
        assert item.documentation is None, "what it means is looked up when it is asked for"
        told = await editor.client.completion_item_resolve_async(item)
        assert "3 of 4 cases" in told.documentation.value
        keys = await complete(editor, uri, editor.place(uri, "check"))
        told = await editor.client.completion_item_resolve_async(keys["role"])
        assert "`system`, `user` or `assistant`" in told.documentation.value
        assert "evals" not in keys, "it is there already"
        checks = await complete(editor, uri, editor.place(uri, "iequals"))
        told = await editor.client.completion_item_resolve_async(checks["iequals"])
        assert "the whole output" in told.documentation.value
        rules = await complete(editor, uri, editor.place(uri, "W001", 1))
        told = await editor.client.completion_item_resolve_async(rules["T002"])
        assert "undefined-variable" in told.documentation.value
        rows = editor.open(folder / "cases.jsonl", '{"ticket": "a", "expected": "b"}\n{"', language="jsonl")
        columns = await complete(editor, rows, editor.place(rows, '\n{"', 3))
        assert {"ticket", "tikcet", "expected", "split"} <= set(columns)
        other = editor.open(folder / "data.jsonl", '{"', language="jsonl")
        assert await complete(editor, other, editor.place(other, '{"', 2)) == {}


async def test_hovers_say_what_words_mean(folder):
    async with session(folder) as editor:
        uri = editor.open(folder / "sort.md", PROMPT)
        card = await editor.hover(uri, "ticket }}")
        assert "**Variable** `ticket`" in card
        assert "3 of 4 cases" in card
        assert "**missing in 1**" in card
        assert "- same (2 cases)" in card
        assert "\\*bold\\* \\& \\<b\\>" in card, "texts of others are no markup"
        wrong = await editor.hover(uri, "tikcet")
        assert wrong.startswith("**E002 eval-columns-mismatch**")
        assert "No column of cases.jsonl fits it; there are `ticket`, `n`, `other`." in wrong
        assert "eval set of this prompt" in await editor.hover(uri, "evals")
        assert "the whole output" in await editor.hover(uri, "iequals")
        assert (await editor.hover(uri, "W001")).startswith("**W001")
        assert await editor.hover(uri, "Be brief") is None
        rows = editor.open(folder / "cases.jsonl", language="jsonl")
        column = await editor.hover(rows, "ticket")
        assert column.startswith("**Column** `ticket`\n\nUsed by sort.md.\n\n3 of 4 cases")
        assert "No prompt uses it" in await editor.hover(rows, "other")
        assert await editor.hover(rows, "same") is None, "a value is no name"
        assert "gold answer" in await editor.hover(rows, "expected")


async def test_names_of_others_are_no_markup(tmp_path):
    picture = "a`![](https://example/a)`"
    (tmp_path / "cases.jsonl").write_text(json.dumps({picture: "x", "expected": "a"}) + "\n")
    text = f"---\ninputs: ['{picture}', ticket]\nevals: ./cases.jsonl\n---\nSort {{{{ ticket }}}}.\n"
    async with session(tmp_path) as editor:
        uri = editor.open(tmp_path / "sort.md", text)
        name = f"`` {picture} ``"
        assert (await editor.hover(uri, "![]")).endswith(
            f"**Variable** {name}\n\nDeclared in the settings.\n\n1 of 1 cases of cases.jsonl have it, 1 different value.\n\n- x"
        )
        assert f"there are {name}." in await editor.hover(uri, "ticket }}")


async def test_an_editor_without_markdown_gets_plain_words(folder):
    async with session(folder, types.ClientCapabilities()) as editor:
        uri = editor.open(folder / "sort.md", PROMPT)
        card = await editor.hover(uri, "ticket }}")
        assert card.startswith("Variable ticket\n")
        assert "*bold* & <b>" in card
        found = await complete(editor, uri, editor.place(uri, "tikcet", 2))
        told = await editor.client.completion_item_resolve_async(found["ticket"])
        assert told.documentation.kind == types.MarkupKind.PlainText
        assert "**" not in told.documentation.value


async def test_each_prompt_of_a_file_is_explained_by_its_own_eval_set(tmp_path):
    (tmp_path / "prompts.SORT_PROMPT.evals.jsonl").write_text('{"ticket": "for sort", "expected": "a"}\n')
    (tmp_path / "prompts.NAME_PROMPT.evals.jsonl").write_text('{"ticket": "for name", "expected": "a"}\n')
    text = (
        'SORT_PROMPT = "Sort this ticket into one of the queues: {ticket}"\n\n'
        'NAME_PROMPT = """Name the place in the ticket.\n{ticket}"""\n'
        "print(SORT_PROMPT.format(ticket=1), NAME_PROMPT.format(ticket=2))\n"
    )
    async with session(tmp_path) as editor:
        uri = editor.open(tmp_path / "prompts.py", text, language="python")
        assert "for sort" in await editor.hover(uri, 'ticket}"\n')
        assert "for name" in await editor.hover(uri, 'ticket}"""')
        told = "1 of 1 cases"
        assert told in await editor.hover(uri, 'ticket}"""')
