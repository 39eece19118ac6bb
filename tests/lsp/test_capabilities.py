"""What an editor can do is read once, and an editor that promises nothing is promised nothing."""

from __future__ import annotations

from lsprotocol import types

from motjuste.lsp.capabilities import Client, read_client


def workspace(**told):
    return types.ClientCapabilities(workspace=types.WorkspaceClientCapabilities(**told))


def test_an_editor_that_promises_nothing():
    assert read_client(types.ClientCapabilities()) == Client()


def test_pulling_needs_that_the_editor_can_be_told_to_pull_again():
    refresh = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    pulls = types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities())
    asks = types.ClientCapabilities(text_document=pulls)
    both = types.ClientCapabilities(
        text_document=pulls, workspace=types.WorkspaceClientCapabilities(diagnostics=refresh)
    )
    assert not read_client(asks).pull_diagnostics
    assert not read_client(workspace(diagnostics=refresh)).pull_diagnostics
    assert read_client(both).pull_diagnostics


def test_annotations_need_versioned_edits():
    support = types.ChangeAnnotationsSupportOptions()
    bare = types.WorkspaceEditClientCapabilities(change_annotation_support=support)
    full = types.WorkspaceEditClientCapabilities(change_annotation_support=support, document_changes=True)
    assert not read_client(workspace(workspace_edit=bare)).change_annotations
    assert read_client(workspace(workspace_edit=full)).change_annotations


def test_resolving_needs_that_the_editor_keeps_our_data():
    resolve = types.ClientCodeActionResolveOptions(properties=["edit", "command"])

    def can(**told):
        action = types.CodeActionClientCapabilities(**told)
        document = types.TextDocumentClientCapabilities(code_action=action)
        return read_client(types.ClientCapabilities(text_document=document)).resolves_edits

    assert can(resolve_support=resolve, data_support=True)
    assert not can(resolve_support=resolve)
    assert not can(data_support=True)
