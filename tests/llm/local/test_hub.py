"""Weights from a model hub: the hub's own client against a small hub on loopback."""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from motjuste.llm.local import hub
from motjuste.llm.local.hub import HubFile

SOURCE = HubFile("Maker/Model-GGUF", "model.gguf")
CONTENT = b"gguf" * 50_000
ETAG = hashlib.sha256(CONTENT).hexdigest()


class Hub(BaseHTTPRequestHandler):
    """Just enough of a hub for one file: HEAD and GET with ranges."""

    protocol_version = "HTTP/1.1"
    asked: list[str]
    broken = False

    def do_HEAD(self):
        self._send(b"")

    def do_GET(self):
        start = int(self.headers.get("range", "bytes=0-").removeprefix("bytes=").split("-")[0])
        self._send(CONTENT[start:], start)

    def _send(self, content: bytes, start: int = 0) -> None:
        self.asked.append(f"{self.command} {self.path}")
        if self.path != "/Maker/Model-GGUF/resolve/main/model.gguf" or (self.broken and content):
            self.send_response(404 if not self.broken else 403)
            self.send_header("content-length", "0")
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        self.send_header("etag", f'"{ETAG}"')
        self.send_header("x-repo-commit", "0" * 40)
        self.send_header("accept-ranges", "bytes")
        if start:
            self.send_header("content-range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
        self.send_header("content-length", str(len(CONTENT) - start))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def serving(*, broken: bool = False):
    handler: Any = type("Handler", (Hub,), {"asked": [], "broken": broken})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", handler.asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture(autouse=True)
def hub_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")


needs_client = pytest.mark.skipif(
    importlib.util.find_spec("huggingface_hub") is None,
    reason="the hub's client is not installed (extra: local)",
)


@needs_client
def test_the_file_comes_from_the_hub(monkeypatch, tmp_path):
    told: list[tuple[int, int]] = []
    with serving() as (url, asked):
        monkeypatch.setenv("HF_ENDPOINT", url)
        file = hub.download(
            SOURCE, len(CONTENT), tmp_path, lambda here, total: told.append((here, total)), threading.Event()
        )
    assert file is not None
    assert file.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert any(line.startswith("GET") for line in asked)


@needs_client
def test_a_hub_that_breaks_off_is_no_hub(monkeypatch, tmp_path):
    with serving(broken=True) as (url, _):
        monkeypatch.setenv("HF_ENDPOINT", url)
        assert hub.download(SOURCE, len(CONTENT), tmp_path, lambda *_: None, threading.Event()) is None


def test_a_hub_that_does_not_have_the_file_is_not_asked_twice(monkeypatch, tmp_path):
    with serving() as (url, asked):
        monkeypatch.setenv("HF_ENDPOINT", url)
        other = HubFile("Maker/Other", "model.gguf")
        assert hub.download(other, 1, tmp_path, lambda *_: None, threading.Event()) is None
        assert len(asked) <= 1


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "nonsense", "file:///etc"])
def test_no_hub_there(monkeypatch, address):
    monkeypatch.setenv("HF_ENDPOINT", address)
    assert not hub.reachable(SOURCE)


def test_offline_by_the_client_s_own_variable(monkeypatch):
    with serving() as (url, asked):
        monkeypatch.setenv("HF_ENDPOINT", url)
        assert hub.reachable(SOURCE)
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
        assert not hub.reachable(SOURCE)
        assert len(asked) == 1
