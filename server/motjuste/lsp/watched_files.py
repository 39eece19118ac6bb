"""Files that open texts depend on: settings and eval sets, watched by the editor, noticed at every save otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from motjuste.lsp.afresh import show_afresh

if TYPE_CHECKING:
    from motjuste.lsp.server import MotjusteServer

WATCHED = "**/*.{toml,jsonl,ndjson,csv,yaml,yml,json,md,mdc,txt,j2,jinja,jinja2,mustache,hbs,handlebars,prompt,prompty,poml,baml}"


def register(ls: MotjusteServer) -> None:
    """Learn of changed files."""
    ls.answer(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, files_changed)
    ls.answer(types.TEXT_DOCUMENT_DID_SAVE, saved)


def watch(ls: MotjusteServer) -> None:
    """Ask the editor to watch files for us, if it can."""
    if not ls.client.watches_files:
        return
    options = types.DidChangeWatchedFilesRegistrationOptions(
        watchers=[types.FileSystemWatcher(glob_pattern=WATCHED)]
    )
    registration = types.Registration(
        id="motjuste.files", method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES, register_options=options
    )
    ls.client_register_capability(types.RegistrationParams(registrations=[registration]))


def files_changed(ls: MotjusteServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Read anew what was read from disk; settings only if one of their files may be among those that changed."""
    if any(change.uri.lower().endswith(".toml") for change in params.changes):
        ls.folders.forget()
    else:
        ls.folders.touch()
    show_afresh(ls)


def saved(ls: MotjusteServer, _: types.DidSaveTextDocumentParams) -> None:
    """A saved text may be what another depends on; editors that watch files have told us already."""
    if not ls.client.watches_files:
        ls.folders.forget()
        show_afresh(ls)
