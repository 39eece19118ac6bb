"""An action's edit is for the text it was chosen in, or there is none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from motjuste.lsp import code_action
from motjuste.lsp.documents import Documents


async def test_no_edit_is_given_for_a_text_that_changed_while_it_was_worked_out(tmp_path, monkeypatch):
    documents = Documents()
    snapshot = documents.open(types.TextDocumentItem((tmp_path / "a.md").as_uri(), "markdown", 1, "Name it."))

    async def read(_):
        documents.change(snapshot.uri, 2, [types.TextDocumentContentChangeWholeDocument("Do name it.")])

    ls: Any = SimpleNamespace(documents=documents, analysis=read)
    monkeypatch.setattr(code_action, "mended", lambda *_: types.WorkspaceEdit())
    data = {"what": "fix-all", "uri": snapshot.uri, "serial": snapshot.serial}
    with pytest.raises(JsonRpcException, match="changed while"):
        await code_action.resolve(ls, types.CodeAction(title="Fix all", data=data))
