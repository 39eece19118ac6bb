"""An analysis holds for the settings it was made under, and its diagnostics bear that name."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from lsprotocol import types

from motjuste.lsp import diagnostics
from motjuste.lsp.analysis import Analyses
from motjuste.lsp.documents import Documents
from motjuste.lsp.folders import Folders


class Changing(Folders):
    """Settings that change just after they were read, as they may while a thread reads a text."""

    def workspace(self, path):
        """Find the workspace, then change."""
        found = super().workspace(path)
        self.forget()
        return found


@pytest.fixture
def documents():
    return Documents()


def opened(documents, path):
    return documents.open(types.TextDocumentItem(path.as_uri(), "json", 1, '{"a": 1}\n'))


async def test_an_analysis_under_settings_that_changed_meanwhile_is_not_taken_for_new(documents, tmp_path):
    analyses = Analyses(Changing())
    analyses.warm()
    snapshot = opened(documents, tmp_path / "a.json")
    await analyses.of(snapshot)
    assert analyses.cached(snapshot) is None


async def test_what_changes_while_rows_are_looked_at_is_not_in_the_name_of_the_answer(
    documents, tmp_path, monkeypatch
):
    ls: Any = SimpleNamespace(documents=documents, folders=Folders(), marks=SimpleNamespace(revision=0))
    analyses = Analyses(ls.folders)
    analyses.warm()
    ls.analysis = analyses.of
    rows = opened(documents, tmp_path / "a.evals.json")
    params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(rows.uri))

    async def looked_at(*_):
        opened(documents, tmp_path / "prompt.json")
        return []

    monkeypatch.setattr(diagnostics, "all_diagnostics", looked_at)
    first = await diagnostics.pull(ls, params)
    monkeypatch.undo()
    params.previous_result_id = first.result_id
    ls.client = SimpleNamespace(related_information=False)
    monkeypatch.setattr(diagnostics, "all_diagnostics", lambda *_: _nothing())
    again = await diagnostics.pull(ls, params)
    assert isinstance(again, types.RelatedFullDocumentDiagnosticReport)


async def _nothing():
    return []


async def test_a_large_text_is_read_by_one_thread_at_a_time_whoever_was_cancelled(
    documents, tmp_path, monkeypatch
):
    analyses = Analyses(Folders())
    analyses.warm()
    at_work = most = 0
    work = analyses._work

    def counted(*arguments):
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        try:
            return work(*arguments)
        finally:
            at_work -= 1

    monkeypatch.setattr(analyses, "_work", counted)
    uri = (tmp_path / "prompts" / "a.md").as_uri()
    snapshot = documents.open(types.TextDocumentItem(uri, "markdown", 1, "Sort the ticket.\n" * 15_000))
    for version in range(2, 6):
        asking = asyncio.ensure_future(analyses.of(snapshot))
        await asyncio.sleep(0)
        asking.cancel()
        snapshot, _ = documents.change(uri, version, [])
    found = await analyses.of(snapshot)
    assert found.snapshot is snapshot
    assert analyses.cached(snapshot) is found
    assert most == 1


async def test_a_text_closed_while_it_is_read_leaves_nothing_behind(documents, tmp_path):
    analyses = Analyses(Folders())
    analyses.warm()
    uri = (tmp_path / "prompts" / "a.md").as_uri()
    snapshot = documents.open(types.TextDocumentItem(uri, "markdown", 1, "Sort the ticket.\n" * 15_000))
    asking = asyncio.ensure_future(analyses.of(snapshot))
    await asyncio.sleep(0)
    analyses.forget(uri)
    assert (await asking).snapshot is snapshot
    assert (analyses._newest, analyses._kept, analyses._busy) == ({}, {}, {})
