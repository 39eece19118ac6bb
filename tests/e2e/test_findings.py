"""Findings in the editor: at once, on exactly their words, in every encoding, pushed and pulled, with their fixes."""

from __future__ import annotations

import asyncio

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from tests.e2e.editor import capabilities, session

STRAY = "Answer <edit>a</edit> b</edit> c\n"
MISSPELT = "---\ninputs: [ticket]\n---\nSort {{ tikcet }}.\n"


async def test_opening_a_prompt_shows_its_findings_on_exactly_their_words(editor, prompt):
    uri = editor.open(prompt.parent / "new.md", STRAY)
    (finding,) = await editor.findings(uri)
    assert (finding.code, finding.source) == ("T006", "motjuste")
    assert finding.severity is types.DiagnosticSeverity.Error
    area = finding.range
    assert (area.start, area.end) == (types.Position(0, 23), types.Position(0, 30))


@pytest.mark.parametrize(("encoding", "start"), [("utf-8", 20), ("utf-16", 17), ("utf-32", 16)])
async def test_positions_are_in_the_units_the_editor_asked_for(prompt, encoding, start):
    async with session(prompt.parent, capabilities(encodings=(encoding,))) as editor:
        assert editor.encoding == encoding
        uri = editor.open(prompt.parent / "new.md", "😀 <edit>é</edit></edit>\r\nrest\r\n")
        (finding,) = await editor.findings(uri)
        assert editor.words(uri, finding.range) == "</edit>"
        assert finding.range.start.character == start
        editor.replace(uri, "é", "😀😀")
        editor.replace(uri, "rest", "Rest 😀 <edit>")
        findings = await editor.findings(uri)
        assert [editor.words(uri, one.range) for one in findings] == ["</edit>", "<edit>"]


async def test_an_editor_that_prefers_utf_8_gets_it(prompt):
    async with session(prompt.parent, capabilities(encodings=("utf-8", "utf-16"))) as editor:
        assert editor.encoding == "utf-8"


async def test_an_editor_that_says_nothing_gets_utf_16(prompt):
    async with session(prompt.parent, types.ClientCapabilities()) as editor:
        assert editor.encoding == "utf-16"


async def test_findings_follow_edits(editor, prompt):
    uri = editor.open(prompt.parent / "new.md", STRAY)
    assert len(await editor.findings(uri)) == 1
    editor.replace(uri, " b</edit>", " b")
    assert await editor.findings(uri) == []
    editor.replace(uri, " c", " c<edit>")
    (finding,) = await editor.findings(uri)
    assert editor.words(uri, finding.range) == "<edit>"


async def test_an_unchanged_text_is_answered_with_unchanged(editor, prompt):
    uri = editor.open(prompt.parent / "new.md", STRAY)
    first = await editor.pull(uri)
    again = await editor.pull(uri, first.result_id)
    assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
    assert again.result_id == first.result_id
    editor.replace(uri, "Answer", "Reply")
    changed = await editor.pull(uri, first.result_id)
    assert len(changed.items) == 1


async def test_a_text_that_was_closed_and_opened_again_is_never_unchanged(editor, prompt):
    uri = editor.open(prompt.parent / "new.md", STRAY)
    first = await editor.pull(uri)
    editor.close(uri)
    uri = editor.open(prompt.parent / "new.md", "Answer.<edit>\n")
    report = await editor.pull(uri, first.result_id)
    assert editor.words(uri, report.items[0].range) == "<edit>"


async def test_pulling_a_text_that_is_not_open_is_refused_since_no_finding_would_mean_no_problem(editor):
    with pytest.raises(JsonRpcException, match="not open") as refused:
        await editor.pull("file:///nowhere.md")
    assert refused.value.code == types.LSPErrorCodes.ServerCancelled
    assert refused.value.data == {"retriggerRequest": False}


async def test_an_editor_that_does_not_ask_has_findings_pushed(prompt):
    async with session(prompt.parent, capabilities(pull=False)) as editor:
        assert editor.answer.capabilities.diagnostic_provider is None, "never both: it would show all twice"
        uri = editor.open(prompt.parent / "new.md", STRAY)
        await editor.until(lambda: editor.published)
        assert [one.code for one in editor.published[-1].diagnostics] == ["T006"]
        for number in range(20):
            editor.type(uri, 0, 0, str(number % 10))
        await editor.until(lambda: editor.published[-1].version == 21)
        assert editor.words(uri, editor.published[-1].diagnostics[0].range) == "</edit>"
        versions = [one.version or 0 for one in editor.published]
        assert versions == sorted(versions), "an older text never follows a newer one"
        editor.close(uri)
        await editor.until(lambda: editor.published[-1].diagnostics in ([], ()))


async def test_an_editor_that_asks_is_pushed_nothing(editor, prompt):
    uri = editor.open(prompt.parent / "new.md", STRAY)
    await editor.findings(uri)
    editor.replace(uri, "Answer", "Reply")
    await editor.findings(uri)
    assert editor.published == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\x01",
        "---\nx: [\n---\nhi",
        "---\n",
        "<edit>" * 2000,
        "{{" * 5000,
        "a\rb\r\nc\x0cd\u2028e",
        "\ud800",
    ],
    ids=["empty", "control", "front matter", "fence", "tags", "braces", "line ends", "surrogate"],
)
async def test_a_broken_text_is_still_a_text(editor, prompt, text):
    uri = editor.open(prompt.parent / "prompts" / "new.md", text)
    for finding in await editor.findings(uri):
        assert finding.code != "F009", finding.message
        assert finding.range.start <= finding.range.end
    editor.type(uri, 0, len(text), "Answer in one word.\n")
    assert await editor.findings(uri) == []


async def test_a_quick_fix_mends_its_finding_and_nothing_else(editor, prompt):
    uri = editor.open(prompt.parent / "new.md", STRAY)
    (finding,) = await editor.findings(uri)
    actions = await editor.actions(uri, finding.range, ["quickfix"])
    fix = actions["Remove the tag"]
    assert fix.is_preferred
    assert fix.diagnostics[0].code == "T006"
    assert fix.edit.document_changes[0].text_document.version == 1
    await editor.take(fix)
    assert editor.texts[uri] == "Answer <edit>a</edit> b c\n"
    assert await editor.findings(uri) == []


async def test_an_unsafe_fix_is_offered_but_not_preferred(editor, prompt):
    uri = editor.open(prompt.parent / "new.md", MISSPELT)
    actions = await editor.actions(uri, editor.range_of(uri, "tikcet"), ["quickfix"])
    fix = actions["Rename the variable to `ticket`"]
    assert not fix.is_preferred
    await editor.take(fix)
    assert "Sort {{ ticket }}" in editor.texts[uri]


async def test_fixing_all_takes_the_safe_fixes_and_leaves_the_rest(editor, prompt):
    uri = editor.open(prompt.parent / "new.md", MISSPELT + STRAY + "<edit>\n")
    everywhere = editor.range(uri, 0, len(editor.texts[uri]))
    assert not [one for one in await editor.actions(uri, everywhere) if "Fix all safe" in one]
    for kind in ("source.fixAll.motjuste", "source.fixAll", "source"):
        actions = await editor.actions(uri, everywhere, [kind])
        assert list(actions) == ["Fix all safe Mot Juste findings"]
    await editor.take(actions["Fix all safe Mot Juste findings"])
    assert editor.texts[uri] == MISSPELT + "Answer <edit>a</edit> b c\n\n"
    codes = {one.code for one in await editor.findings(uri)}
    assert "T002" in codes
    assert "T006" not in codes
    assert await editor.actions(uri, everywhere, ["source.fixAll"]) == {}


async def test_an_editor_without_versioned_edits_or_resolve_gets_plain_ones(prompt):
    kinds = types.ClientCodeActionKindOptions(value_set=list(types.CodeActionKind))
    literals = types.ClientCodeActionLiteralOptions(code_action_kind=kinds)
    few = types.ClientCapabilities(
        text_document=types.TextDocumentClientCapabilities(
            code_action=types.CodeActionClientCapabilities(code_action_literal_support=literals)
        ),
    )
    async with session(prompt.parent, few) as editor:
        uri = editor.open(prompt.parent / "new.md", STRAY)
        await editor.until(lambda: editor.published)
        area = editor.published[-1].diagnostics[0].range
        fix = (await editor.actions(uri, area, ["quickfix"]))["Remove the tag"]
        assert fix.edit.changes[uri]
        assert fix.edit.document_changes is None
        all_of_it = (await editor.actions(uri, area, ["source.fixAll"]))["Fix all safe Mot Juste findings"]
        assert all_of_it.edit.changes[uri]


async def test_a_selection_is_tagged_and_untagged(editor, prompt):
    uri = editor.open(prompt)
    before = editor.texts[uri]
    area = editor.range_of(uri, " the date in")
    actions = await editor.actions(uri, area, ["refactor.rewrite"])
    await editor.take(actions["Tag the selection for editing"])
    assert "Find <edit>the date in</edit> the text" in editor.texts[uri]
    actions = await editor.actions(uri, editor.range_of(uri, "date in"), ["refactor"])
    assert "Optimize tagged span" in actions
    assert "Tag the selection for editing" not in actions
    await editor.take(actions["Remove the edit tags"])
    assert editor.texts[uri] == before


@pytest.mark.parametrize("words", ["evals:", "{{ ticket }}", "Sort {{"])
async def test_template_text_and_front_matter_cannot_be_tagged(editor, prompt, words):
    uri = editor.open(prompt.parent / "new.md", "---\nevals: ./dates.evals.jsonl\n---\nSort {{ ticket }}\n")
    actions = await editor.actions(uri, editor.range_of(uri, words))
    assert "Tag the selection for editing" not in actions


async def test_a_cursor_alone_offers_the_prompt_and_no_selection(editor, prompt):
    uri = editor.open(prompt)
    actions = await editor.actions(uri, editor.range(uri, 50, 50))
    assert "Optimize this prompt" in actions
    assert "Optimize selection" not in actions


async def test_a_readme_is_left_alone_until_something_says_it_is_a_prompt(editor, prompt):
    text = "Use {{ it }}.\n\nTODO: write more\n"
    uri = editor.open(prompt.parent / "README.md", text)
    assert await editor.findings(uri) == []
    assert await editor.lenses(uri) == []
    assert not [one for one in await editor.actions(uri, editor.range(uri, 0, 0)) if "ptimize" in one]
    as_prompt = editor.open(prompt.parent / "prompts" / "other.md", text)
    assert [one.code for one in await editor.findings(as_prompt)] == ["T006"]
    by_language = editor.open(prompt.parent / "third.md", text, language="prompt")
    assert [one.code for one in await editor.findings(by_language)] == ["T006"]
    draft = editor.open("untitled:Untitled-1", text)
    assert [one.code for one in await editor.findings(draft)] == ["T006"]


async def test_an_unsaved_draft_has_no_runs(editor):
    uri = editor.open("untitled:Untitled-1", "Answer briefly.\n")
    assert await editor.command("motjuste.optimize", {"uri": uri}) is None
    assert await editor.until(lambda: [one for one in editor.messages if "not saved" in one])


async def test_a_changed_eval_set_is_noticed_when_the_editor_tells(editor, prompt):
    uri = editor.open(prompt)
    assert await editor.findings(uri) == []
    first = await editor.pull(uri)
    evals = prompt.parent / "dates.evals.jsonl"
    evals.write_text("{broken\n")
    change = types.FileEvent(uri=evals.as_uri(), type=types.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
    report = await editor.pull(uri, first.result_id)
    assert any(str(one.code).startswith("E") for one in report.items)
    assert editor.client.diagnostic_refresh_count > 0


async def test_broken_settings_are_told_once_and_the_rest_works(editor, prompt):
    (prompt.parent / "motjuste.toml").write_text("[lint\n")
    uri = editor.open(prompt.parent / "new.md", STRAY)
    assert [one.code for one in await editor.findings(uri)] == ["T006"]
    editor.replace(uri, "Answer", "Reply")
    await editor.findings(uri)
    assert len([one for one in editor.messages if "motjuste.toml" in one]) == 1


async def test_settings_choose_the_rules_without_a_restart(editor, prompt):
    uri = editor.open(prompt.parent / "new.md", STRAY)
    assert len(await editor.findings(uri)) == 1
    (prompt.parent / "motjuste.toml").write_text('[lint]\nignore = ["T006"]\n')
    settings = types.FileEvent((prompt.parent / "motjuste.toml").as_uri(), types.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([settings]))
    assert await editor.findings(uri) == []


async def test_many_questions_at_once_are_all_answered(editor, prompt):
    uris = [editor.open(prompt.parent / f"p{number}.md", STRAY) for number in range(20)]
    reports = await asyncio.gather(*(editor.pull(uri) for uri in uris for _ in range(3)))
    assert all(len(report.items) == 1 for report in reports)
