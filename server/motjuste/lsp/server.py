"""The server: one object that holds a session's state, and the list of rooms that answer the editor.

A room is a module with `register(ls)`: it subscribes to texts and answers its own LSP methods. A new feature is a new
module and its name in `ROOMS`. Nothing heavy is imported before the reply to `initialize`.
"""

from __future__ import annotations

import functools
import importlib
import logging
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer

from motjuste import __version__
from motjuste.lsp import outcome
from motjuste.lsp.analysis import Analyses, Analysis
from motjuste.lsp.capabilities import Client
from motjuste.lsp.columns import Columns
from motjuste.lsp.documents import Documents, Snapshot
from motjuste.lsp.folders import Folders
from motjuste.lsp.linked import Links
from motjuste.lsp.marks import Marks
from motjuste.lsp.proposals import Proposals
from motjuste.lsp.protocol import Protocol
from motjuste.lsp.runs import Runs
from motjuste.lsp.schedule import Schedule
from motjuste.lsp.threads import Threads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pygls.server import ServerErrors

log = logging.getLogger(__name__)

ROOMS = (
    "lifecycle",
    "diagnostics",
    "code_action",
    "code_lens",
    "hover",
    "completion",
    "definition",
    "references",
    "rename",
    "document_link",
    "document_symbol",
    "folding_range",
    "semantic_tokens",
    "execute_command",
    "proposals",
    "inline_completion",
    "inlay_hint",
    "report",
    "status",
    "cases",
    "watched_files",
    "configuration",
    "workspace_diagnostics",
)


class MotjusteServer(LanguageServer):
    """A session with one editor."""

    def __init__(self) -> None:
        super().__init__("motjuste", __version__, protocol_cls=Protocol)
        self.client = Client()
        self.trusted = True
        """False in a workspace its user does not trust: nothing in it is run or contacted."""
        self.documents = Documents()
        self.folders = Folders()
        self.analyses = Analyses(self.folders)
        self.links = Links(self)
        self.marks = Marks()
        self.proposals = Proposals()
        self.schedule = Schedule()
        self.threads = Threads()
        self.columns = Columns(self)
        self.runs = Runs(self)
        self.schedule.on_failure(self._tell_failure)
        self._unread: set[str] = set()
        """Texts opened and not read yet: their marks of earlier runs are still to be looked up."""
        self._text_listeners: list[Callable[[Snapshot], None]] = []
        self._close_listeners: list[Callable[[Snapshot], None]] = []
        self._initialize_listeners: list[Callable[[], None]] = []
        for room in ROOMS:
            importlib.import_module(f"motjuste.lsp.{room}").register(self)

    def on_text(self, act: Callable[[Snapshot], None]) -> None:
        """Call `act` with every new text, opened or changed; it must be quick."""
        self._text_listeners.append(act)

    def on_close(self, act: Callable[[Snapshot], None]) -> None:
        """Call `act` with the last text of every closed document."""
        self._close_listeners.append(act)

    def on_initialize(self, act: Callable[[], None]) -> None:
        """Call `act` when the editor's capabilities are known and ours are not yet told."""
        self._initialize_listeners.append(act)

    def answer(self, method: str, handler: Callable[..., Any], options: object = None) -> None:
        """Answer an LSP method with `handler(ls, params)`."""
        self.feature(method, options)(functools.partial(handler, self))

    def initialized_by(self, client: Client, encoding: str) -> None:
        """The editor said what it can do."""
        self.client = client
        self.documents.encoding = (
            "utf-8" if encoding == "utf-8" else "utf-32" if encoding == "utf-32" else "utf-16"
        )
        for act in self._initialize_listeners:
            act()

    def text_opened(self, item: types.TextDocumentItem) -> None:
        """Keep a text from now on."""
        snapshot = self.documents.open(item)
        self.runs.text_gone(item.uri)
        self.marks.drop(item.uri)
        self._unread.add(item.uri)
        for act in self._text_listeners:
            act(snapshot)

    def text_changed(
        self,
        document: types.VersionedTextDocumentIdentifier,
        changes: Sequence[types.TextDocumentContentChangeEvent],
    ) -> None:
        """Record an edit and what follows from it at once: marks move, runs learn of it, listeners schedule."""
        changed = self.documents.change(document.uri, document.version, changes)
        if changed is None:
            log.warning("an edit of a text that is not open: %s", document.uri)
            return
        snapshot, steps = changed
        self.marks.follow(document.uri, steps)
        self.runs.text_changed(document.uri, steps)
        for act in self._text_listeners:
            act(snapshot)

    def text_closed(self, uri: str) -> None:
        """Forget a text."""
        snapshot = self.documents.close(uri)
        if snapshot is None:
            return
        self.runs.text_gone(uri)
        self.analyses.forget(uri)
        self.columns.forget(uri)
        self.marks.drop(uri)
        self._unread.discard(uri)
        for act in self._close_listeners:
            act(snapshot)

    async def analysis(self, snapshot: Snapshot) -> Analysis:
        """A text, read; marks kept from earlier runs come back when it is read first."""
        analysis = await self.analyses.of(snapshot)
        if snapshot.uri in self._unread:
            self._unread.discard(snapshot.uri)
            outcome.recall_marks(self, analysis)
        for complaint in self.folders.complaints():
            self.say(complaint, types.MessageType.Warning)
        return analysis

    def say(self, message: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Show a message: what happened, what still works, what to do next."""
        self.window_show_message(types.ShowMessageParams(type=kind, message=message))

    def _tell_failure(self, key: str, error: Exception) -> None:
        """A run that broke off by a fault of ours is told; what breaks at every keystroke is only logged."""
        if key.startswith("run "):
            self.say(
                f"The run broke off ({type(error).__name__}): a fault of motjuste. Answers it already had are "
                "kept. Please report it with the server's log.",
                types.MessageType.Error,
            )

    def shutdown(self) -> None:
        """End the session. The thread that reads is not waited for: after Ctrl-C no message may ever come."""
        self.thread_pool.shutdown(wait=False, cancel_futures=True)
        self._thread_pool = None
        super().shutdown()  # type: ignore[no-untyped-call]

    def report_server_error(self, error: Exception, source: ServerErrors) -> None:
        """Log an error of a handler. Never shown: pygls's default would show it once a keystroke."""
        if source is not FeatureRequestError:
            log.error("%s: %s", source.__name__, error, exc_info=error)
