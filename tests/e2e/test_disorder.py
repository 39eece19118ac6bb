"""Messages out of order, twice, or never: the server goes on, and its text is the editor's again at the next whole one."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from tests.e2e.editor import SERVER, Editor, capabilities, session
from tests.e2e.raw import ask, send, settled

TEXT = "Answer the <edit> question.\n"
"""A tag that nothing closes: one finding, whose words say which text the server has."""

INVALID_PARAMS, INVALID_REQUEST, UNKNOWN_METHOD = -32602, -32600, -32601
NOT_INITIALIZED, CANCELLED, SERVER_CANCELLED = -32002, -32800, -32802
OPEN, CHANGE, CLOSE, SAVE = (f"textDocument/{one}" for one in ("didOpen", "didChange", "didClose", "didSave"))
WHERE = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}
FAR = {"start": {"line": 9999, "character": 9999}, "end": {"line": 99999, "character": 0}}
BACKWARDS = {"start": {"line": 0, "character": 9}, "end": {"line": 0, "character": 2}}


def opened(text=TEXT, version=1):
    return OPEN, {"textDocument": {"languageId": "markdown", "version": version, "text": text}}


def changed(*changes, version=2):
    return CHANGE, {"textDocument": {"version": version}, "contentChanges": list(changes)}


WHOLE = changed({"text": TEXT}, version=50)
CLOSED, SAVED = (CLOSE, {"textDocument": {}}), (SAVE, {"textDocument": {}})

ROWS = {
    "a change of what was never opened": [changed({"text": "Lost."}), opened()],
    "a close and a save of what was never opened": [CLOSED, SAVED, opened()],
    "opened twice": [opened("An older text.\n"), opened(version=7)],
    "closed twice": [opened("Old.\n"), CLOSED, CLOSED, opened()],
    "a change after the close": [opened("Old.\n"), CLOSED, changed({"text": "Lost."}), opened()],
    "an older version after a newer one": [
        opened(),
        changed({"text": "Newer.\n"}, version=9),
        changed({"range": WHERE, "text": "x"}, version=3),
        WHOLE,
    ],
    "a version twice": [
        opened(),
        changed({"range": WHERE, "text": "x"}),
        changed({"range": WHERE, "text": "y"}),
        WHOLE,
    ],
    "a change that was dropped": [opened("a\n"), changed({"range": FAR, "text": "z"}, version=8), WHOLE],
    "a range that ends before it starts": [opened(), changed({"range": BACKWARDS, "text": ""}), WHOLE],
    "no change at all": [opened(), changed(), changed(version=3)],
    "many changes in one": [
        opened("x"),
        changed({"text": "a"}, {"range": WHERE, "text": "b"}, {"text": TEXT}),
    ],
}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
async def test_the_text_is_the_editors_after_any_disorder(prompt, encoding):
    async with session(prompt.parent, capabilities(encodings=(encoding,))) as editor:
        for number, (name, messages) in enumerate(ROWS.items()):
            uri = (prompt.parent / f"{number}.md").as_uri()
            for method, params in messages:
                send(editor, method, {**params, "textDocument": {**params["textDocument"], "uri": uri}})
            editor.texts[uri] = TEXT
            findings = await editor.findings(uri)
            assert [editor.words(uri, one.range) for one in findings] == ["<edit>"], name
        assert editor.messages == []


REQUESTS: dict[str, dict[str, Any]] = {
    "textDocument/codeAction": {"range": WHERE, "context": {"diagnostics": []}},
    "textDocument/codeLens": {},
    "textDocument/completion": {"position": WHERE["start"]},
    "textDocument/definition": {"position": WHERE["start"]},
    "textDocument/diagnostic": {},
    "textDocument/documentHighlight": {"position": WHERE["start"]},
    "textDocument/documentLink": {},
    "textDocument/documentSymbol": {},
    "textDocument/foldingRange": {},
    "textDocument/hover": {"position": WHERE["start"]},
    "textDocument/inlayHint": {"range": WHERE},
    "textDocument/inlineCompletion": {"position": WHERE["start"], "context": {"triggerKind": 1}},
    "textDocument/prepareRename": {"position": WHERE["start"]},
    "textDocument/references": {"position": WHERE["start"], "context": {"includeDeclaration": True}},
    "textDocument/rename": {"position": WHERE["start"], "newName": "other"},
    "textDocument/semanticTokens/full": {},
    "textDocument/semanticTokens/range": {"range": WHERE},
}
"""All requests about a text, with what each needs beside it."""


async def test_all_requests_about_a_text_are_tried_here(editor):
    """A new request joins the table by itself: what the server offers and the table lacks fails."""
    told = editor.answer.capabilities
    offered = {
        "textDocument/codeAction": told.code_action_provider,
        "textDocument/codeLens": told.code_lens_provider,
        "textDocument/completion": told.completion_provider,
        "textDocument/declaration": told.declaration_provider,
        "textDocument/definition": told.definition_provider,
        "textDocument/diagnostic": told.diagnostic_provider,
        "textDocument/documentHighlight": told.document_highlight_provider,
        "textDocument/documentLink": told.document_link_provider,
        "textDocument/documentSymbol": told.document_symbol_provider,
        "textDocument/foldingRange": told.folding_range_provider,
        "textDocument/formatting": told.document_formatting_provider,
        "textDocument/hover": told.hover_provider,
        "textDocument/inlayHint": told.inlay_hint_provider,
        "textDocument/inlineCompletion": told.inline_completion_provider,
        "textDocument/linkedEditingRange": told.linked_editing_range_provider,
        "textDocument/references": told.references_provider,
        "textDocument/rename": told.rename_provider,
        "textDocument/selectionRange": told.selection_range_provider,
        "textDocument/semanticTokens/full": told.semantic_tokens_provider,
        "textDocument/signatureHelp": told.signature_help_provider,
    }
    assert {method for method, provider in offered.items() if provider} <= set(REQUESTS)


async def test_a_question_about_a_text_that_is_not_open_is_answered(editor, prompt):
    for method, params in REQUESTS.items():
        for uri in (prompt.as_uri(), "file:///nowhere/at all.md", "untitled:Untitled-1", "nonsense"):
            _, answer = ask(editor, method, {**params, "textDocument": {"uri": uri}})
            found = await settled(answer)
            refusals = {INVALID_PARAMS, UNKNOWN_METHOD, SERVER_CANCELLED}
            fine = not isinstance(found, JsonRpcException) or found.code in refusals
            assert fine, (method, uri, found)
    assert editor.messages == []


async def test_messages_about_nothing_are_no_trouble(editor, prompt):
    send(editor, "$/cancelRequest", {"id": "never-asked"})
    send(editor, "$/setTrace", {"value": "verbose"})
    send(editor, "$/progress", {"token": "never-made", "value": {"kind": "end"}})
    send(editor, "window/workDoneProgress/cancel", {"token": "never-made"})
    send(editor, "workspace/didChangeWatchedFiles", {"changes": [{"uri": "file:///gone.md", "type": 3}]})
    send(editor, "motjuste/nothing", {"a": 1})
    uri = editor.open(prompt)
    assert await editor.findings(uri) == []
    assert editor.messages == []


async def test_a_cancelled_question_is_answered_and_those_beside_it_are_too(editor, prompt):
    """Each question is cancelled while a long text is read for it; its twin waits for the same reading."""
    uri = editor.open(prompt.parent / "long.md", TEXT + "Read the ticket and answer it in one word.\n" * 1500)
    codes = set()
    for method, params in REQUESTS.items():
        editor.type(uri, 0, 0, "x")
        asked = {**params, "textDocument": {"uri": uri}}
        name, first = ask(editor, method, asked)
        _, twin = ask(editor, method, asked)
        send(editor, "$/cancelRequest", {"id": name})
        found, beside = await settled(first), await settled(twin)
        codes.add(getattr(found, "code", None))
        fine = not isinstance(beside, JsonRpcException) or beside.code in {INVALID_PARAMS, UNKNOWN_METHOD}
        assert fine, (method, beside)
    assert codes <= {None, CANCELLED, UNKNOWN_METHOD, INVALID_PARAMS}
    assert CANCELLED in codes, "some were cancelled before they were answered"
    assert [editor.words(uri, one.range) for one in await editor.findings(uri, "T006")] == ["<edit>"]
    assert editor.messages == []


async def test_questions_before_the_beginning_and_after_the_end_are_refused(prompt):
    editor = Editor(prompt.parent)
    about = {"textDocument": {"uri": prompt.as_uri()}}
    try:
        await editor.client.start_io(*SERVER)
        _, early = ask(editor, "textDocument/codeLens", about)
        assert (await settled(early)).code == NOT_INITIALIZED
        await editor.client.initialize_session(
            types.InitializeParams(capabilities=capabilities(), root_uri=prompt.parent.as_uri())
        )
        await editor.client.shutdown_async(None)
        _, late = ask(editor, "textDocument/codeLens", about)
        assert (await settled(late)).code == INVALID_REQUEST
        editor.client.exit(None)
        assert editor.client._server is not None
        assert await asyncio.wait_for(editor.client._server.wait(), 20) == 0
    finally:
        await editor.stop()
