"""What is said of a run's edit at its end and what is done with it are one decision, whatever changes in between."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from motjuste.lsp import outcome
from motjuste.lsp.run import Order, Run

TEXT = "Say it."


@pytest.mark.parametrize("digests", [("other", "same"), (None, "same")])
def test_an_eval_set_that_comes_back_after_the_word_was_given_makes_no_edit(digests, monkeypatch):
    found = iter(digests)
    applied = []

    async def apply(*_):
        applied.append(True)

    monkeypatch.setattr(outcome, "_apply", apply)
    monkeypatch.setattr(outcome, "sound", lambda *_: True)
    snapshot = SimpleNamespace(uri="file:///a.md", name="a.md", text=TEXT)
    workspace = SimpleNamespace(eval_digest=lambda _: next(found))
    analysis = SimpleNamespace(snapshot=snapshot, documents=[SimpleNamespace(name=None)], workspace=workspace)
    run = Run("motjuste-1", Order("optimize", None), cast(Any, analysis))
    run.started = cast(Any, SimpleNamespace(evalset_digest="same"))
    run.summary = cast(Any, SimpleNamespace(verdict="HELPS", message="", edits=("an edit",), text=""))
    said: list[str] = []
    client = SimpleNamespace(asks_questions=False, apply_edit=True, change_annotations=True)
    ls: Any = SimpleNamespace(
        documents={snapshot.uri: snapshot}, client=client, say=lambda words, _kind: said.append(words)
    )
    outcome.note_end(ls, run)
    asyncio.run(outcome.conclude(ls, run))
    assert "The edit was not made" in said[0]
    assert applied == []
