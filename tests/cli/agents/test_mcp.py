"""The tools for coding agents, through the SDK's own client over stdio and the scripted endpoint."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
import time
from pathlib import Path

import pytest
from tests.cli.command import DEADLINE, command, motjuste, refusal, snapshot
from tests.endpoint import Reply

mcp = pytest.importorskip("mcp")
types = pytest.importorskip("mcp.types")

TOOLS = {"check", "cost", "mark", "eval", "optimize"}


@contextlib.asynccontextmanager
async def agent(folder, *flags, **named):
    """An agent's client with a running server in a folder."""
    server = mcp.StdioServerParameters(
        command=sys.executable, args=["-m", "motjuste", "mcp", *flags], cwd=folder, env=dict(os.environ)
    )
    async with mcp.Client(server, **named) as client:
        yield client


async def call(client, tool, **arguments):
    """A tool's result, which must be no error."""
    answer = await client.call_tool(tool, arguments)
    assert not answer.is_error, answer
    assert json.loads(answer.content[0].text) == answer.structured_content
    return answer.structured_content


async def error(client, tool, **arguments):
    """What a tool that fails says."""
    answer = await client.call_tool(tool, arguments)
    assert answer.is_error, answer
    return answer.content[0].text


async def reached(condition):
    """For what the endpoint sees, which no message of the server announces."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "not in time"
        await asyncio.sleep(0.01)


async def test_an_agent_marks_optimizes_and_writes_what_is_proven(workspace, endpoint):
    with (workspace / "motjuste.toml").open("a", encoding="utf-8") as settings:
        settings.write("[optimize]\nbeam = 1\ncandidates = 2\n")
    before = snapshot(workspace)
    told = []

    async def progress(done, _total, message):
        told.append((done, message))

    async with agent(workspace) as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
        assert (await call(client, "check"))["findings"] == []
        cost = await call(client, "cost", path="dates.md")
        assert sum(cost["cases"].values()) == cost["eval"]["about_calls"] == 80
        assert 0 < cost["optimize"]["about_calls"] <= cost["optimize"]["at_most_calls"]
        assert cost["mark"]["about_tokens"] > 0
        assert endpoint.calls == 0, "nothing was asked so far"
        marked = await call(client, "mark", path="dates.md")
        assert [mark["text"] for mark in marked["marks"]] == ["date"]
        assert endpoint.calls == sum(marked["calls"].values()) - marked["calls"]["cached"]
        answer = await client.call_tool(
            "optimize", {"path": "dates.md", "steps": 1}, progress_callback=progress
        )
        proven = answer.structured_content
        assert proven["verdict"] == "HELPS"
        assert proven["written"] is False
        assert snapshot(workspace) == before, "nothing is written unasked"
        spent = endpoint.calls
        written = await call(client, "optimize", path="dates.md", steps=1, write=True)
        assert (written["written"], written["edits"]) == (True, proven["edits"])
        assert endpoint.calls == spent, "the second call pays for nothing again"
    assert (workspace / "dates.md").read_bytes().decode() == proven["best"]["text"]
    assert any("about" in message and "calls" in message for _, message in told), "the cost is told before"
    assert [done for done, _ in told] == list(range(1, len(told) + 1))


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_an_agent_of_any_protocol_works_in_the_folders_it_names(workspace, tmp_path, mode):
    async def roots(_):
        return types.ListRootsResult(roots=[types.Root(uri=workspace.as_uri())])

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    async with agent(elsewhere, mode=mode, list_roots_callback=roots) as client:
        scored = await call(client, "eval", paths=["dates.md"], split="dev", min_score=0.99)
        assert scored["passed"] is False
        assert "outside the workspace" in await error(client, "check", paths=[str(elsewhere)])


async def test_what_the_user_does_not_allow_is_refused(workspace, endpoint):
    async with agent(workspace, "--max-calls", "40", "--read-only") as client:
        told = await error(client, "optimize", path="dates.md", max_calls=5000)
        assert "A budget of 40 calls is too small" in told
        assert endpoint.calls == 0
        assert "writes no files" in await error(client, "check", fix=True)
        assert "writes no files" in await error(client, "eval", paths=["dates.md"], update=True)
        assert "writes no files" in await error(client, "optimize", path="dates.md", write=True)
        for tool in ("mark", "optimize", "cost"):
            assert "outside the workspace" in await error(client, tool, path="../x.md")
        assert "validation error" in await error(client, "optimize", path="dates.md", max_calls=0)


async def test_an_argument_that_a_tool_does_not_know_is_refused_and_nothing_done(workspace, endpoint):
    (workspace / "prompts").mkdir()
    for name in ("a.md", "b.md"):
        (workspace / "prompts" / name).write_text("1. Read.\n2. Name.\n2. Answer.\n", encoding="utf-8")
    before = snapshot(workspace)
    async with agent(workspace) as client:
        told = await error(client, "check", path="prompts/a.md", fix=True)
        assert "`check` takes no argument 'path', so nothing was done" in told
        assert "fix, ignore, limit, paths, select" in told
        assert "'paths', 'x'" in await error(client, "mark", path="dates.md", paths=["dates.md"], x=1)
        for tool in (await client.list_tools()).tools:
            assert tool.input_schema["additionalProperties"] is False, tool.name
    assert snapshot(workspace) == before
    assert endpoint.calls == 0


async def test_no_key_goes_where_only_the_folder_says(workspace):
    (workspace / "motjuste.toml").write_text(
        '[models.task]\nbase_url = "http://models.invalid/v1"\nmodel = "m"\napi_key_env = "MOTJUSTE_TEST_KEY"\n'
    )
    async with agent(workspace) as client:
        assert (await call(client, "cost", path="dates.md"))["mark"]["about_calls"] > 0
        for tool, named in (("mark", {"path": "dates.md"}), ("eval", {"paths": ["dates.md"]})):
            told = await error(client, tool, **named)
            assert "http://models.invalid/v1, which the user has not allowed" in told
            assert "motjuste mcp --endpoint http://models.invalid/v1" in told
    async with agent(workspace, "--endpoint", "http://models.invalid/v1") as client:
        assert "not allowed" not in await error(client, "mark", path="dates.md")


async def test_faults_are_told_in_the_words_of_the_command(workspace):
    (workspace / "lost.md").write_text("Answer.\n", encoding="utf-8")
    async with agent(workspace) as client:
        told = await error(client, "optimize", path="lost.md")
        assert "eval set" in told
        assert "Traceback" not in told
        assert "no such file" in await error(client, "mark", path="nowhere.md")
        assert "selects no rule" in await error(client, "check", select="Z999")


async def test_findings_are_those_of_the_command_and_rules_explain_them(workspace):
    (workspace / "prompts").mkdir()
    (workspace / "prompts" / "a.md").write_text("1. Read.\n2. Name.\n2. Answer.\n", encoding="utf-8")
    async with agent(workspace) as client:
        found = await call(client, "check", paths=["prompts"])
        assert [one["code"] for one in found["findings"]] == ["X004"]
        page = (await client.read_resource("motjuste://rules/X004")).contents[0].text
        assert page == motjuste("rule", "X004").out.rstrip("\n")
        listed = (await client.read_resource("motjuste://rules")).contents[0].text
        assert "- X004 broken-numbering" in listed
        with pytest.raises(mcp.MCPError, match="no rule Z999"):
            await client.read_resource("motjuste://rules/Z999")
        mended = await call(client, "check", paths=["prompts"], fix=True)
        assert mended["findings"] == []
    assert (workspace / "prompts" / "a.md").read_text(encoding="utf-8") == "1. Read.\n2. Name.\n3. Answer.\n"


async def test_a_link_out_of_the_agents_folder_is_not_mended(workspace):
    misnumbered = "1. Read.\n2. Name.\n2. Answer.\n"
    (workspace / "motjuste.toml").touch()
    inner = workspace / "inner"
    (inner / "prompts").mkdir(parents=True)
    (workspace / "outer.md").write_text(misnumbered, encoding="utf-8")
    (inner / "prompts" / "link.md").symlink_to(workspace / "outer.md")
    (inner / "prompts" / "own.md").write_text(misnumbered, encoding="utf-8")
    async with agent(workspace, "--root", str(inner)) as client:
        assert (await call(client, "check", fix=True))["findings"] == []
    assert (inner / "prompts" / "own.md").read_text(encoding="utf-8") != misnumbered
    assert (workspace / "outer.md").read_text(encoding="utf-8") == misnumbered


async def test_an_agent_that_moves_on_pays_for_no_further_call(workspace, endpoint):
    endpoint.responder = lambda _request: Reply("late", delay=30.0)
    async with agent(workspace) as client:
        under_way = asyncio.ensure_future(client.call_tool("eval", {"paths": ["dates.md"]}))
        await reached(lambda: endpoint.in_flight > 0)
        under_way.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await under_way
        await reached(lambda: endpoint.in_flight == 0)
        asked = endpoint.calls
        assert (await call(client, "check"))["findings"] == [], "the server goes on"
        assert endpoint.calls == asked


async def test_ctrl_c_ends_the_server_and_its_commands_though_the_agent_says_nothing(workspace, endpoint):
    endpoint.hold()
    process = await asyncio.create_subprocess_exec(
        *command("mcp"),
        cwd=workspace,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    client = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "x", "version": "1"},
    }
    messages = (
        {"id": 1, "method": "initialize", "params": client},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "eval", "arguments": {"paths": ["dates.md"]}}},
    )
    try:
        for message in messages:
            process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        assert b'"id":1' in await process.stdout.readline()
        await reached(lambda: endpoint.in_flight > 0)
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), DEADLINE) == 130
        assert await process.stderr.read() == b"error: Interrupted.\n"
        await reached(lambda: endpoint.in_flight == 0)
    finally:
        endpoint.release()
        with contextlib.suppress(ProcessLookupError):
            process.kill()


def test_the_page_tells_of_every_tool_and_flag():
    page = (Path(__file__).resolve().parents[3] / "docs" / "mcp.md").read_text(encoding="utf-8")
    assert {name for name in TOOLS if f"| `{name}` |" not in page} == set()
    flags = set(re.findall(r"--[a-z-]+", motjuste("mcp", "--help").out)) - {"--help"}
    assert {flag for flag in flags if f"`{flag}" not in page} == set()


def test_without_the_sdk_the_command_says_how_to_get_it(tmp_path, monkeypatch, capsys):
    from motjuste.cli.app import run

    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert run(["mcp", "--root", str(tmp_path)]) == 2
    assert 'pip install "motjuste[mcp]"' in capsys.readouterr().err


@pytest.mark.parametrize(
    "address", ["foo", "ftp://models.invalid", "http://", "http://a b", "localhost:8000/v1", ""]
)
def test_an_endpoint_that_is_no_address_is_refused(address):
    done = motjuste("mcp", "--endpoint", address)
    assert done.status == 2
    assert f"{address!r} is no address; it begins with http:// or https://" in done.stderr


def test_a_root_that_is_none_is_refused(tmp_path):
    assert refusal(motjuste("mcp", "--root", tmp_path / "nowhere")).endswith(
        "--root is no folder. Check the spelling."
    )
