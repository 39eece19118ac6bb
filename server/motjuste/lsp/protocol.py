"""pygls's protocol with three things mended: finished futures dropped, texts kept by us, no request unanswered.

1. pygls 2.1.1 stores the future of every generator, thread and coroutine handler under its message id and, for
   notifications, never takes it out again: about 1.8 KB a keystroke until exit. `_execute_handler` is the one
   private method replaced for that; `tests/lsp/test_protocol.py` fails when pygls no longer needs it.
2. pygls cuts lines with `str.splitlines`, which also ends a line at a form feed or U+2028, and clamps a column past
   the end of a line one character short. Editors count neither way, so texts would drift apart: `Documents`, on
   `text/position`, keeps them instead.
3. pygls does not answer requests after `shutdown`, and takes those before `initialize` for ordinary ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.protocol import LanguageServerProtocol, lsp_method

if TYPE_CHECKING:
    from pygls.protocol.json_rpc import MessageCallback, MessageHandler, MsgId, RPCMessage

    from motjuste.lsp.server import MotjusteServer


_NOT_INITIALIZED = -32002
_INVALID_REQUEST = -32600


class Protocol(LanguageServerProtocol):
    """What the server speaks."""

    _server: MotjusteServer
    _begun = False
    """Whether `initialize` was received."""

    def handle_message(self, message: RPCMessage) -> None:
        """Refuse requests before the beginning and after the end, as LSP asks."""
        method, number = getattr(message, "method", None), getattr(message, "id", None)
        if method is None or number is None:
            super().handle_message(message)
        elif self._shutdown:
            self._send_response(number, error=types.ResponseError(_INVALID_REQUEST, "The server is leaving"))
        elif not self._begun and method != types.INITIALIZE:
            self._send_response(number, error=types.ResponseError(_NOT_INITIALIZED, "Send initialize first"))
        else:
            self._begun = True
            super().handle_message(message)

    def _execute_handler(
        self,
        msg_id: MsgId,
        handler: MessageHandler,
        callback: MessageCallback,
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """Run a handler as pygls does, and forget its future as soon as it is done."""
        super()._execute_handler(msg_id, handler, callback, args, kwargs)
        future = self._request_futures.get(msg_id)
        if future is not None:
            future.add_done_callback(lambda _: self._request_futures.pop(msg_id, None))

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Keep a text from now on."""
        self._server.text_opened(params.text_document)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Record an edit. Cheap, on the loop, in the order of arrival; everything else is scheduled."""
        self._server.text_changed(params.text_document, params.content_changes)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """Forget a text."""
        self._server.text_closed(params.text_document.uri)
