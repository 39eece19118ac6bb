"""Definition, references, highlights, rename and links, asked of the real server."""

from __future__ import annotations

import asyncio
import json

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from tests.e2e.editor import capabilities, session

PROMPT = "---\ninputs: [ticket]\nevals: ./cases.jsonl\n---\n\U0001f3ab Sort {{ ticket }} by\n{{ ticket }} alone. {{ kind }}\n"
OTHER = "---\nevals: ./cases.jsonl\n---\nName the place in {{ ticket }}.\n"
ROWS = [
    {"ticket": f"\U0001f3ab {number}", "kind": "x", "expected": "a", "split": "dev"} for number in range(4)
]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "cases.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS))
    (tmp_path / "sort.md").write_text(PROMPT)
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "other.md").write_text(OTHER.replace("./", "../"))
    return tmp_path


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
async def test_a_variable_is_found_in_its_prompts_and_its_eval_set(folder, encoding):
    async with session(folder, capabilities(encodings=(encoding,))) as editor:
        uri = editor.open(folder / "sort.md")
        use = editor.place(uri, "ticket }} by", 2)
        (found,) = await editor.ask("text_document_definition", uri, position=use)
        assert editor.words(uri, found.range) == "ticket"
        assert found.range.start.line == 1
        kind = editor.place(uri, "kind")
        (column,) = await editor.ask("text_document_definition", uri, position=kind)
        assert column.uri == (folder / "cases.jsonl").as_uri()
        context = types.ReferenceContext(include_declaration=True)
        everywhere = await editor.ask("text_document_references", uri, position=use, context=context)
        by_file = {one.uri.rsplit("/", 1)[-1] for one in everywhere}
        assert by_file == {"sort.md", "other.md", "cases.jsonl"}
        assert len(everywhere) == 3 + 1 + 4
        uses = await editor.ask(
            "text_document_references",
            uri,
            position=use,
            context=types.ReferenceContext(include_declaration=False),
        )
        assert len(uses) == 7
        lights = await editor.ask("text_document_document_highlight", uri, position=use)
        assert [(editor.words(uri, one.range), one.kind) for one in lights] == [
            ("ticket", types.DocumentHighlightKind.Write),
            ("ticket", types.DocumentHighlightKind.Read),
            ("ticket", types.DocumentHighlightKind.Read),
        ]
        rows = editor.open(folder / "cases.jsonl", language="jsonl")
        (first,) = {
            one.uri: one
            for one in await editor.ask("text_document_definition", rows, position=editor.place(rows, "kind"))
        }.values()
        assert (first.uri, editor.words(uri, first.range)) == (uri, "kind")
        nothing = editor.place(uri, "Sort")
        assert not await editor.ask("text_document_definition", uri, position=nothing)


async def test_a_column_of_a_long_eval_set_is_shown_around_the_cursor(folder):
    rows = [json.dumps({"ticket": f"t{number}", "kind": "x"}) for number in range(3000)]
    (folder / "cases.jsonl").write_text("\n".join(rows))
    async with session(folder) as editor:
        evals = editor.open(folder / "cases.jsonl", language="jsonl")
        lights = await editor.ask(
            "text_document_document_highlight", evals, position=types.Position(line=1500, character=3)
        )
        assert [one.range.start.line for one in lights] == list(range(1400, 1601))
        assert {editor.words(evals, one.range) for one in lights} == {"ticket"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
async def test_a_rename_changes_all_prompts_and_the_eval_set(folder, encoding):
    async with session(folder, capabilities(encodings=(encoding,))) as editor:
        uri = editor.open(folder / "sort.md")
        rows = editor.open(folder / "cases.jsonl", language="jsonl")
        editor.replace(rows, '"kind": "x"', '"kind": "unsaved"')
        use = editor.place(uri, "ticket }} by")
        ready = await editor.ask("text_document_prepare_rename", uri, position=use)
        assert (ready.placeholder, editor.words(uri, ready.range)) == ("ticket", "ticket")
        editor.apply(await editor.ask("text_document_rename", uri, position=use, new_name="message"))
        assert editor.texts[uri] == PROMPT.replace("ticket", "message")
        assert "{{ message }}" in (folder / "prompts" / "other.md").read_text()
        changed = [json.loads(line) for line in editor.texts[rows].splitlines()]
        assert [list(row) for row in changed] == [["message", "kind", "expected", "split"]] * 4
        assert changed[0]["kind"] == "unsaved"
        assert any("dealt out anew" in one for one in editor.messages)


async def test_a_rename_in_an_eval_set_changes_its_prompts(folder):
    async with session(folder, types.ClientCapabilities()) as editor:
        rows = editor.open(folder / "cases.jsonl", language="jsonl")
        place = editor.place(rows, "kind")
        edit = await editor.ask("text_document_rename", rows, position=place, new_name="sort")
        assert edit.document_changes is None
        editor.apply(edit)
        assert "{{ sort }}" in (folder / "sort.md").read_text()


async def test_a_rename_worked_out_while_somebody_types_is_not_made(folder):
    rows = [{**row, "ticket": f"{row['ticket']} {number}"} for number in range(500) for row in ROWS]
    (folder / "cases.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    async with session(folder, types.ClientCapabilities()) as editor:
        uri = editor.open(folder / "sort.md")
        await editor.hover(uri, "Sort")
        use = editor.place(uri, "ticket }} by")
        asked = asyncio.ensure_future(
            editor.ask("text_document_rename", uri, position=use, new_name="message")
        )
        await editor.hover(uri, "Sort")  # by its answer the server has begun with what was asked before
        editor.replace(uri, "Sort", "Please sort")
        with pytest.raises(JsonRpcException, match="changed while") as refused:
            await asked
        assert refused.value.code == types.LSPErrorCodes.ContentModified
        assert editor.messages == [], "nothing is told of what is not done"


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("kind", "has a variable `kind` already"),
        ("a b", "is no name of a variable"),
        ("expected", "cannot be renamed by itself"),
    ],
)
async def test_what_is_not_safe_is_refused_with_the_reason(folder, new, why):
    async with session(folder) as editor:
        uri = editor.open(folder / "sort.md")
        use = editor.place(uri, "ticket }} by")
        with pytest.raises(JsonRpcException, match=why):
            await editor.ask("text_document_rename", uri, position=use, new_name=new)
        lonely = editor.open(folder / "lonely.jsonl", '{"a": "b"}\n', language="jsonl")
        place = editor.place(lonely, "a")
        with pytest.raises(JsonRpcException, match="No prompt is known"):
            await editor.ask("text_document_prepare_rename", lonely, position=place)


async def test_links_lead_to_files_that_are_there(folder):
    (folder / "partial.j2").write_text("Be kind.\n")
    text = '---\nevals: ./cases.jsonl\n---\n{% include "partial.j2" %}{% include "gone.j2" %}\n'
    async with session(folder) as editor:
        uri = editor.open(folder / "main.md.j2", text)
        links = await editor.ask("text_document_document_link", uri)
        assert [(editor.words(uri, one.range), one.target) for one in links] == [
            ("./cases.jsonl", (folder / "cases.jsonl").as_uri()),
            ("partial.j2", (folder / "partial.j2").as_uri()),
        ]
        page = editor.open(
            folder / "prompts" / "page.md", "See [it](other.md#x), [that](gone.md), [up](../../x.md).\n"
        )
        links = await editor.ask("text_document_document_link", page)
        assert [(editor.words(page, one.range), one.target) for one in links] == [
            ("other.md", (folder / "prompts" / "other.md").as_uri())
        ]
        (target,) = await editor.ask(
            "text_document_definition", uri, position=editor.place(uri, "partial", 2)
        )
        assert target.uri == (folder / "partial.j2").as_uri()
