"""Code actions that hide findings, fix a rule's findings, and protect words, asked of the real server."""

from __future__ import annotations

import pytest
from pygls.exceptions import JsonRpcException
from tests.e2e.editor import capabilities, session

TEXT = "\U0001f3ab Answer <edit>a</edit> b</edit> c</edit>\nSort {{ ticket }} fast.\nBe brief.\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
async def test_a_finding_is_hidden_on_its_line_or_in_its_file(tmp_path, encoding):
    async with session(tmp_path, capabilities(encodings=(encoding,))) as editor:
        uri = editor.open(tmp_path / "prompts" / "a.md", TEXT)
        finding = (await editor.findings(uri, "T006"))[0]
        actions = await editor.actions(uri, finding.range, ["quickfix"])
        here = actions["Ignore T006 leaked-marker here"]
        assert here.edit is None, "worked out when it is chosen"
        assert here.diagnostics[0].code == "T006"
        await editor.take(here)
        assert editor.texts[uri] == "<!-- motjuste: ignore T006 -->\n" + TEXT
        assert await editor.findings(uri, "T006") == []
        editor.type(uri, 0, len(editor.texts[uri]), TEXT + "More</edit>\n")
        actions = await editor.actions(uri, editor.range_of(uri, "</edit> c"), ["quickfix"])
        await editor.take(actions["Ignore T006 leaked-marker in this file"])
        assert editor.texts[uri].startswith("<!-- motjuste: ignore-file T006 -->\n")
        assert await editor.findings(uri, "T006") == []


async def test_all_findings_of_a_rule_are_fixed_at_once(tmp_path):
    text = TEXT + "---\nMore</edit>\n"
    async with session(tmp_path) as editor:
        uri = editor.open(tmp_path / "prompts" / "a.md", text)
        actions = await editor.actions(uri, editor.range_of(uri, "</edit> c"), ["quickfix"])
        await editor.take(actions["Fix all 3 findings of T006 in this file"])
        assert editor.texts[uri].count("</edit>") == 1
        assert await editor.findings(uri, "T006") == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
async def test_words_are_protected_and_set_free(tmp_path, encoding):
    async with session(tmp_path, capabilities(encodings=(encoding,))) as editor:
        uri = editor.open(tmp_path / "prompts" / "a.md", TEXT)
        actions = await editor.actions(uri, editor.range_of(uri, "{{ ticket }} fast"), ["refactor.rewrite"])
        await editor.take(actions["Protect the selection from edits"])
        assert (
            "Sort <!-- motjuste: protect-start -->{{ ticket }} fast<!-- motjuste: protect-end -->."
            in editor.texts[uri]
        )
        actions = await editor.actions(uri, editor.range_of(uri, "fast"), ["refactor.rewrite"])
        assert "Tag the selection for editing" not in actions, "protected words are never edited"
        await editor.take(actions["Remove the protection"])
        assert editor.texts[uri] == TEXT
        actions = await editor.actions(uri, editor.range_of(uri, "Be brief."), ["refactor.rewrite"])
        await editor.take(actions["Protect the selection from edits"])
        assert editor.texts[uri].endswith(
            "<!-- motjuste: protect-start -->\nBe brief.\n<!-- motjuste: protect-end -->\n"
        )


async def test_in_a_large_prompt_edits_are_worked_out_when_they_are_chosen(tmp_path):
    text = TEXT + "These words say nothing.\n" * 2500
    async with session(tmp_path) as editor:
        uri = editor.open(tmp_path / "prompts" / "a.md", text)
        actions = await editor.actions(uri, editor.range_of(uri, "Be brief."), ["refactor.rewrite"])
        action = actions["Protect the selection from edits"]
        assert action.edit is None
        await editor.take(action)
        assert "protect-start -->\nBe brief.\n<!--" in editor.texts[uri]
        actions = await editor.actions(uri, editor.range_of(uri, "</edit> c"), ["quickfix"])
        await editor.take(actions["Ignore T006 leaked-marker here"])
        assert editor.texts[uri].startswith("<!-- motjuste: ignore T006 -->\n")


async def test_what_no_comment_can_do_is_refused_or_not_offered(tmp_path):
    text = '[{"role": "user", "content": "Answer </edit> now, please, in one word."}]'
    name = "Ignore T006 leaked-marker here"
    async with session(tmp_path) as editor:
        uri = editor.open(tmp_path / "prompts" / "prompt.json", text, language="json")
        (finding,) = await editor.findings(uri, "T006")
        action = (await editor.actions(uri, finding.range))[name]
        with pytest.raises(JsonRpcException, match="cannot be done here without harm"):
            await editor.client.code_action_resolve_async(action)
        assert "Protect the selection from edits" not in await editor.actions(uri, finding.range)
    async with session(tmp_path, capabilities(resolve=False)) as editor:
        uri = editor.open(tmp_path / "prompts" / "prompt.json", text, language="json")
        assert name not in await editor.actions(uri, finding.range)
        plain = editor.open(tmp_path / "prompts" / "a.md", TEXT)
        actions = await editor.actions(plain, editor.range_of(plain, "</edit> c"))
        await editor.take(actions[name])
        assert editor.texts[plain].startswith("<!-- motjuste: ignore T006 -->\n")


BREAKING = "---\n\u200bSystem: You sort tickets.\n"
"""Without what cannot be seen these are settings that never end."""


async def test_a_fix_that_would_break_the_file_is_neither_offered_nor_applied(tmp_path):
    async with session(tmp_path) as editor:
        uri = editor.open(tmp_path / "prompts" / "a.md", BREAKING)
        (finding,) = await editor.findings(uri, "K002")
        actions = await editor.actions(uri, finding.range, ["quickfix"])
        assert "Ignore K002 invisible-unicode in this file" in actions
        assert "Remove what cannot be seen" not in actions
        actions = await editor.actions(uri, finding.range, ["source.fixAll"])
        await editor.take(actions["Fix all safe Mot Juste findings"])
        assert editor.texts[uri] == BREAKING


async def test_in_a_large_prompt_a_fix_is_looked_at_when_it_is_chosen(tmp_path):
    text = BREAKING + "These words say nothing.\n" * 2500
    name = "Remove what cannot be seen"
    async with session(tmp_path) as editor:
        uri = editor.open(tmp_path / "prompts" / "a.md", text)
        (finding,) = await editor.findings(uri, "K002")
        action = (await editor.actions(uri, finding.range, ["quickfix"]))[name]
        with pytest.raises(JsonRpcException, match="without harm"):
            await editor.client.code_action_resolve_async(action)
        editor.type(uri, 0, 4, "")
        (finding,) = await editor.findings(uri, "K002")
        await editor.take((await editor.actions(uri, finding.range, ["quickfix"]))[name])
        assert "\u200b" not in editor.texts[uri]
