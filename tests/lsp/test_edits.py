"""Edits for the editor: versioned where it can, confirmed where it can, and only if they are what was proved."""

from __future__ import annotations

import pytest
from lsprotocol import types

from motjuste.lsp.capabilities import Client
from motjuste.lsp.documents import Documents
from motjuste.lsp.edits import confirmed_edit, plain_edit, planned, sound
from motjuste.optimize.events import PlannedEdit
from motjuste.text.edit import Edit
from motjuste.text.span import Span

URI = "file:///p.md"
EDIT = Edit(Span(0, 2), "x")


@pytest.fixture
def snapshot():
    item = types.TextDocumentItem(uri=URI, language_id="markdown", version=7, text="😀a")
    return Documents().open(item)


def test_an_edit_is_tied_to_its_version_where_the_editor_can(snapshot):
    edit = plain_edit(Client(document_changes=True), snapshot, [EDIT])
    assert edit.document_changes is not None
    (change,) = edit.document_changes
    assert (change.text_document.uri, change.text_document.version) == (URI, 7)
    assert change.edits[0].range.end == types.Position(0, 3)
    assert edit.changes is None


def test_an_older_editor_gets_the_bare_changes(snapshot):
    edit = plain_edit(Client(), snapshot, [EDIT])
    assert [one.new_text for one in edit.changes[URI]] == ["x"]
    assert edit.document_changes is None


def test_a_proposal_asks_for_confirmation(snapshot):
    client = Client(document_changes=True, change_annotations=True)
    edit = confirmed_edit(client, snapshot, [EDIT], label="+6", description="why")
    assert edit.change_annotations is not None
    ((name, annotation),) = edit.change_annotations.items()
    assert annotation.needs_confirmation
    assert (annotation.label, annotation.description) == ("+6", "why")
    assert edit.document_changes[0].edits[0].annotation_id == name


def test_a_proposal_for_an_editor_without_annotations_is_a_plain_edit(snapshot):
    edit = confirmed_edit(Client(document_changes=True), snapshot, [EDIT], label="", description="")
    assert edit.change_annotations is None


@pytest.mark.parametrize(
    ("text", "result", "whether"),
    [
        ("the date", "the day", True),
        ("the DATE", "the day", False),
        ("the", "the day", False),
        ("the date", "the other day", False),
    ],
    ids=["as proved", "other words", "too short", "another result"],
)
def test_only_the_edit_that_was_proved_is_sound(text, result, whether):
    edits = (PlannedEdit(4, 8, "date", "day", "model"),)
    assert planned(edits) == (Edit(Span(4, 8), "day"),)
    assert sound(text, edits, result) is whether


def test_edits_that_overlap_are_not_sound():
    edits = (PlannedEdit(0, 2, "ab", "x", "model"), PlannedEdit(1, 3, "bc", "y", "model"))
    assert not sound("abc", edits, "xy")
