"""Marks in an editor: the words behind failures, with their cases, where their words are."""

from __future__ import annotations

import asyncio
import json

from lsprotocol import types
from tests.e2e.editor import DEADLINE, capabilities, session, token_of


async def test_marking_shows_the_words_with_their_failing_cases(editor, prompt, endpoint):
    uri = editor.open(prompt)
    assert await editor.findings(uri, "L001") == []
    assert endpoint.calls == 0, "opening costs nothing"
    await editor.run("motjuste.mark", {"uri": uri})
    (mark,) = await editor.findings(uri, "L001")
    assert editor.words(uri, mark.range) == "date"
    assert mark.severity is types.DiagnosticSeverity.Information
    assert "form of the date" in mark.message
    assert mark.related_information
    rows = (prompt.parent / "dates.evals.jsonl").read_text().splitlines()
    for related in mark.related_information:
        assert related.location.uri == (prompt.parent / "dates.evals.jsonl").as_uri()
        expected = json.loads(rows[related.location.range.start.line])["expected"]
        assert expected in related.message, "the row it points at is the case that failed"
    assert editor.client.diagnostic_refresh_count > 0, "the editor is told to ask again"


async def test_hover_tells_why_and_which_cases(editor, prompt):
    uri = editor.open(prompt)
    assert await editor.hover(uri, "date in") is None
    await editor.run("motjuste.mark", {"uri": uri})
    card = await editor.hover(uri, "date in")
    assert "The form of the date is left open" in card
    assert "dates.evals.jsonl#L" in card
    assert await editor.hover(uri, "facts") is None


async def test_marks_follow_their_words_and_go_with_them(editor, prompt):
    uri = editor.open(prompt)
    await editor.run("motjuste.mark", {"uri": uri})
    editor.replace(uri, "Find", "Please find")
    (mark,) = await editor.findings(uri, "L001")
    assert editor.words(uri, mark.range) == "date"
    assert "before the text's last changes" in mark.message
    editor.replace(uri, "the date in", "the day in")
    assert await editor.findings(uri, "L001") == []


async def test_marks_come_back_without_a_call_when_a_file_is_opened_again(editor, prompt, endpoint):
    uri = editor.open(prompt)
    await editor.run("motjuste.mark", {"uri": uri})
    calls = endpoint.calls
    editor.close(uri)
    uri = editor.open(prompt)
    (mark,) = await editor.findings(uri, "L001")
    assert mark.related_information
    assert endpoint.calls == calls


async def test_marks_come_back_in_another_session(prompt, endpoint):
    async with session(prompt.parent) as first:
        await first.run("motjuste.mark", {"uri": first.open(prompt)})
    calls = endpoint.calls
    async with session(prompt.parent) as second:
        assert len(await second.findings(second.open(prompt), "L001")) == 1
    assert endpoint.calls == calls


async def test_marks_are_pushed_to_an_editor_that_does_not_ask(prompt):
    async with session(prompt.parent, capabilities(pull=False)) as editor:
        uri = editor.open(prompt)
        await editor.run("motjuste.mark", {"uri": uri})
        pushed = await editor.until(
            lambda: [one for one in editor.published if any(d.code == "L001" for d in one.diagnostics)]
        )
        assert editor.words(uri, pushed[-1].diagnostics[-1].range) == "date"


async def test_marks_found_under_typing_are_where_their_words_are(editor, prompt, endpoint):
    uri = editor.open(prompt)
    endpoint.hold()
    token = token_of(await editor.command("motjuste.mark", {"uri": uri}))
    await asyncio.to_thread(endpoint.wait_for_calls, 1, DEADLINE)
    editor.replace(uri, "Find", "Please do find")
    endpoint.release()
    await editor.ended(token)
    (mark,) = await editor.findings(uri, "L001")
    assert editor.words(uri, mark.range) == "date"
