"""What an earlier run proved, offered where the cursor is; what it could not prove, offered as such; never a model call."""

from __future__ import annotations

import psutil
from lsprotocol import types
from tests import personas
from tests.e2e.editor import OWN, capabilities, session


async def optimized(editor, prompt):
    """A text whose last run ended in an edit that was not taken."""
    editor.confirms = False
    uri = editor.open(prompt)
    await editor.run("motjuste.optimize", {"uri": uri})
    await editor.until(lambda: [one for one in editor.messages if "dates.md: " in one])
    return uri


async def suggestions(editor, uri, at):
    params = types.InlineCompletionParams(
        context=types.InlineCompletionContext(trigger_kind=types.InlineCompletionTriggerKind.Automatic),
        text_document=types.TextDocumentIdentifier(uri=uri),
        position=editor.range(uri, at, at).start,
    )
    return await editor.client.text_document_inline_completion_async(params)


async def hints(editor, uri):
    area = editor.range(uri, 0, len(editor.texts[uri]))
    params = types.InlayHintParams(text_document=types.TextDocumentIdentifier(uri=uri), range=area)
    return await editor.client.text_document_inlay_hint_async(params)


async def test_a_proven_insertion_is_a_suggestion_at_its_words_and_a_hint_behind_them(prompt):
    prompt.write_text(personas.PROMPT.replace("Find the date", "🗓🗓 Find the date"))
    async with session(prompt.parent, capabilities(encodings=("utf-8",)), options=OWN) as editor:
        uri = await optimized(editor, prompt)
        text = editor.texts[uri]
        anchor = text.index("the date") + len("the date")
        (item,) = await suggestions(editor, uri, anchor)
        assert editor.words(uri, item.range) == "", "an insertion has its range set, and it is empty"
        assert "YYYY-MM-DD" in item.insert_text
        (early,) = await suggestions(editor, uri, anchor - 2)
        assert editor.words(uri, early.range) == "te"
        assert early.insert_text == f"te{item.insert_text}"
        for place in (0, text.index("Find"), anchor + 3, len(text)):
            assert not await suggestions(editor, uri, place)
        (hint,) = await hints(editor, uri)
        assert hint.position == item.range.start
        assert hint.label.startswith("+")
        assert hint.label.endswith("points")
        assert "held-out" in hint.tooltip
        editor.replace(uri, "facts", "truth")
        assert not await suggestions(editor, uri, anchor)
        assert not await hints(editor, uri)
        editor.replace(uri, "truth", "facts")
        editor.type(uri, anchor, anchor, item.insert_text)
        assert not await suggestions(editor, uri, anchor + len(item.insert_text))
        assert not await hints(editor, uri), "it is taken"
        assert (await editor.own("motjuste/proposals", uri=uri)) == {"items": [], "stale": False}


async def test_an_edit_without_evidence_is_offered_to_be_tried_and_never_as_a_fix(prompt):
    personas.write_workspace(prompt.parent, cases=14)
    async with session(prompt.parent, options=OWN) as editor:
        uri = await optimized(editor, prompt)
        (told,) = [one for one in editor.messages if "UNDERPOWERED" in one]
        assert "can be tried by hand" in told
        assert editor.offered == []
        area = editor.range_of(uri, prompt.read_text(encoding="utf-8"))
        fixes = await editor.actions(uri, area, ["quickfix"])
        assert not [title for title in fixes if "no evidence" in title]
        actions = await editor.actions(uri, area)
        (title,) = [title for title in actions if "no evidence" in title]
        assert title.startswith("Try '")
        assert "held-out" in title
        action = actions[title]
        assert action.kind == types.CodeActionKind.RefactorRewrite
        assert not action.is_preferred
        assert (await editor.own("motjuste/proposals", uri=uri)) == {"items": [], "stale": False}
        assert not await hints(editor, uri)
        await editor.take(action)
        assert "YYYY-MM-DD" in editor.texts[uri]
        again = await editor.actions(uri, editor.range_of(uri, "the date"))
        assert not [title for title in again if "no evidence" in title]


async def everything(editor, uri):
    """Ask a text for all that an editor asks for by itself."""
    text = editor.texts[uri]
    document = types.TextDocumentIdentifier(uri=uri)
    whole, place = editor.range(uri, 0, len(text)), editor.range_of(uri, "date").start
    client = editor.client
    await editor.findings(uri)
    await editor.lenses(uri)
    await editor.hover(uri, "date")
    await editor.hover(uri, "evals")
    await editor.actions(uri, editor.range_of(uri, "Find the"))
    await suggestions(editor, uri, text.index("date") + 4)
    await hints(editor, uri)
    await client.text_document_completion_async(types.CompletionParams(document, place))
    await client.text_document_definition_async(types.DefinitionParams(document, place))
    references = types.ReferenceParams(types.ReferenceContext(include_declaration=True), document, place)
    await client.text_document_references_async(references)
    await client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
    await client.text_document_document_link_async(types.DocumentLinkParams(document))
    await client.text_document_folding_range_async(types.FoldingRangeParams(document))
    await client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(document))
    await client.text_document_semantic_tokens_range_async(types.SemanticTokensRangeParams(document, whole))
    for method in ("motjuste/status", "motjuste/cases", "motjuste/proposals"):
        await editor.own(method, uri=uri)


async def test_opening_typing_hovering_and_all_that_an_editor_asks_for_calls_no_model(prompt, endpoint):
    async with session(prompt.parent, options=OWN) as editor:
        uri = editor.open(prompt)
        await everything(editor, uri)
        assert endpoint.calls == 0
        await editor.run("motjuste.mark", {"uri": uri})
        editor.close(uri)
        paid = endpoint.calls
        uri = await optimized(editor, prompt)
        assert endpoint.calls > paid
        paid = endpoint.calls
        for old, new in (
            ("facts", "truth"),
            ("truth", "facts"),
            ("the date", "the day"),
            ("the day", "the date"),
        ):
            editor.replace(uri, old, new)
            await everything(editor, uri)
        editor.close(uri)
        await everything(editor, editor.open(prompt))
        evals = prompt.parent / "dates.evals.jsonl"
        await editor.findings(editor.open(evals, language="jsonl"))
        params = types.DidChangeWatchedFilesParams(
            changes=[types.FileEvent(uri=evals.as_uri(), type=types.FileChangeType.Changed)]
        )
        editor.client.workspace_did_change_watched_files(params)
        await everything(editor, uri)
        assert endpoint.calls == paid, "nothing but a run asks a model"
        assert psutil.Process(editor.pid).children() == [], "nor starts a process that could"
