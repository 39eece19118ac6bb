"""One story in editors that can do little: nothing is sent that an editor did not say it takes, and all of it works."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from lsprotocol import types
from tests import personas
from tests.e2e.editor import Editor, capabilities

if TYPE_CHECKING:
    from collections.abc import Callable

PROMPT = personas.PROMPT.replace(
    "Keep to the facts.\n", "1. Keep to the facts.\n2. Add nothing.\n4. Answer once.\n"
)
MENDED = PROMPT.replace("4. Answer", "3. Answer")
PROVEN = MENDED.replace("Find the date in", "Find the date (YYYY-MM-DD) in")

FOR_ALL = {"window/showMessage", "window/logMessage", "textDocument/publishDiagnostics"}
"""What every editor takes."""
PROGRESS = {"window/workDoneProgress/create", "$/progress"}
ASKED_TO = {"workspace/applyEdit"}
REFRESHED = {"workspace/diagnostic/refresh", "workspace/codeLens/refresh"}


def less(take: Callable[[types.ClientCapabilities], None]) -> types.ClientCapabilities:
    """A modern editor's capabilities after something was taken away."""
    can = capabilities()
    take(can)
    return can


def no_versions(can: types.ClientCapabilities) -> None:
    can.workspace.workspace_edit = None


def no_apply_edit(can: types.ClientCapabilities) -> None:
    can.workspace.apply_edit = None


def no_refresh(can: types.ClientCapabilities) -> None:
    can.workspace.diagnostics = None
    can.workspace.code_lens = None


def no_literals(can: types.ClientCapabilities) -> None:
    can.text_document.code_action = None


def no_related_words(can: types.ClientCapabilities) -> None:
    can.text_document.publish_diagnostics = None
    can.text_document.hover = None


@dataclass(frozen=True)
class Row:
    """An editor, and what may be sent to it."""

    can: types.ClientCapabilities
    takes: set[str] = field(default_factory=set)
    literals: bool = True
    annotations: bool = False
    versions: bool = True
    runs: bool = True
    """Whether a run would show anything that another row does not."""


ROWS = {
    "nothing": Row(types.ClientCapabilities(), literals=False, versions=False),
    "no work-done progress": Row(capabilities(progress=False), ASKED_TO | REFRESHED, annotations=True),
    "no pull": Row(capabilities(pull=False), runs=False),
    "pull without refresh": Row(less(no_refresh), runs=False),
    "no resolve": Row(capabilities(resolve=False), PROGRESS | ASKED_TO | REFRESHED, annotations=True),
    "no annotations": Row(capabilities(annotations=False), PROGRESS | REFRESHED),
    "no versions": Row(less(no_versions), versions=False, runs=False),
    "no edits from outside": Row(less(no_apply_edit), PROGRESS | REFRESHED),
    "no literals": Row(less(no_literals), literals=False, runs=False),
    "no related words": Row(less(no_related_words), PROGRESS | ASKED_TO | REFRESHED, annotations=True),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
async def test_an_editor_that_can_do_little_gets_only_what_it_takes_and_all_that_it_needs(prompt, row):
    prompt.write_text(PROMPT, encoding="utf-8")
    editor = Editor(prompt.parent)
    editor.confirms = False
    try:
        await editor.start(row.can)
        uri = editor.open(prompt)
        assert len(await found(editor, uri, "X004")) == 1
        await mend(editor, uri, row)
        if row.runs:
            await optimize(editor, uri, row)
    finally:
        await editor.stop()
    assert set(editor.heard) <= FOR_ALL | row.takes
    assert bool(editor.offered) == row.annotations, "only who can ask its user is handed an edit unasked"
    for offered in editor.offered:
        assert offered.edit.change_annotations


async def optimize(editor, uri, row):
    """Run, look at the mark, and take the proven edit."""
    await editor.command("motjuste.optimize", {"uri": uri})
    message = await editor.until(lambda: next((one for one in editor.messages if "HELPS" in one), None))
    assert message.startswith("dates.md: HELPS.")
    (mark,) = await found(editor, uri, "L001")
    assert "form of the date" in mark.message
    documents = row.can.text_document
    assert bool(mark.related_information) == bool(documents and documents.publish_diagnostics)
    await accept(editor, uri, row)


async def found(editor, uri, code):
    """The diagnostics of a code, asked for or waited for, as the server offered it."""
    if editor.answer.capabilities.diagnostic_provider is not None:
        return await editor.findings(uri, code)

    def pushed():
        newest = next((one for one in reversed(editor.published) if one.uri == uri), None)
        return [one for one in newest.diagnostics if one.code == code] if newest else []

    return await editor.until(pushed)


async def mend(editor, uri, row):
    """Take the fix from the menu; without literals there is none there, so the user types it."""
    titles = await editor.actions(uri, editor.range_of(uri, "4. Answer"))
    if row.literals:
        await take(editor, titles["Number them anew"], row)
    else:
        assert all(isinstance(one, types.Command) for one in titles.values())
        assert "Optimize this prompt" in titles
        editor.replace(uri, "4. Answer", "3. Answer")
    assert editor.texts[uri] == MENDED


async def accept(editor, uri, row):
    """Take the proven edit from the menu, where there is one."""
    titles = await editor.actions(uri, editor.range_of(uri, " in the text"))
    proven = [action for title, action in titles.items() if "points" in title]
    assert bool(proven) == row.literals
    if proven:
        await take(editor, proven[0], row)
        assert editor.texts[uri] == PROVEN


async def take(editor, action, row):
    """Take an action whose edit has the form that the editor reads."""
    if action.edit is None:
        action = await editor.client.code_action_resolve_async(action)
    edit = action.edit
    editor.apply(edit)
    assert (edit.document_changes is not None, edit.changes is not None) == (row.versions, not row.versions)
    assert edit.change_annotations is None, "who chose it has seen what it does"
