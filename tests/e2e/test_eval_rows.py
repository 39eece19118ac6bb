"""Diagnostics in eval files that are open, asked of the real server."""

from __future__ import annotations

import pytest
from lsprotocol import types
from tests.e2e.editor import capabilities, session

ROWS = (
    '{"ticket": "\U0001f3ab", "expected": "b"}\n'
    '  {"ticket": "\U0001f3ab", "expected": "b"}\n'
    '{"text": "\U0001f3ab", "expected": "b"}\n'
    "{broken\n"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sort.md").write_text("---\nevals: ./cases.jsonl\n---\nSort {{ ticket }}.\n")
    (tmp_path / "cases.jsonl").write_text(ROWS)
    return tmp_path


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
async def test_rows_are_marked_for_the_prompts_that_use_them(folder, encoding):
    async with session(folder, capabilities(encodings=(encoding,))) as editor:
        rows = editor.open(folder / "cases.jsonl", language="jsonl")
        found = await editor.findings(rows)
        assert [(one.code, one.range.start.line) for one in found] == [
            ("duplicate-row", 1),
            ("E002", 2),
            ("E001", 3),
        ]
        assert editor.words(rows, found[0].range) == ROWS.splitlines()[1].strip()
        assert found[0].related_information[0].location.range.start.line == 0
        first = await editor.pull(rows)
        again = await editor.pull(rows, first.result_id)
        assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
        prompt = editor.open(folder / "sort.md")
        editor.replace(prompt, "ticket", "text")
        changed = await editor.pull(rows, first.result_id)
        assert [one.range.start.line for one in changed.items if one.code == "E002"] == [0], (
            "what an open prompt says holds, saved or not"
        )
        await editor.refreshed(lambda: editor.close(prompt))
        closed = await editor.pull(rows, changed.result_id)
        assert [one.range.start.line for one in closed.items if one.code == "E002"] == [2], (
            "closed unsaved, it says again what the disk says"
        )
        editor.replace(rows, "{broken\n", "")
        assert "E001" not in {one.code for one in await editor.findings(rows)}
        other = editor.open(folder / "data.jsonl", "{broken\n", language="jsonl")
        assert await editor.findings(other) == [], "what no prompt is linked to is none of our business"


def lacking(published):
    """The lines of rows that lack a column, as an editor was told."""
    return [one.range.start.line for one in published.diagnostics if one.code == "E002"]


async def test_an_editor_that_does_not_ask_has_them_pushed(folder):
    async with session(folder, types.ClientCapabilities()) as editor:
        rows = editor.open(folder / "cases.jsonl", language="jsonl")
        await editor.until(lambda: editor.published)
        assert editor.published[-1].uri == rows
        assert len(editor.published[-1].diagnostics) == 3
        prompt = editor.open(folder / "sort.md")
        editor.replace(prompt, "ticket", "text")
        await editor.until(
            lambda: [
                one
                for one in editor.published[1:]
                if one.uri == rows and "no column" not in one.diagnostics[0].message
            ]
        )
        await editor.until(lambda: lacking(editor.published[-1]) == [0])
        editor.close(prompt)
        await editor.until(lambda: lacking(editor.published[-1]) == [2])
