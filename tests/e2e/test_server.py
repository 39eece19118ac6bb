"""The server as a process: what it imports, what it keeps, what it says on stdout, how it leaves."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import psutil
import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from tests.e2e.editor import SERVER, capabilities, session

from motjuste import __version__

HEAVY = {"openai", "pydantic", "scipy", "numpy", "ruamel", "jinja2", "rich", "regex", "jsonschema", "httpx"}


def imported(log):
    """Top-level packages that `-X importtime` saw."""
    names = (line.rpartition("|")[2].strip() for line in log.splitlines() if line.startswith("import time:"))
    return {name.partition(".")[0] for name in names}


async def test_nothing_heavy_is_imported_before_the_reply_and_openai_never(prompt, tmp_path):
    log = tmp_path / "imports"
    command = f'exec "{sys.executable}" -X importtime -m motjuste server 2>"{log}"'
    async with session(prompt.parent, command=("/bin/sh", "-c", command)) as editor:
        # Everything up to the reply is in the log: it is written as the imports happen.
        uri = editor.open(prompt)
        await editor.run("motjuste.mark", {"uri": uri})
        await editor.run("motjuste.optimize", {"uri": uri})
        await editor.hover(uri, "Find")
        await editor.lenses(uri)
    found = imported(log.read_text())
    assert "motjuste" in found
    assert not found & {"openai", "httpx", "scipy", "numpy", "xllamacpp", "rich"}


def test_the_way_to_the_reply_imports_nothing_heavy():
    script = (
        "import sys; from motjuste.lsp.server import MotjusteServer; MotjusteServer(); print(*sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert not {name.partition(".")[0] for name in told.split()} & HEAVY


async def test_it_says_who_it_is_and_what_it_can_do(editor):
    answer = editor.answer
    assert (answer.server_info.name, answer.server_info.version) == ("motjuste", __version__)
    can = answer.capabilities
    assert can.text_document_sync.change is types.TextDocumentSyncKind.Incremental
    assert can.text_document_sync.open_close
    assert can.diagnostic_provider.identifier == "motjuste"
    assert can.code_action_provider.resolve_provider
    assert "source.fixAll.motjuste" in can.code_action_provider.code_action_kinds
    assert can.hover_provider
    assert can.code_lens_provider
    commands = {"motjuste.mark", "motjuste.optimize", "motjuste.evaluate", "motjuste.cancel"}
    assert commands <= set(can.execute_command_provider.commands)


@pytest.mark.parametrize("options", [None, {}, "nonsense", {"trusted": "maybe", "config": 3}, [1]])
async def test_odd_initialization_options_are_no_trouble(prompt, options):
    async with session(prompt.parent, options=options) as editor:
        uri = editor.open(prompt)
        assert await editor.findings(uri) == []
        assert "Optimize this prompt" in await editor.actions(uri, editor.range(uri, 50, 50))


async def test_a_settings_file_named_by_the_editor_holds(prompt, tmp_path):
    config = tmp_path / "elsewhere.toml"
    config.write_text('[lint]\nignore = ["T006"]\n')
    async with session(prompt.parent, options={"config": str(config)}) as editor:
        uri = editor.open(prompt.parent / "new.md", "a <edit>\n")
        assert await editor.findings(uri) == []


@pytest.mark.parametrize(
    "named",
    ["settings/own.toml", "./settings/own.toml", "${workspaceFolder}/settings/own.toml", "~/own.toml"],
)
async def test_a_settings_file_is_named_from_the_folder_the_editor_has_open(prompt, tmp_path, named):
    (prompt.parent / "settings").mkdir()
    home = prompt.parent / "settings" if named.startswith("~") else tmp_path
    (prompt.parent / "settings" / "own.toml").write_text('[lint]\nignore = ["T006"]\n')
    async with session(
        prompt.parent, options={"config": named}, environment={"HOME": str(home), "USERPROFILE": str(home)}
    ) as editor:
        uri = editor.open(prompt.parent / "new.md", "a <edit>\n")
        assert await editor.findings(uri) == []
        assert editor.messages == []


async def test_a_request_it_does_not_know_is_refused_and_nothing_shown(editor, prompt):
    with pytest.raises(JsonRpcException, match="Method Not Found"):
        await editor.client.protocol.send_request_async("motjuste/nothing", {})
    with pytest.raises(JsonRpcException):
        await editor.command("motjuste.nothing")
    uri = editor.open(prompt)
    assert await editor.findings(uri) == []
    assert editor.messages == []


async def test_an_edit_of_a_text_that_is_not_open_is_no_trouble(editor, prompt):
    editor.texts["file:///lost.md"], editor.versions["file:///lost.md"] = "abc", 1
    editor.type("file:///lost.md", 0, 1, "x")
    uri = editor.open(prompt)
    assert await editor.findings(uri) == []
    assert editor.messages == []


async def test_a_message_that_is_no_json_does_not_end_it(editor, prompt):
    stdin = editor.client._server.stdin
    stdin.write(b"Content-Length: 9\r\n\r\n{broken:}")
    await stdin.drain()
    uri = editor.open(prompt)
    assert await editor.findings(uri) == []


async def test_a_request_can_be_cancelled_and_the_next_is_answered(editor, prompt):
    uri = editor.open(prompt)
    params = types.DocumentDiagnosticParams(text_document=types.TextDocumentIdentifier(uri=uri))
    asked = editor.client.protocol.send_request("textDocument/diagnostic", params, msg_id="pull-1")
    editor.client.cancel_request(types.CancelParams(id="pull-1"))
    with pytest.raises(JsonRpcException, match="cancel"):
        await asyncio.wait_for(asyncio.wrap_future(asked), 30)
    assert await editor.findings(uri) == []


async def test_leaving_ends_the_process(prompt):
    async with session(prompt.parent) as editor:
        server = psutil.Process(editor.pid)
    _, alive = await asyncio.to_thread(psutil.wait_procs, [server], timeout=10)
    assert alive == []


def test_no_editor_at_all():
    """An editor that dies before it says anything: the server reads the end of stdin and leaves."""
    ended = subprocess.run(SERVER, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False)
    assert ended.stdout == b""
    assert b"Traceback" not in ended.stderr


async def test_editing_for_long_keeps_no_memory(prompt):
    """A short soak; `benchmarks/lsp_soak.py` makes 100,000 edits. Bare pygls would keep 1.9 KB an edit: 5 MB here."""
    async with session(prompt.parent, capabilities(pull=False)) as editor:
        uri = editor.open(prompt)
        start = len(editor.texts[uri])

        def up_to_date():
            return editor.published and editor.published[-1].version == editor.versions[uri]

        async def edits(count):
            for number in range(count):
                editor.type(uri, start + number % 40, start + number % 40, "x")
                if len(editor.texts[uri]) > start + 200:
                    editor.type(uri, start, len(editor.texts[uri]), "")
                if number % 100 == 99:
                    await editor.until(up_to_date)
                    del editor.published[:-1]

        await edits(500)
        before = psutil.Process(editor.pid).memory_info().rss
        await edits(2500)
        grown = psutil.Process(editor.pid).memory_info().rss - before
        assert grown < 2_000_000, f"{grown / 2500:.0f} bytes an edit"
