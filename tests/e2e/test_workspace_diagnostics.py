"""Diagnostics of the whole workspace, asked of the real server: at once, bit by bit, and never before a keystroke."""

from __future__ import annotations

import asyncio

import psutil
import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from tests.e2e.editor import DEADLINE, capabilities, session

STRAY = "\U0001f3ab Answer <edit>a</edit> b</edit> c\n"
FULL = types.WorkspaceFullDocumentDiagnosticReport


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "prompts").mkdir()
    for number in range(4):
        (tmp_path / "prompts" / f"p{number}.md").write_text(STRAY if number % 2 else "Answer briefly.\n")
    (tmp_path / "notes.md").write_text(STRAY.replace("<edit>", "").replace("</edit>", ""))
    return tmp_path


def ask(editor, held=None, token=None):
    """Ask for the whole workspace."""
    ids = [types.PreviousResultId(uri, value) for uri, value in (held or {}).items()]
    params = types.WorkspaceDiagnosticParams(previous_result_ids=ids, partial_result_token=token)
    return editor.client.workspace_diagnostic_async(params)


def told(items):
    """Codes by file name."""
    return {
        one.uri.rsplit("/", 1)[-1]: [each.code for each in one.items]
        for one in items
        if isinstance(one, FULL)
    }


def ids(items):
    return {one.uri: one.result_id for one in items if one.result_id}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
async def test_the_prompts_of_a_folder_are_told_once(folder, encoding):
    async with session(folder, capabilities(encodings=(encoding,))) as editor:
        assert editor.answer.capabilities.diagnostic_provider.workspace_diagnostics
        first = await asyncio.wait_for(ask(editor), DEADLINE)
        assert told(first.items) == {"p0.md": [], "p1.md": ["T006"], "p2.md": [], "p3.md": ["T006"]}
        finding = next(one for one in first.items if one.uri.endswith("p1.md")).items[0]
        uri = editor.open(folder / "prompts" / "p1.md")
        assert editor.words(uri, finding.range) == "</edit>"
        held = ids(first.items)
        (folder / "prompts" / "p0.md").write_text(STRAY)
        (folder / "prompts" / "p3.md").unlink()
        second = await asyncio.wait_for(ask(editor, held), DEADLINE)
        assert told(second.items) == {"p0.md": ["T006"], "p3.md": []}, (
            "what went is cleared, what is open left out"
        )
        same = [one for one in second.items if not isinstance(one, FULL)]
        assert [(one.uri, one.result_id) for one in same] == [
            (uri, name) for uri, name in held.items() if uri.endswith("p2.md")
        ]
        (folder / "motjuste.toml").write_text('[lint]\nignore = ["T006"]\n')
        change = types.FileEvent((folder / "motjuste.toml").as_uri(), types.FileChangeType.Created)
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
        third = await asyncio.wait_for(ask(editor, ids(second.items)), DEADLINE)
        assert told(third.items)["p0.md"] == [], "other settings, other findings"


async def test_with_a_token_it_is_reported_bit_by_bit_and_again_when_something_changes(folder):
    async with session(folder) as editor:
        reports = []

        def note(params):
            reports.extend(params.value["items"] if isinstance(params.value, dict) else params.value.items)
            editor.wake()

        editor.client.protocol.fm.features[types.PROGRESS] = note
        asked = asyncio.ensure_future(ask(editor, token="bits"))

        def seen():
            plain = [one if isinstance(one, dict) else vars(one) for one in reports]
            return {
                one["uri"].rsplit("/", 1)[-1]: len(one["items"]) for one in plain if one["kind"] == "full"
            }

        await editor.until(lambda: seen() == {"p0.md": 0, "p1.md": 1, "p2.md": 0, "p3.md": 1})
        reports.clear()
        (folder / "prompts" / "p0.md").write_text(STRAY)
        change = types.FileEvent((folder / "prompts" / "p0.md").as_uri(), types.FileChangeType.Changed)
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
        await editor.until(lambda: seen() == {"p0.md": 1})
        assert len(reports) == 1, "only what is new is told again"
        assert not asked.done()
        asked.cancel()
        uri = editor.open(folder / "prompts" / "p1.md")
        assert len(await editor.findings(uri)) == 1, "taken back, it leaves the server as it was"


async def test_a_text_closed_unsaved_has_the_problems_of_its_file_again(folder):
    async with session(folder) as editor:
        reports: dict[str, list[int]] = {}

        def note(params):
            items = params.value["items"] if isinstance(params.value, dict) else params.value.items
            for one in items:
                plain = one if isinstance(one, dict) else vars(one)
                if plain["kind"] == "full":
                    reports.setdefault(plain["uri"].rsplit("/", 1)[-1], []).append(len(plain["items"]))
            editor.wake()

        editor.client.protocol.fm.features[types.PROGRESS] = note
        asked = asyncio.ensure_future(ask(editor, token="bits"))
        await editor.until(lambda: len(reports) == 4)
        reports.clear()
        texts = {"p0.md": STRAY, "p1.md": "Answer briefly.\n", "notes.md": STRAY}
        for name, text in texts.items():
            uri = editor.open(folder / ("prompts" if name != "notes.md" else ".") / name)
            editor.replace(uri, editor.texts[uri], text)
            report = await editor.pull(uri)
            assert len(report.items) == text.count("b</edit>")
            editor.close(uri)
            with pytest.raises(JsonRpcException, match="not open") as refused:
                await editor.pull(uri, report.result_id)
            assert refused.value.code == types.LSPErrorCodes.ServerCancelled
        await editor.until(lambda: len(reports) == 3)
        last = {name: found[-1] for name, found in reports.items()}
        assert last == {"p0.md": 0, "p1.md": 1, "notes.md": 0}, "one that is no prompt on the disk is cleared"
        asked.cancel()


async def test_a_request_that_is_taken_back_leaves_another_its_process(folder):
    for number in range(300):
        (folder / "prompts" / f"more{number}.md").write_text(STRAY)
    async with session(folder) as editor:
        told: dict[str, set[str]] = {"first": set(), "second": set()}

        def note(params):
            items = params.value["items"] if isinstance(params.value, dict) else params.value.items
            told[params.token].update(one["uri"] if isinstance(one, dict) else one.uri for one in items)
            editor.wake()

        def ask_by(token):
            params = types.WorkspaceDiagnosticParams(previous_result_ids=[], partial_result_token=token)
            return editor.client.protocol.send_request(types.WORKSPACE_DIAGNOSTIC, params, msg_id=token)

        editor.client.protocol.fm.features[types.PROGRESS] = note
        asked = [ask_by("first")]
        await editor.until(lambda: len(told["first"]) == 304)
        asked.append(ask_by("second"))
        await editor.until(lambda: told["second"])
        editor.client.protocol.notify(types.CANCEL_REQUEST, types.CancelParams(id="first"))
        await editor.until(lambda: len(told["second"]) == 304)


async def test_a_keystroke_never_waits_for_the_workspace(folder):
    for number in range(150):
        (folder / "prompts" / f"more{number}.md").write_text(STRAY * 20)
    async with session(folder) as editor:
        uri = editor.open(folder / "prompts" / "p1.md")
        await editor.findings(uri)
        everything = asyncio.ensure_future(ask(editor))
        for _ in range(10):
            editor.type(uri, 0, 0, "x")
            assert len(await editor.findings(uri)) == 1
        assert not everything.done(), "whoever types comes first"
        assert len((await asyncio.wait_for(everything, DEADLINE)).items) == 153


async def test_leaving_ends_a_request_that_waits(folder):
    async with session(folder) as editor:
        asked = asyncio.ensure_future(ask(editor, token="bits"))
        uri = editor.open(folder / "prompts" / "p1.md")
        await editor.findings(uri)
    with pytest.raises(JsonRpcException):
        await asyncio.wait_for(asked, DEADLINE)


async def test_an_editor_that_does_not_ask_is_not_offered_it(folder):
    async with session(folder, types.ClientCapabilities()) as editor:
        assert editor.answer.capabilities.diagnostic_provider is None


async def test_a_process_that_died_is_replaced_and_none_is_left_behind(folder):
    async with session(folder) as editor:
        first = await asyncio.wait_for(ask(editor), DEADLINE)
        (looker,) = psutil.Process(editor.pid).children()
        looker.kill()
        looker.wait(DEADLINE)
        again = await asyncio.wait_for(ask(editor, ids(first.items)), DEADLINE)
        assert told(again.items) == told(first.items)
        (looker,) = psutil.Process(editor.pid).children()
    looker.wait(DEADLINE)
