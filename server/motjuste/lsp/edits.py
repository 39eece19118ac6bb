"""Edits offered to the editor: tied to the version they were made for, confirmed by the user where the editor can ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp.convert import to_range, to_text_edit
from motjuste.text.edit import Edit, apply_edits, overlapping
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from motjuste.lsp.capabilities import Client
    from motjuste.lsp.documents import Snapshot
    from motjuste.optimize.events import PlannedEdit

_ANNOTATION = "motjuste"


def plain_edit(client: Client, snapshot: Snapshot, edits: Iterable[Edit]) -> types.WorkspaceEdit:
    """Edits a user asked for by name: a fix, a tag."""
    changes = [to_text_edit(snapshot, edit) for edit in edits]
    if not client.document_changes:
        return types.WorkspaceEdit(changes={snapshot.uri: changes})
    return types.WorkspaceEdit(
        document_changes=[types.TextDocumentEdit(text_document=_versioned(snapshot), edits=changes)]
    )


def confirmed_edit(
    client: Client, snapshot: Snapshot, edits: Iterable[Edit], *, label: str, description: str
) -> types.WorkspaceEdit:
    """Edits a run proposes: the editor shows them with their evidence and its user says yes or no.

    Args:
        client: The editor; one without change annotations gets the bare edits.
        snapshot: What the edits refer to.
        edits: Disjoint edits.
        label: What they are, a few words.
        description: Their evidence.
    """
    if not client.change_annotations:
        return plain_edit(client, snapshot, edits)
    changes = [
        types.AnnotatedTextEdit(
            range=to_range(snapshot, edit.span), new_text=edit.text, annotation_id=_ANNOTATION
        )
        for edit in edits
    ]
    annotation = types.ChangeAnnotation(label=label, description=description, needs_confirmation=True)
    return types.WorkspaceEdit(
        document_changes=[types.TextDocumentEdit(text_document=_versioned(snapshot), edits=changes)],
        change_annotations={_ANNOTATION: annotation},
    )


def planned(edits: Iterable[PlannedEdit]) -> tuple[Edit, ...]:
    """A run's edits as edits of its text."""
    return tuple(Edit(Span(edit.start, edit.end), edit.new) for edit in edits)


def sound(text: str, edits: tuple[PlannedEdit, ...], result: str) -> bool:
    """Whether a run's edits still say of `text` what they said of the text it read, and give what it proved.

    The last look before anything is offered: the worker made this true by construction.
    """
    fits = all(edit.end <= len(text) and text[edit.start : edit.end] == edit.old for edit in edits)
    return fits and not overlapping(planned(edits)) and apply_edits(text, planned(edits)) == result


def _versioned(snapshot: Snapshot) -> types.OptionalVersionedTextDocumentIdentifier:
    return types.OptionalVersionedTextDocumentIdentifier(uri=snapshot.uri, version=snapshot.version)
