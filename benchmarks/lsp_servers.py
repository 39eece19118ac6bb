"""The language servers that are measured side by side: how each is started, what it reads and what it needs to be told."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

PEERS = Path(__file__).resolve().parent.parent / ".venv-peers"
_NODE = PEERS / "node_modules" / ".bin"

# What a server on pygls pays that keeps its texts and finds nothing in them: the least there is to compare with.
_BARE = """
from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("bare", "1")

def publish(ls, params):
    document = ls.workspace.get_text_document(params.text_document.uri)
    document.source
    ls.text_document_publish_diagnostics(
        types.PublishDiagnosticsParams(uri=document.uri, version=document.version, diagnostics=[]))

server.feature(types.TEXT_DOCUMENT_DID_OPEN)(publish)
server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(publish)
server.start_io()
"""


@dataclass(frozen=True)
class Server:
    """One of them."""

    name: str
    command: tuple[str, ...]
    language: str
    suffix: str
    note: str = ""
    """What a reader of the figures must know."""
    slow: bool = False
    """Whether it waits for the typist to pause: then fewer edits are measured."""
    options: dict[str, object] = field(default_factory=dict)

    @property
    def installed(self) -> bool:
        """Whether it can be started."""
        return shutil.which(self.command[0]) is not None


OURS = Server(
    "motjuste", (sys.executable, "-m", "motjuste", "server"), "markdown", ".md", "all default rules"
)
BARE = Server("bare pygls", (sys.executable, "-c", _BARE), "markdown", ".md", "finds nothing")


def peer(name: str, *arguments: str) -> tuple[str, ...]:
    """A command of the environment of peers."""
    return (str(PEERS / "bin" / name), *arguments)


SERVERS = (
    OURS,
    BARE,
    Server("ruff server", peer("ruff", "server"), "python", ".py", "native"),
    Server("pylsp", peer("pylsp"), "python", ".py", "waits 500 ms; no linters installed", slow=True),
    Server("jedi-language-server", peer("jedi-language-server"), "python", ".py", "waits 1 s", slow=True),
    Server(
        "esbonio",
        peer("esbonio", "server"),
        "restructuredtext",
        ".rst",
        "tells of faults when Sphinx builds",
        slow=True,
    ),
    Server(
        "yaml-language-server",
        (str(_NODE / "yaml-language-server"), "--stdio"),
        "yaml",
        ".yaml",
        "waits 200 ms",
        slow=True,
    ),
)
