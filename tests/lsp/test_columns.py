"""Columns are found near a cursor without reading all of a file, and all of a large one in a thread, once."""

from __future__ import annotations

import asyncio
import time

import pytest
from lsprotocol import types

from motjuste.evals.column_places import column_places
from motjuste.lsp.server import MotjusteServer

URI = "file:///w/many.evals.jsonl"
ROW = (
    '{"ticket": "My parcel has not arrived and I would like to know where it is.", "expected": "delivery"}\n'
)


@pytest.fixture(scope="module")
def ls():
    return MotjusteServer()


def opened(ls, text, uri=URI):
    ls.text_opened(types.TextDocumentItem(uri=uri, language_id="jsonl", version=1, text=text))
    return ls.documents.get(uri)


async def test_a_row_of_a_huge_file_is_read_alone(ls):
    evals = opened(ls, ROW * 50_000)
    at = len(ROW) * 25_000 + 3
    begun = time.thread_time()
    (found,) = await ls.columns.near(evals, at)
    assert (found.name, found.span.start) == ("ticket", at - 1)
    assert len(await ls.columns.near(evals, at, 10)) == 21
    assert time.thread_time() - begun < 0.5, "all of it takes seconds"
    await ls.schedule.close()


async def test_a_large_file_is_looked_at_in_a_thread_and_once_a_text(ls):
    evals = opened(ls, ROW * 3000)
    looks = [asyncio.ensure_future(ls.columns.of(evals)) for _ in range(3)]
    turns = 0
    while not all(one.done() for one in looks):
        turns += 1
        await asyncio.sleep(0)
    assert turns > 20, "the loop goes on meanwhile"
    first = looks[0].result()
    assert first == column_places(".jsonl", evals.text)
    assert all(one.result() is first for one in looks)
    assert await ls.columns.of(evals) is first
    newer = opened(ls, ROW * 2)
    assert len(await ls.columns.of(newer)) == 2, "another text under the same name"
    await ls.schedule.close()


async def test_a_file_whose_rows_are_no_lines_is_looked_at_whole(ls):
    text = '[{"a": 1},\n{"a": 2}]'
    evals = opened(ls, text, "file:///w/few.evals.json")
    assert await ls.columns.near(evals, text.index("a")) == column_places(".json", text)
    await ls.schedule.close()
