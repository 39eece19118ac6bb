"""Settings that the editor keeps, folders that come and go, and files that change, without a restart."""

from __future__ import annotations

import functools
from contextlib import asynccontextmanager

import pytest
from lsprotocol import types
from tests.e2e.editor import OWN, Editor, capabilities

STRAY = "Answer <edit>a</edit> b</edit> c\n"
OFF = {"lint": {"ignore": ["T006"]}, "interpreter": "python3", "trace": {"server": "off"}}
ON = {"lint": {"ignore": None, "extend-select": None}}


@pytest.fixture
def folders(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    return tmp_path / "one", tmp_path / "two"


@asynccontextmanager
async def editing(folders, *, pulls=True, pull_diagnostics=True):
    can = capabilities(pull=pull_diagnostics)
    assert can.workspace is not None
    can.workspace.inlay_hint = types.InlayHintWorkspaceClientCapabilities(refresh_support=True)
    can.workspace.semantic_tokens = types.SemanticTokensWorkspaceClientCapabilities(refresh_support=True)
    can.workspace.configuration = pulls
    can.workspace.workspace_folders = True
    editor = Editor(folders[0])
    for method in (types.WORKSPACE_INLAY_HINT_REFRESH, types.WORKSPACE_SEMANTIC_TOKENS_REFRESH):
        editor.client.feature(method)(lambda _: editor.wake())
    try:
        await editor.start(can, folders=folders, options=OWN)
        yield editor
    finally:
        await editor.stop()


async def codes(editor, uri):
    return [one.code for one in await editor.findings(uri)]


SHOWN = (
    "motjuste/proposalsChanged",
    "motjuste/statusChanged",
    types.WORKSPACE_CODE_LENS_REFRESH,
    types.WORKSPACE_DIAGNOSTIC_REFRESH,
    types.WORKSPACE_INLAY_HINT_REFRESH,
    types.WORKSPACE_SEMANTIC_TOKENS_REFRESH,
)


async def test_all_that_is_shown_is_fetched_again_when_settings_or_files_change(folders):
    one, _ = folders
    async with editing(folders) as editor:
        uri = editor.open(one / "prompts" / "a.md", STRAY)
        assert await codes(editor, uri) == ["T006"]
        change = types.FileEvent((one / "a.evals.jsonl").as_uri(), types.FileChangeType.Created)
        params = types.DidChangeWatchedFilesParams([change])
        saved = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri))
        for act in (
            functools.partial(editor.configure, OFF),
            lambda: editor.client.workspace_did_change_watched_files(params),
            lambda: editor.client.text_document_did_save(saved),
        ):
            editor.heard.clear()
            editor.told.clear()
            act()
            await editor.until(lambda: set(SHOWN) <= set(editor.heard))
            assert editor.notes("motjuste/proposalsChanged") == [{"uri": uri}]


async def test_each_folder_has_settings_of_its_own_and_files_win(folders):
    one, two = folders
    async with editing(folders) as editor:
        uris = [editor.open(folder / "prompts" / "a.md", STRAY) for folder in folders]
        assert [await codes(editor, uri) for uri in uris] == [["T006"], ["T006"]]
        await editor.refreshed(functools.partial(editor.configure, OFF, one))
        assert [await codes(editor, uri) for uri in uris] == [[], ["T006"]]
        assert editor.messages == [], "the client's own options are none of ours"
        await editor.refreshed(functools.partial(editor.configure, OFF))
        assert [await codes(editor, uri) for uri in uris] == [[], []]
        (two / "motjuste.toml").write_text('[lint]\nignore = ["T001"]\n')
        change = types.FileEvent((two / "motjuste.toml").as_uri(), types.FileChangeType.Created)
        params = types.DidChangeWatchedFilesParams([change])
        await editor.refreshed(lambda: editor.client.workspace_did_change_watched_files(params))
        assert [await codes(editor, uri) for uri in uris] == [[], ["T006"]]
        await editor.refreshed(functools.partial(editor.configure, ON, one))
        assert await codes(editor, uris[0]) == ["T006"]


async def test_settings_of_the_wrong_type_are_told_and_the_rest_holds(folders):
    wrong = {"lint": {"ignore": ["T006"], "select": 3}}
    async with editing(folders) as editor:
        uri = editor.open(folders[0] / "prompts" / "a.md", STRAY)
        await codes(editor, uri)
        await editor.refreshed(functools.partial(editor.configure, wrong))
        assert await codes(editor, uri) == []
        assert [one for one in editor.messages if "select in [lint] is not used" in one]


async def test_an_editor_that_cannot_be_asked_pushes_its_settings(folders):
    async with editing(folders, pulls=False, pull_diagnostics=False) as editor:
        editor.open(folders[0] / "prompts" / "a.md", STRAY)
        await editor.until(lambda: editor.published and editor.published[-1].diagnostics)
        params = types.DidChangeConfigurationParams(settings={"motjuste": OFF})
        editor.client.workspace_did_change_configuration(params)
        await editor.until(lambda: not editor.published[-1].diagnostics)


@pytest.mark.parametrize(
    "others", [{"lint": {"ignore": ["T006"]}}, {"motjuste": None}, {}, None, 3, ["lint"]]
)
async def test_what_an_editor_pushes_for_other_tools_is_none_of_ours(folders, others):
    async with editing(folders, pulls=False) as editor:
        uri = editor.open(folders[0] / "prompts" / "a.md", STRAY)
        params = types.DidChangeConfigurationParams(settings=others)
        editor.client.workspace_did_change_configuration(params)
        assert await codes(editor, uri) == ["T006"]
        editor.client.workspace_did_change_configuration(
            types.DidChangeConfigurationParams(settings={"motjuste": OFF})
        )
        assert await codes(editor, uri) == []
        editor.client.workspace_did_change_configuration(params)
        keeps = not isinstance(others, dict)
        assert await codes(editor, uri) == ([] if keeps else ["T006"])


async def test_a_folder_that_is_opened_is_where_its_files_links_end(folders):
    one, two = folders
    (two / "cases.jsonl").write_text('{"ticket": "a", "expected": "b"}\n')
    text = "---\nevals: ../cases.jsonl\n---\nSort {{ ticket }}.\n"
    async with editing((one,)) as editor:
        uri = editor.open(two / "prompts" / "a.md", text)
        assert "E001" in await codes(editor, uri), "outside all folders a file's own folder is its workspace"
        event = types.WorkspaceFoldersChangeEvent(
            added=[types.WorkspaceFolder(two.as_uri(), "two")], removed=[]
        )
        params = types.DidChangeWorkspaceFoldersParams(event=event)
        await editor.refreshed(lambda: editor.client.workspace_did_change_workspace_folders(params))
        assert "E001" not in await codes(editor, uri)
        gone = types.WorkspaceFoldersChangeEvent(
            added=[], removed=[types.WorkspaceFolder(two.as_uri(), "two")]
        )
        params = types.DidChangeWorkspaceFoldersParams(event=gone)
        await editor.refreshed(lambda: editor.client.workspace_did_change_workspace_folders(params))
        assert "E001" in await codes(editor, uri)


async def test_a_run_has_the_settings_that_the_editor_sent(prompt, endpoint):
    """The settings file names no model; the editor does."""
    (prompt.parent / "motjuste.toml").unlink()
    sent = {"models": {"task": {"model": "m", "base-url": endpoint.url, "api-key-env": "MOTJUSTE_TEST_KEY"}}}
    async with editing((prompt.parent,)) as editor:
        uri = editor.open(prompt)
        await codes(editor, uri)
        await editor.refreshed(functools.partial(editor.configure, sent))
        ended = await editor.run("motjuste.evaluate", {"uri": uri, "options": {"split": "dev"}})
        assert ended.startswith("Done"), editor.messages
        assert endpoint.requests
