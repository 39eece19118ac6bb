"""What can happen to files and texts under a run: each is told in plain words, and no stale edit is made."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest
from lsprotocol import types
from tests import personas
from tests.e2e.editor import DEADLINE, OWN, session, token_of


@contextlib.asynccontextmanager
async def under_way(editor, uri, endpoint):
    """An optimization with all its answers held back until the end of the block; then its end is waited for."""
    endpoint.hold()
    before, ended = endpoint.calls, len(editor.notes("motjuste/runEnded"))
    await editor.command("motjuste.optimize", {"uri": uri})
    await asyncio.to_thread(endpoint.wait_for_calls, before + 1, DEADLINE)
    try:
        yield
    finally:
        endpoint.release()
    await editor.until(lambda: len(editor.notes("motjuste/runEnded")) > ended)


def told(editor):
    return editor.notes("motjuste/runEnded")[-1]["message"]


async def test_an_eval_file_that_changes_or_goes_away_under_a_run_leaves_the_text_as_it_is(prompt, endpoint):
    evals = prompt.parent / "dates.evals.jsonl"
    rows = evals.read_text()
    async with session(prompt.parent, options=OWN) as editor:
        uri = editor.open(prompt)
        async with under_way(editor, uri, endpoint):
            evals.write_text(rows.replace("Item 1 ", "Thing 1 "))
        assert "HELPS" in told(editor)
        assert "eval set changed while the run was under way" in told(editor)
        evals.write_text(rows)
        editor.replace(uri, "facts", "truth")
        async with under_way(editor, uri, endpoint):
            evals.unlink()
        assert "eval set can no longer be read" in told(editor)
        assert "Run again" in told(editor)
        state = await editor.own("motjuste/status", uri=uri)
        assert "dates.evals.jsonl" in state["note"]
        found = await editor.own("motjuste/proposals", uri=uri)
        assert found == {"items": [], "stale": True}
        assert editor.offered == []
        assert await editor.run("motjuste.optimize", {"uri": uri}) == "Failed"
        assert "dates.evals.jsonl" in told(editor)
        evals.write_text(rows)
        editor.replace(uri, "truth", "facts")
        assert (await editor.run("motjuste.optimize", {"uri": uri})).startswith("HELPS")
        await editor.until(lambda: editor.offered)


async def test_a_text_that_is_renamed_under_a_run_is_left_as_it_is(prompt, endpoint):
    async with session(prompt.parent, options=OWN) as editor:
        uri = editor.open(prompt)
        async with under_way(editor, uri, endpoint):
            renamed = prompt.rename(prompt.with_name("days.md"))
            editor.close(uri)
            other = editor.open(renamed)
        assert "closed or renamed while the run was under way" in told(editor)
        assert editor.offered == []
        assert editor.texts[other] == personas.PROMPT
        renamed.rename(prompt)
        editor.close(other)
        again = editor.open(prompt)
        assert len((await editor.own("motjuste/proposals", uri=again))["items"]) == 1, "it is kept"


async def test_an_editor_that_cannot_write_a_text_says_so_and_the_edit_is_kept(prompt):
    async with session(prompt.parent, options=OWN) as editor:

        def refuse(params):
            editor.offered.append(params)
            return types.ApplyWorkspaceEditResult(applied=False, failure_reason="dates.md is read-only")

        editor.client.protocol.fm.features[types.WORKSPACE_APPLY_EDIT] = refuse
        uri = editor.open(prompt)
        await editor.run("motjuste.optimize", {"uri": uri})
        message = await editor.until(
            lambda: next((one for one in editor.messages if "read-only" in one), None)
        )
        assert "did not make the edit" in message
        assert "kept among the code actions" in message
        actions = await editor.actions(uri, editor.range_of(uri, "the date in"))
        assert [title for title in actions if "points on" in title]


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("untitled:Untitled-1", "is not saved yet"),
        ("vscode-vfs://github/owner/repo/dates.md", "is not a file on this machine"),
    ],
)
async def test_a_text_that_is_no_file_here_has_findings_and_no_runs(prompt, endpoint, uri, words):
    async with session(prompt.parent, options=OWN) as editor:
        editor.open(uri, "Return {{x}} and {{ .\n", language="prompt")
        await editor.findings(uri)
        for command in ("motjuste.optimize", "motjuste.mark", "motjuste.evaluate", "motjuste.report"):
            assert await editor.command(command, {"uri": uri}) is None
        assert len([one for one in editor.messages if words in one]) >= 3
        assert await editor.lenses(uri) == []
        assert (await editor.own("motjuste/cases", uri=uri)) == {"evals": None, "cases": []}
        assert (await editor.own("motjuste/proposals", uri=uri)) == {"items": [], "stale": False}
        assert (await editor.own("motjuste/status", uri=uri))["evals"] is None
        actions = await editor.actions(uri, editor.range_of(uri, "Return"))
        assert not [title for title in actions if "Optimize" in title]
    assert endpoint.calls == 0


async def test_only_the_paragraph_or_the_prompt_that_was_meant(prompt, endpoint):
    source = prompt.parent / "prompts.py"
    source.write_text(
        'FIRST_PROMPT = """Say hello to {name}."""\n\n'
        'DATES_PROMPT = """Answer in one line.\n\nFind the date in the text and return it."""\n'
    )
    settings = prompt.parent / "motjuste.toml"
    table = '[evals]\n"prompts.py::DATES_PROMPT" = "dates.evals.jsonl"\n'
    settings.write_text(f'{settings.read_text()}{table}[prompts]\ninclude = ["prompts.py"]\n')
    async with session(prompt.parent, options=OWN) as editor:
        uri = editor.open(source, language="python")
        lenses = await editor.lenses(uri)
        assert {one.command for one in lenses} == {"motjuste.evaluate", "motjuste.optimize", "motjuste.mark"}
        assert all(list(one.arguments or ()) == [{"uri": uri, "prompt": "DATES_PROMPT"}] for one in lenses)
        found = await editor.own("motjuste/cases", uri=uri)
        assert len(found["cases"]) == 60, "of the prompt that has any"
        assert (await editor.own("motjuste/status", uri=uri))["evals"]["cases"] == 60
        one = {"uri": uri, "cases": [found["cases"][0]["id"]]}
        assert (await editor.run("motjuste.evaluate", one)).startswith("Done")
        await editor.run(lenses[0].command, *(lenses[0].arguments or ()))
        assert endpoint.calls == 60
        assert all("Find the date" in json.dumps(request) for request in endpoint.requests)
        assert all("hello" not in json.dumps(request) for request in endpoint.requests)
        area = editor.range_of(uri, "the text")
        actions = await editor.actions(uri, types.Range(start=area.start, end=area.start))
        token = token_of(await editor.take(actions["Optimize this paragraph"]))
        await editor.ended(token)
        await editor.until(lambda: editor.offered)
        assert editor.texts[uri].startswith(source.read_text().partition("Find")[0])
        assert editor.texts[uri] != source.read_text()
        whole = {
            "uri": uri,
            "range": editor.client.protocol._converter.unstructure(area),
            "scope": "paragraph",
        }
        with pytest.raises(Exception, match="not 'paragraph'"):
            await editor.command("motjuste.optimize", {**whole, "scope": "page"})
        with pytest.raises(Exception, match="no prompt 'OTHER'"):
            await editor.command("motjuste.optimize", {"uri": uri, "prompt": "OTHER"})
        token = token_of(await editor.command("motjuste.mark", {"uri": uri, "prompt": "DATES_PROMPT"}))
        assert (await editor.ended(token)).startswith("Done")


async def test_no_module_of_the_workspace_stands_in_for_one_of_ours(prompt):
    marker = prompt.parent / "was-run"
    for name in ("motjuste.py", "json.py", "sitecustomize.py"):
        (prompt.parent / name).write_text(f"open({str(marker)!r}, 'w').close()\n")
    async with session(prompt.parent, options=OWN) as editor:
        uri = editor.open(prompt)
        assert (await editor.run("motjuste.mark", {"uri": uri})).startswith("Done")
        assert await editor.command("motjuste.report", {"uri": uri}) is not None
    assert not marker.exists()
