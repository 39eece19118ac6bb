"""A run on some words is started on the text they were chosen in, or not at all."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from lsprotocol import types

from motjuste.lsp.documents import Documents
from motjuste.lsp.execute_command import start_run


async def test_words_of_a_text_that_changed_while_it_was_read_start_no_run(tmp_path):
    documents, said = Documents(), []
    snapshot = documents.open(
        types.TextDocumentItem((tmp_path / "a.md").as_uri(), "markdown", 1, "Name the day.")
    )

    async def read(_):
        documents.change(snapshot.uri, 2, [types.TextDocumentContentChangeWholeDocument("Do name the day.")])

    ls: Any = SimpleNamespace(
        documents=documents, trusted=True, analysis=read, say=lambda message, _: said.append(message)
    )
    place = {"line": 0, "character": 5}
    argument = {"uri": snapshot.uri, "range": {"start": place, "end": {**place, "character": 8}}}
    assert await start_run(ls, "optimize", argument) is None
    assert ["Choose them again" in one for one in said] == [True]
