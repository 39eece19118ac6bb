"""Joining the embedded model. The tests that load it are marked `embedded`."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from motjuste.errors import UserError
from motjuste.llm import local
from motjuste.llm.chat import ChatMessage, ChatRequest
from motjuste.llm.errors import NoModel, Unreachable
from motjuste.llm.local import join
from motjuste.llm.local.fetching import Stopped
from motjuste.llm.local.state import (
    ServerState,
    lock_path,
    log_path,
    read_state,
    state_path,
    states_dir,
    write_state,
)
from motjuste.llm.openai_chat import OpenAIChat
from motjuste.llm.reply import structured

needs_runtime = pytest.mark.skipif(
    importlib.util.find_spec("xllamacpp") is None,
    reason="the embedded runtime is not installed (extra: local)",
)


@pytest.fixture
def installed(monkeypatch):
    monkeypatch.setattr(join, "installed", lambda: True)


def test_without_the_runtime_one_sentence_says_how_to_go_on(monkeypatch):
    monkeypatch.setattr(join, "installed", lambda: False)
    with pytest.raises(NoModel) as caught:
        local.ensure_local_endpoint()
    assert 'pip install "motjuste[local]"' in caught.value.remedy
    assert "base_url" in caught.value.remedy


@pytest.mark.usefixtures("installed")
def test_weights_by_a_path_that_is_not_there(tmp_path):
    with pytest.raises(UserError, match="no such file") as caught:
        local.ensure_local_endpoint(tmp_path / "none.gguf")
    assert "[models.local]" in caught.value.remedy


@pytest.mark.usefixtures("installed")
def test_a_state_folder_that_cannot_be_is_an_error_and_nobody_waits(tmp_path):
    weights = tmp_path / "w.gguf"
    weights.write_bytes(b"w")
    states_dir().parent.mkdir(parents=True, exist_ok=True)
    states_dir().write_text("a file")

    async def join_it():
        async with asyncio.timeout(10):
            await local.local_endpoint(weights)

    with pytest.raises(UserError, match="server cannot be started"):
        asyncio.run(join_it())


@needs_runtime
def test_weights_that_are_none_are_a_clear_error_and_leave_nothing(tmp_path):
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"no weights at all")
    with pytest.raises(Unreachable, match="does not start") as caught:
        local.ensure_local_endpoint(broken)
    assert str(log_path(state_path(broken))) in caught.value.remedy
    assert not state_path(broken).exists()
    assert local.running_local_servers() == ()


def test_a_state_file_of_a_dead_server_counts_for_nothing(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    states_dir().mkdir(parents=True)
    path = state_path(tmp_path / "w.gguf")
    # Our own process id: only who knows the token is a server of ours, and nothing else may be ended.
    write_state(path, ServerState(os.getpid(), f"http://127.0.0.1:{port}", "token", "w.gguf", "w"))
    assert local.running_local_servers() == ()
    assert local.stop_local() == 0
    assert not path.exists()


def test_a_stranger_on_the_port_is_not_taken_for_the_server(endpoint):
    state = ServerState(os.getpid(), endpoint.url.removesuffix("/v1"), "token", "w.gguf", "w")
    assert not join.healthy(state), "it lists other models"


@pytest.mark.usefixtures("installed")
def test_waiting_for_another_starter_can_be_stopped(tmp_path):
    from filelock import FileLock

    weights = tmp_path / "w.gguf"
    weights.touch()
    states_dir().mkdir(parents=True)
    stop = threading.Event()
    stop.set()
    with FileLock(lock_path(state_path(weights))), pytest.raises(Stopped):
        local.ensure_local_endpoint(weights, stop=stop)


@pytest.mark.usefixtures("installed")
async def test_without_blocking_errors_arrive_and_cancelling_ends_the_wait(tmp_path):
    from filelock import FileLock

    with pytest.raises(UserError, match="no such file"):
        await local.local_endpoint(tmp_path / "none.gguf")
    weights = tmp_path / "w.gguf"
    weights.touch()
    states_dir().mkdir(parents=True)
    with FileLock(lock_path(state_path(weights))):
        waiting = asyncio.create_task(local.local_endpoint(weights))
        await asyncio.sleep(0)
        [thread] = [thread for thread in threading.enumerate() if thread.name == "local-endpoint"]
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await asyncio.to_thread(thread.join, 10)
        assert not thread.is_alive()


def wait_for(condition, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        threading.Event().wait(0.05)


JOINS = """
import os, sys, time
from motjuste.llm.local import ensure_local_endpoint
before = time.monotonic()
endpoint = ensure_local_endpoint(idle=float(sys.argv[1]))
print(endpoint.base_url, time.monotonic() - before, flush=True)
if sys.argv[2:] == ["die"]:
    os.kill(os.getpid(), 9)
"""


def joins(*arguments: str) -> tuple[str, float]:
    ran = subprocess.run(
        [sys.executable, "-c", JOINS, *arguments], capture_output=True, text=True, check=False
    )
    url, seconds = ran.stdout.split()
    return url, float(seconds)


@pytest.mark.embedded
@pytest.mark.usefixtures("embedded_model")
def test_one_server_for_all_processes_and_none_when_idle():
    url, _ = joins("4", "die")
    [server] = local.running_local_servers()
    assert url == f"{server.url}/v1"
    again, seconds = joins("4")
    assert again == url
    assert seconds < 2
    # Both clients are gone, one of them killed: the server ends by itself, and its state with it.
    wait_for(lambda: local.running_local_servers() == ())
    wait_for(lambda: not list(states_dir().glob("*.json")))


@pytest.mark.embedded
@pytest.mark.usefixtures("embedded_model")
async def test_the_embedded_model_answers_on_the_one_code_path():
    from pydantic import BaseModel

    class Sum(BaseModel):
        result: int

    endpoint = await local.local_endpoint(idle=60)
    assert endpoint.cache_identity.startswith("local:cc324af0")
    assert endpoint.api_key not in repr(endpoint)
    question = (ChatMessage("system", "Answer with the number alone."), ChatMessage("user", "What is 2 + 2?"))
    async with OpenAIChat(endpoint) as model:
        reply = await model.complete(ChatRequest(question, max_tokens=8))
        assert reply.text.strip() == "4"
        assert reply.usage.prompt_tokens > 10
        assert (await structured(model, question, Sum, max_tokens=30)).result == 4


@pytest.mark.embedded
@pytest.mark.usefixtures("embedded_model")
def test_a_killed_server_is_started_again_and_stop_ends_it():
    first = local.ensure_local_endpoint(idle=60)
    [server] = local.running_local_servers()
    os.kill(server.pid, signal.SIGKILL)
    wait_for(lambda: local.running_local_servers() == ())
    second = local.ensure_local_endpoint(idle=60)
    assert second.base_url != first.base_url
    assert read_state(next(iter(states_dir().glob("*.json")))) is not None
    assert local.stop_local() == 1
    assert local.running_local_servers() == ()
    assert local.stop_local() == 0
