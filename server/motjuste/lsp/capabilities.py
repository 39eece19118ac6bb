"""What this session's editor can do, read once, so that no handler digs in the tree of capabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pygls.capabilities import get_capability

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lsprotocol import types


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The editor's side; the defaults are those of an editor that promises nothing."""

    work_done_progress: bool = False
    pull_diagnostics: bool = False
    """It asks for diagnostics and can be told to ask again. One without the other gets them pushed."""
    related_information: bool = False
    code_description: bool = False
    resolves_edits: bool = False
    """It can ask for a code action's edit later."""
    action_literals: bool = False
    """It takes code actions with edits; without, LSP allows bare commands only."""
    document_changes: bool = False
    """It takes edits tied to a document's version."""
    change_annotations: bool = False
    """It can ask its user to confirm an edit."""
    apply_edit: bool = False
    code_lens_refresh: bool = False
    watches_files: bool = False
    """It can be asked to watch files for us."""
    markdown_hover: bool = False
    markdown_completion: bool = False
    symbol_trees: bool = False
    """It takes symbols with symbols below them."""
    asks_questions: bool = False
    """It can show a message with buttons and tell which one was pressed."""
    shows_documents: bool = False
    inlay_hint_refresh: bool = False
    semantic_tokens_refresh: bool = False
    answers_api_keys: bool = False
    """Ours (docs/editors/protocol.md): it keeps keys and hands them over when a run needs one."""
    answers_completions: bool = False
    """Ours: it asks models of its own for us."""
    draws_proposals: bool = False
    """Ours: it shows proven edits in the text, and wants to know when they change."""
    shows_cases: bool = False
    """Ours: it shows cases as tests, and wants the outcome of each."""
    shows_status: bool = False
    """Ours: it shows a prompt's state, and wants to know when it changes."""
    link_tooltips: bool = False
    pulls_configuration: bool = False
    """It can be asked for its settings."""
    registers_configuration: bool = False
    """It can be asked to tell when they change."""
    workspace_folders: bool = False
    """It knows several folders, or none."""


def read_client(told: types.ClientCapabilities, ours: Mapping[str, Any] | None = None) -> Client:
    """Read the editor's capabilities.

    Args:
        told: LSP's.
        ours: `initializationOptions.client`: which of our own methods it takes part in.
    """
    own = ours or {}

    def can(path: str) -> bool:
        return bool(get_capability(told, path, default=False))

    resolvable = get_capability(told, "text_document.code_action.resolve_support.properties", default=())
    formats = get_capability(told, "text_document.hover.content_format", default=())
    notes = get_capability(told, "text_document.completion.completion_item.documentation_format", default=())
    return Client(
        work_done_progress=can("window.work_done_progress"),
        pull_diagnostics=_present(told, "text_document.diagnostic")
        and can("workspace.diagnostics.refresh_support"),
        related_information=can("text_document.publish_diagnostics.related_information")
        or can("text_document.diagnostic.related_information"),
        code_description=can("text_document.publish_diagnostics.code_description_support")
        or can("text_document.diagnostic.code_description_support"),
        resolves_edits="edit" in (resolvable or ()) and can("text_document.code_action.data_support"),
        action_literals=_present(told, "text_document.code_action.code_action_literal_support"),
        document_changes=can("workspace.workspace_edit.document_changes"),
        change_annotations=can("workspace.workspace_edit.document_changes")
        and _present(told, "workspace.workspace_edit.change_annotation_support"),
        apply_edit=can("workspace.apply_edit"),
        code_lens_refresh=can("workspace.code_lens.refresh_support"),
        watches_files=can("workspace.did_change_watched_files.dynamic_registration"),
        markdown_hover="markdown" in (formats or ()),
        markdown_completion="markdown" in (notes or ()),
        pulls_configuration=can("workspace.configuration"),
        registers_configuration=can("workspace.did_change_configuration.dynamic_registration"),
        workspace_folders=can("workspace.workspace_folders"),
        link_tooltips=can("text_document.document_link.tooltip_support"),
        symbol_trees=can("text_document.document_symbol.hierarchical_document_symbol_support"),
        asks_questions=_present(told, "window.show_message"),
        shows_documents=can("window.show_document.support"),
        inlay_hint_refresh=can("workspace.inlay_hint.refresh_support"),
        semantic_tokens_refresh=can("workspace.semantic_tokens.refresh_support"),
        answers_api_keys=own.get("apiKeys") is True,
        answers_completions=own.get("completions") is True,
        draws_proposals=own.get("draws") is True,
        shows_cases=own.get("cases") is True,
        shows_status=own.get("status") is True,
    )


def _present(told: types.ClientCapabilities, path: str) -> bool:
    return get_capability(told, path, default=None) is not None
