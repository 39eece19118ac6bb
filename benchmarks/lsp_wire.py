"""A bare language client for benchmarks: frames JSON-RPC by hand, so that the client costs next to nothing."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from queue import Queue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

OURS = (sys.executable, "-m", "motjuste", "server")
BARE = (
    sys.executable,
    "-c",
    "from pygls.lsp.server import LanguageServer; LanguageServer('bare', '1').start_io()",
)
"""What any Python language server built on pygls pays before it does anything."""


class Wire:
    """One server process and the messages it sent."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.inbox: Queue[dict[str, Any]] = Queue()
        self._id = 0
        threading.Thread(target=self._read, daemon=True).start()

    def send(self, method: str, params: object, *, request: bool = False) -> int:
        """Send a notification, or a request; returns the request's id."""
        message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
        if request:
            self._id += 1
            message["id"] = self._id
        self._write(message)
        return self._id

    def ask(self, method: str, params: object, timeout: float = 60) -> Any:
        """Send a request and wait for its answer; what comes before it is handled or dropped."""
        number = self.send(method, params, request=True)
        while True:
            message = self.next(timeout)
            if message.get("id") == number and "method" not in message:
                if "error" in message:
                    raise RuntimeError(message["error"])
                return message.get("result")

    def next(self, timeout: float = 60) -> dict[str, Any]:
        """The next message of the server; its requests are granted on the way."""
        message = self.inbox.get(timeout=timeout)
        if "method" in message and "id" in message:
            result = {"applied": True} if message["method"] == "workspace/applyEdit" else None
            self._write({"jsonrpc": "2.0", "id": message["id"], "result": result})
        return message

    def wait_for(self, method: str, timeout: float = 60) -> Any:
        """The params of the next message of that method."""
        while True:
            message = self.next(timeout)
            if message.get("method") == method:
                return message["params"]

    def initialize(
        self, root: Path, capabilities: Mapping[str, object] | None = None, options: object = None
    ) -> Any:
        """Shake hands."""
        params = {
            "processId": None,
            "rootUri": root.as_uri(),
            "capabilities": capabilities or {},
            "initializationOptions": options,
        }
        result = self.ask("initialize", params)
        self.send("initialized", {})
        return result

    def open(self, uri: str, text: str) -> None:
        """Open a Markdown prompt."""
        item = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
        self.send("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, changes: Sequence[Mapping[str, object]]) -> None:
        """Edit it."""
        params = {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}
        self.send("textDocument/didChange", params)

    def _write(self, message: Mapping[str, object]) -> None:
        body = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while (line := stream.readline().strip()) or not length:
                if not line:
                    return
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            self.inbox.put(json.loads(stream.read(length)))


@contextlib.contextmanager
def started(command: Sequence[str] = OURS, *, logged: bool = True, **environment: str) -> Iterator[Wire]:
    """Run a server and end it afterwards; what it logs is shown or dropped."""
    import os

    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if logged else subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
    try:
        yield Wire(process)
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


def insert(line: int, character: int, text: str, length: int = 0) -> dict[str, object]:
    """A content change: replace `length` characters at a place."""
    start = {"line": line, "character": character}
    end = {"line": line, "character": character + length}
    return {"range": {"start": start, "end": end}, "text": text}


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
