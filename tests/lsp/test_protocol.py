"""The patch of pygls: finished futures go, and the day pygls drops them itself a test says so."""

from __future__ import annotations

import asyncio

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

from motjuste.lsp.protocol import Protocol


def server(protocol):
    ls = LanguageServer("test", "1", protocol_cls=protocol)

    @ls.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def changed(_):
        await asyncio.sleep(0)

    @ls.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(_):
        await asyncio.Event().wait()

    return ls


async def kept_after_notifications(protocol):
    ls = server(protocol)
    notification = types.DidChangeConfigurationNotification(
        params=types.DidChangeConfigurationParams(settings={})
    )
    for _ in range(10):
        ls.protocol.handle_message(notification)
    for _ in range(5):
        await asyncio.sleep(0)
    return len(ls.protocol._request_futures)


async def test_finished_futures_are_dropped():
    assert await kept_after_notifications(Protocol) == 0


async def test_pygls_still_keeps_them():
    """When this fails, pygls has mended it: delete `_execute_handler` from lsp/protocol.py."""
    assert await kept_after_notifications(LanguageServerProtocol) == 10


async def test_a_request_under_way_can_still_be_cancelled():
    ls = server(Protocol)
    sent = []
    ls.protocol._send_data = sent.append
    ls.protocol._begun = True
    params = types.HoverParams(types.TextDocumentIdentifier("file:///x"), types.Position(0, 0))
    ls.protocol.handle_message(types.HoverRequest(id=7, params=params))
    await asyncio.sleep(0)
    assert 7 in ls.protocol._request_futures
    ls.protocol.handle_message(types.CancelNotification(params=types.CancelParams(id=7)))
    for _ in range(5):
        await asyncio.sleep(0)
    assert ls.protocol._request_futures == {}
    assert sent[0].error.code == types.LSPErrorCodes.RequestCancelled
