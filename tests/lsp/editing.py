"""An editor's side of a text, written after the LSP specification alone: what the server's texts are held against."""

from __future__ import annotations

import asyncio
import atexit
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import strategies as st

from motjuste.lsp.server import MotjusteServer

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")
ENCODINGS = ("utf-8", "utf-16", "utf-32")
_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
_LINE_END = re.compile(r"\r\n|\n|\r")
WORDS = st.text(alphabet="ab {}<`é\u0301\u2028\x0c\x85\n\r😀", max_size=12)


def position(text: str, offset: int, encoding: str) -> dict[str, int]:
    """Where an offset is, in an editor's units; never inside a line end."""
    ends = [end.end() for end in _LINE_END.finditer(text) if end.end() <= offset]
    codec, size = _CODECS[encoding]
    return {"line": len(ends), "character": len(text[ends[-1] if ends else 0 : offset].encode(codec)) // size}


@dataclass(frozen=True)
class Typed:
    """One change: a part of the text from 0 to 1,000, what stands there afterwards, and whether all is sent."""

    start: int
    length: int
    new: str
    whole: bool = False


changes = st.builds(
    Typed,
    st.integers(0, 1000),
    st.sampled_from([0, 0, 1, 2, 5, 400, 1000]),
    WORDS,
    st.sampled_from([False] * 9 + [True]),
)
few = st.lists(changes, min_size=1, max_size=3)
many = st.lists(changes, min_size=8, max_size=16)
scripts = st.lists(st.one_of(few, few, few, many), min_size=1, max_size=6)
"""Notifications in order, each with its changes; some with as many as an editor sends for "Replace All"."""


@dataclass
class Client:
    """An editor with one open text."""

    uri: str
    text: str
    encoding: str
    version: int = 1

    def opening(self) -> dict[str, Any]:
        """The notification that opens it."""
        item = {"uri": self.uri, "languageId": "markdown", "version": self.version, "text": self.text}
        return {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": item}}

    def typing(self, typed: list[Typed]) -> dict[str, Any]:
        """Type, and the notification that tells of it."""
        self.version += 1
        told = [self._change(one) for one in typed]
        document = {"uri": self.uri, "version": self.version}
        params = {"textDocument": document, "contentChanges": told}
        return {"jsonrpc": "2.0", "method": "textDocument/didChange", "params": params}

    def closing(self) -> dict[str, Any]:
        """The notification that closes it."""
        params = {"textDocument": {"uri": self.uri}}
        return {"jsonrpc": "2.0", "method": "textDocument/didClose", "params": params}

    def _change(self, typed: Typed) -> dict[str, Any]:
        start = self._outside_line_ends(typed.start * len(self.text) // 1000)
        end = self._outside_line_ends(min(len(self.text), start + typed.length))
        old, self.text = self.text, self.text[:start] + typed.new + self.text[end:]
        if typed.whole:
            return {"text": self.text}
        ends = [position(old, at, self.encoding) for at in (start, end)]
        return {"range": {"start": ends[0], "end": ends[1]}, "text": typed.new}

    def _outside_line_ends(self, offset: int) -> int:
        """No editor has a place between CR and LF."""
        return offset + 1 if self.text[offset - 1 : offset + 1] == "\r\n" and offset else offset


_RUNNER = asyncio.Runner()
atexit.register(_RUNNER.close)


def in_the_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run something in the one loop that all servers of these tests belong to."""
    return _RUNNER.run(work)


class Receiver:
    """A server without a pipe: messages go in as JSON, what it says is thrown away."""

    def __init__(self, encoding: str) -> None:
        self.server = MotjusteServer()
        self.server.protocol.set_writer(self)
        general = {"positionEncodings": [encoding]}
        params = {"processId": None, "rootUri": None, "capabilities": {"general": general}}
        self.send({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params})
        assert self.server.documents.encoding == encoding

    def write(self, _data: bytes) -> None:
        """Nobody reads it."""

    def close(self) -> None:
        """Nothing is open."""

    def send(self, message: dict[str, Any]) -> None:
        """As it comes out of a pipe."""
        protocol = self.server.protocol
        protocol.handle_message(protocol.structure_message(json.loads(json.dumps(message))))

    def text(self, uri: str) -> str | None:
        """The text as the server has it."""
        snapshot = self.server.documents.get(uri)
        return None if snapshot is None else snapshot.text

    def sends_in_a_loop(self, messages: list[dict[str, Any]]) -> None:
        """Send, and let what that has set off begin."""

        async def go() -> None:
            for message in messages:
                self.send(message)
                await asyncio.sleep(0)
            await self.server.schedule.close()

        in_the_loop(go())
