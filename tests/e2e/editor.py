"""An editor for tests: pytest-lsp's client over stdio, with texts of its own, edits it confirms, and waits with a deadline."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import sys
import time
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pytest_lsp import make_test_lsp_client
from tests.e2e import asking

from motjuste.text.edit import Edit, apply_edits
from motjuste.text.position import LineIndex
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from pathlib import Path

DEADLINE = asking.DEADLINE
OWN_NOTIFICATIONS = (
    "motjuste/statusChanged",
    "motjuste/caseResults",
    "motjuste/runEnded",
    "motjuste/proposalsChanged",
)
OWN = {"client": {"draws": True, "cases": True, "status": True}}
"""Initialization options of an editor that takes part in all that needs no answer."""
SERVER = (sys.executable, "-m", "motjuste", "server")


def capabilities(
    *,
    pull: bool = True,
    annotations: bool = True,
    resolve: bool = True,
    progress: bool = True,
    questions: bool = False,
    encodings: tuple[str, ...] = ("utf-16",),
) -> types.ClientCapabilities:
    """What a modern editor can do, minus what a test takes away."""
    annotation = types.ChangeAnnotationsSupportOptions(groups_on_label=True) if annotations else None
    properties = types.ClientCodeActionResolveOptions(properties=["edit"])
    kinds = types.ClientCodeActionKindOptions(value_set=list(types.CodeActionKind))
    return types.ClientCapabilities(
        general=types.GeneralClientCapabilities(
            position_encodings=[types.PositionEncodingKind(one) for one in encodings]
        ),
        window=types.WindowClientCapabilities(
            work_done_progress=progress,
            show_message=types.ShowMessageRequestClientCapabilities() if questions else None,
            show_document=types.ShowDocumentClientCapabilities(support=True) if questions else None,
        ),
        workspace=types.WorkspaceClientCapabilities(
            apply_edit=True,
            workspace_edit=types.WorkspaceEditClientCapabilities(
                document_changes=True, change_annotation_support=annotation
            ),
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=pull),
            code_lens=types.CodeLensWorkspaceClientCapabilities(refresh_support=True),
        ),
        text_document=types.TextDocumentClientCapabilities(
            diagnostic=types.DiagnosticClientCapabilities() if pull else None,
            publish_diagnostics=types.PublishDiagnosticsClientCapabilities(related_information=True),
            hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
            completion=types.CompletionClientCapabilities(
                completion_item=types.ClientCompletionItemOptions(
                    documentation_format=[types.MarkupKind.Markdown]
                )
            ),
            document_link=types.DocumentLinkClientCapabilities(tooltip_support=True),
            document_symbol=types.DocumentSymbolClientCapabilities(hierarchical_document_symbol_support=True),
            code_action=types.CodeActionClientCapabilities(
                data_support=resolve,
                is_preferred_support=True,
                resolve_support=properties if resolve else None,
                code_action_literal_support=types.ClientCodeActionLiteralOptions(code_action_kind=kinds),
            ),
        ),
    )


class Editor:
    """One session with one server."""

    ask, place = asking.ask, asking.place
    hover, lenses = asking.hover, asking.lenses
    configure, refreshed = asking.configure, asking.refreshed

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.client = make_test_lsp_client()
        self.encoding = "utf-16"
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.offered: list[types.ApplyWorkspaceEditParams] = []
        """Edits the server asked to have applied."""
        self.confirms = True
        """Whether the user says yes to them."""
        self.published: list[types.PublishDiagnosticsParams] = []
        self.heard: list[str] = []
        """Methods of all requests and notifications of the server."""
        self.lens_refreshes = 0
        self.told: list[tuple[str, Any]] = []
        """Notifications of our own methods: their names and parameters."""
        self.questions: list[types.ShowMessageRequestParams] = []
        self.shown: list[types.ShowDocumentParams] = []
        """Documents the server asked to have shown."""
        self.presses: dict[str, str] = {}
        """Which button the user presses, by a word of the question; else the question stays open."""
        self.answer: types.InitializeResult | None = None
        self._waiting: set[asyncio.Event] = set()
        """One event for each that waits: of a shared one, who clears it takes another's news away."""
        # lsprotocol reads any code action that has a command as a bare command.
        converter = self.client.protocol._converter
        converter.register_structure_hook(
            types.Command | types.CodeAction,
            lambda data, _: converter.structure(
                data, types.Command if isinstance(data.get("command"), str) else types.CodeAction
            ),
        )
        self._watch()

    @property
    def pid(self) -> int:
        """The server's process."""
        assert self.client._server is not None
        return self.client._server.pid

    @property
    def messages(self) -> list[str]:
        """All messages shown so far."""
        return [one.message for one in self.client.messages]

    def reports(self, token: str) -> list[Any]:
        """What a progress bar showed."""
        return self.client.progress_reports.get(token, [])

    async def start(
        self,
        can: types.ClientCapabilities | None = None,
        *,
        options: object = None,
        command: tuple[str, ...] = SERVER,
        environment: Mapping[str, str] | None = None,
        folders: tuple[Path, ...] = (),
    ) -> None:
        """Start the server and shake hands; with `folders` as an editor that has several, or none."""
        await self.client.start_io(*command, env={**os.environ, **(environment or {})})
        self.answer = await self.client.initialize_session(
            types.InitializeParams(
                capabilities=can or capabilities(),
                root_uri=self.folder.as_uri(),
                initialization_options=options,
                workspace_folders=[types.WorkspaceFolder(one.as_uri(), one.name) for one in folders] or None,
            )
        )
        encoding = self.answer.capabilities.position_encoding
        self.encoding = str(getattr(encoding, "value", encoding))

    async def stop(self) -> None:
        """Leave as an editor does; a server that is dead already is no trouble."""
        with contextlib.suppress(RuntimeError, BrokenPipeError, ConnectionError):
            await asyncio.wait_for(self.client.shutdown_session(), DEADLINE)
        with contextlib.suppress(ProcessLookupError):
            if self.client._server is not None and self.client._server.returncode is None:
                self.client._server.kill()
        await self.client.stop()

    async def until(self, condition: Callable[[], Any], deadline: float = DEADLINE) -> Any:
        """Wait until `condition()` is true; it is looked at after each message of the server."""
        end, news = time.monotonic() + deadline, asyncio.Event()
        self._waiting.add(news)
        try:
            while not (met := condition()):
                news.clear()
                left = end - time.monotonic()
                assert left > 0, f"not within {deadline} s; messages so far: {self.messages}"
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), left)
        finally:
            self._waiting.discard(news)
        return met

    def wake(self) -> None:
        """Let all that wait look again."""
        for news in self._waiting:
            news.set()

    def open(self, path: Path | str, text: str | None = None, language: str = "markdown") -> str:
        """Open a file, or a text under a URI; returns the URI."""
        uri = path if isinstance(path, str) else path.as_uri()
        if text is None:
            assert not isinstance(path, str)
            text = path.read_bytes().decode()
        self.texts[uri], self.versions[uri] = text, 1
        item = types.TextDocumentItem(uri=uri, language_id=language, version=1, text=text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))
        return uri

    def close(self, uri: str) -> None:
        """Close a text."""
        del self.texts[uri]
        identifier = types.TextDocumentIdentifier(uri=uri)
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(text_document=identifier))

    def type(self, uri: str, start: int, end: int, new: str) -> None:
        """Replace code points `start` to `end` by `new`, as an incremental change."""
        change = types.TextDocumentContentChangePartial(range=self.range(uri, start, end), text=new)
        self.texts[uri] = self.texts[uri][:start] + new + self.texts[uri][end:]
        self.versions[uri] += 1
        identifier = types.VersionedTextDocumentIdentifier(uri=uri, version=self.versions[uri])
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(text_document=identifier, content_changes=[change])
        )

    def replace(self, uri: str, old: str, new: str) -> None:
        """Replace the first `old` in a text."""
        start = self.texts[uri].index(old)
        self.type(uri, start, start + len(old), new)

    def range(self, uri: str, start: int, end: int) -> types.Range:
        """The range of two offsets."""
        lines = LineIndex(self.texts[uri])
        places = [lines.position(one, self.encoding) for one in (start, end)]  # type: ignore[arg-type]
        return types.Range(types.Position(*places[0]), types.Position(*places[1]))

    def range_of(self, uri: str, words: str) -> types.Range:
        """The range of the first `words` in a text."""
        start = self.texts[uri].index(words)
        return self.range(uri, start, start + len(words))

    def words(self, uri: str, area: types.Range) -> str:
        """The words a range covers."""
        return self._span(uri, area).of(self.texts[uri])

    async def pull(self, uri: str, previous: str | None = None) -> Any:
        """Ask for diagnostics."""
        params = types.DocumentDiagnosticParams(
            text_document=types.TextDocumentIdentifier(uri=uri), previous_result_id=previous
        )
        return await asyncio.wait_for(self.client.text_document_diagnostic_async(params), DEADLINE)

    async def findings(self, uri: str, code: str | None = None) -> list[types.Diagnostic]:
        """The diagnostics of a text, of one code if given."""
        report = await self.pull(uri)
        return [one for one in report.items if code in (None, one.code)]

    async def actions(
        self, uri: str, area: types.Range, only: list[str] | None = None
    ) -> dict[str, types.CodeAction]:
        """Code actions by title; bare commands for editors that take no more."""
        params = types.CodeActionParams(
            text_document=types.TextDocumentIdentifier(uri=uri),
            range=area,
            context=types.CodeActionContext(diagnostics=[], only=only),
        )
        found = await asyncio.wait_for(self.client.text_document_code_action_async(params), DEADLINE)
        return {one.title: one for one in found or []}  # type: ignore[misc]

    async def take(self, action: types.CodeAction) -> Any:
        """Choose a code action: resolve it, apply its edit, run its command."""
        if action.edit is None and action.command is None:
            action = await asyncio.wait_for(self.client.code_action_resolve_async(action), DEADLINE)
        if action.edit is not None:
            self.apply(action.edit)
        if action.command is not None:
            return await self.command(action.command.command, *(action.command.arguments or ()))
        return None

    async def command(self, name: str, *arguments: Any) -> Any:
        """Run a command."""
        params = types.ExecuteCommandParams(command=name, arguments=list(arguments))
        return await asyncio.wait_for(self.client.workspace_execute_command_async(params), DEADLINE)

    async def run(self, name: str, *arguments: Any) -> str:
        """Run a command that starts a run, wait for its end, return its last word."""
        answer = await self.command(name, *arguments)
        return await self.ended(token_of(answer))

    async def ended(self, token: str) -> str:
        """Wait for a progress bar's end; returns its last word."""
        await self.until(
            lambda: any(isinstance(one, types.WorkDoneProgressEnd) for one in self.reports(token))
        )
        return str(self.reports(token)[-1].message)

    async def own(self, method: str, **params: Any) -> Any:
        """Send a request of our own methods; its answer as plain data."""
        answer = await asyncio.wait_for(self.client.protocol.send_request_async(method, params), DEADLINE)
        return plain(answer)

    def notes(self, method: str) -> list[Any]:
        """The parameters of all notifications of a method so far."""
        return [params for name, params in self.told if name == method]

    def apply(self, edit: types.WorkspaceEdit) -> None:
        """Apply a workspace edit to the editor's texts and tell the server, as editors do."""
        changes = dict(edit.changes or {})
        for one in edit.document_changes or ():
            assert isinstance(one, types.TextDocumentEdit)
            open_version = self.versions.get(one.text_document.uri)
            assert one.text_document.version == open_version, "a stale edit"
            changes[one.text_document.uri] = one.edits  # type: ignore[assignment]
        for uri, edits in changes.items():
            if uri not in self.texts:
                asking.apply_to_file(self, uri, edits)
                continue
            edited = [Edit(self._span(uri, one.range), one.new_text) for one in edits]
            text = apply_edits(self.texts[uri], edited)
            self.type(uri, 0, len(self.texts[uri]), text)

    def _span(self, uri: str, area: types.Range) -> Span:
        lines = LineIndex(self.texts[uri])
        ends = [
            lines.offset(one.line, one.character, self.encoding)  # type: ignore[arg-type]
            for one in (area.start, area.end)
        ]
        return Span(*ends)

    def _watch(self) -> None:
        """Note what the server sends, and wake up whoever waits."""
        handle = self.client.protocol.handle_message

        def note(message: Any) -> None:
            if hasattr(message, "method"):
                self.heard.append(message.method)
            handle(message)

        self.client.protocol.handle_message = note  # type: ignore[method-assign]
        features = self.client.protocol.fm.features
        for method in (types.WINDOW_SHOW_MESSAGE, types.PROGRESS, types.WORKSPACE_DIAGNOSTIC_REFRESH):
            features[method] = self._waking(features[method])
        features[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS] = self._publish
        self.client.feature(types.WINDOW_SHOW_MESSAGE_REQUEST)(functools.partial(self._answer_question))
        features[types.WINDOW_SHOW_DOCUMENT] = self._show_document
        for method in OWN_NOTIFICATIONS:
            self.client.feature(method)(functools.partial(self._note, method))
        self.client.feature(types.WORKSPACE_APPLY_EDIT)(functools.partial(self._apply_edit))
        self.client.feature(types.WORKSPACE_CODE_LENS_REFRESH)(functools.partial(self._refresh_lenses))

    async def _answer_question(self, params: types.ShowMessageRequestParams) -> types.MessageActionItem:
        self.questions.append(params)
        self.wake()
        await self.until(lambda: any(word in params.message for word in self.presses))
        title = next(title for word, title in self.presses.items() if word in params.message)
        return next(action for action in params.actions or () if action.title == title)

    def _show_document(self, params: types.ShowDocumentParams) -> types.ShowDocumentResult:
        self.shown.append(params)
        self.wake()
        return types.ShowDocumentResult(success=True)

    def _note(self, method: str, params: object) -> None:
        self.told.append((method, plain(params)))
        self.wake()

    def _publish(self, params: types.PublishDiagnosticsParams) -> None:
        self.published.append(params)
        self.wake()

    def _apply_edit(self, params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        self.offered.append(params)
        if self.confirms:
            self.apply(params.edit)
        self.wake()
        return types.ApplyWorkspaceEditResult(applied=self.confirms)

    def _refresh_lenses(self, _: object) -> None:
        self.lens_refreshes += 1
        self.wake()

    def _waking(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def acting(*arguments: Any) -> Any:
            result = act(*arguments)
            self.wake()
            return result

        return acting


def plain(data: Any) -> Any:
    """The objects that pygls makes of JSON, as JSON again."""
    if hasattr(data, "_asdict"):
        return {key: plain(value) for key, value in data._asdict().items()}
    return [plain(one) for one in data] if isinstance(data, list) else data


def token_of(answer: Any) -> str:
    """The run's name in a command's answer."""
    return str(answer["run"] if isinstance(answer, dict) else answer.run)


@contextlib.asynccontextmanager
async def session(folder: Path, *arguments: Any, **named: Any) -> AsyncIterator[Editor]:
    """An editor with a running server, ended afterwards."""
    editor = Editor(folder)
    try:
        await editor.start(*arguments, **named)
        yield editor
    finally:
        await editor.stop()
