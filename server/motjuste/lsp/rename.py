"""Rename: a variable in all prompts of its eval set and in the set itself, or a message why it cannot be done safely."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from motjuste.errors import UserError
from motjuste.lsp.convert import to_range, to_text_edit
from motjuste.lsp.files import eval_file
from motjuste.lsp.naming import columns, named_at, prompts_with

if TYPE_CHECKING:
    from motjuste.lsp.documents import Snapshot
    from motjuste.lsp.linked import Concerned
    from motjuste.lsp.naming import Named
    from motjuste.lsp.server import MotjusteServer
    from motjuste.text.edit import Edit

_CONTENT_MODIFIED = -32801
_REQUEST_FAILED = -32803


def register(ls: MotjusteServer) -> None:
    """Answer requests for a rename and for whether one is possible."""
    ls.answer(types.TEXT_DOCUMENT_RENAME, rename, types.RenameOptions(prepare_provider=True))
    ls.answer(types.TEXT_DOCUMENT_PREPARE_RENAME, prepare_rename)


async def prepare_rename(
    ls: MotjusteServer, params: types.PrepareRenameParams
) -> types.PrepareRenamePlaceholder | None:
    """The name at the cursor; None where there is no variable.

    Raises:
        JsonRpcException: There is one that cannot be renamed here; the message says why.
    """
    from motjuste.workspace.rename import may_rename

    snapshot = ls.documents.get(params.text_document.uri)
    named = await named_at(ls, snapshot, params.position) if snapshot else None
    if snapshot is None or named is None:
        return None
    try:
        for _, _, using in await _shared(ls, named):
            for document in using:
                may_rename(document, named.name)
    except UserError as error:
        raise _refused(error) from error
    return types.PrepareRenamePlaceholder(range=to_range(snapshot, named.span), placeholder=named.name)


async def rename(ls: MotjusteServer, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """The edits of all files together; each is read again before it is sent.

    Raises:
        JsonRpcException: It cannot be done safely, and the message says why; or "Content modified": a text changed
            while the edits were worked out.
    """
    from motjuste.workspace.rename import HeldFile, PromptFile, renaming

    snapshot = ls.documents.get(params.text_document.uri)
    named = await named_at(ls, snapshot, params.position) if snapshot else None
    if named is None:
        return None
    shared = await _shared(ls, named)
    prompts = [
        PromptFile(HeldFile(Path(one.path), one.text), documents, using) for one, documents, using in shared
    ]
    evals = eval_file(ls, named.evals) if named.evals is not None and await columns(ls, named) else None
    held = HeldFile(Path(evals.path), evals.text) if evals is not None else None
    workspace = ls.folders.workspace(named.snapshot.path)
    try:
        # Every file is read again, which may take long for large ones.
        work = functools.partial(renaming, workspace, prompts, held, named.name, params.new_name)
        made = await ls.threads.run(f"rename {named.snapshot.uri}", work, if_still=lambda: True) or ()
    except UserError as error:
        raise _refused(error) from error
    texts = {Path(one.path): one for one in (*(one for one, _, _ in shared), *([evals] if evals else []))}
    if any(_changed(ls, one) for one in (named.snapshot, *texts.values())):
        # Not every editor can be told which version an edit is for.
        raise JsonRpcException("A text changed while the rename was worked out", _CONTENT_MODIFIED)
    edits: dict[str, tuple[Snapshot, list[Edit]]] = {}
    for part in made:
        text = texts[part.file.path]
        edits.setdefault(text.uri, (text, []))[1].extend(part.edits)
    if evals is not None and made:
        ls.say(
            f"To rename `{named.name}` to `{params.new_name}` changes {evals.name} too. Cases without a `split` of their "
            "own are dealt out anew then, since that goes by their content; once it is done and saved, record scores "
            "again with `motjuste eval --update`."
        )
    return _workspace_edit(ls, edits)


async def _shared(ls: MotjusteServer, named: Named) -> list[Concerned]:
    """The prompts that a rename concerns.

    Raises:
        JsonRpcException: The cursor is in an eval set that no prompt uses the column of.
    """
    shared = list(await prompts_with(ls, named))
    if not shared:
        told = f"No prompt is known to use the column `{named.name}`, so nothing says that it is a variable"
        raise _refused(UserError(told, remedy="Rename it by hand"))
    return shared


def _changed(ls: MotjusteServer, text: Snapshot) -> bool:
    """Whether a text that was read is not the newest: edited or closed since, or opened where the disk was read."""
    return ls.documents.get(text.uri) is not (None if text.version is None else text)


def _workspace_edit(ls: MotjusteServer, edits: dict[str, tuple[Snapshot, list[Edit]]]) -> types.WorkspaceEdit:
    if not ls.client.document_changes:
        return types.WorkspaceEdit(
            changes={uri: [to_text_edit(text, one) for one in found] for uri, (text, found) in edits.items()}
        )
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                text_document=types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=text.version),
                edits=[to_text_edit(text, one) for one in found],
            )
            for uri, (text, found) in edits.items()
        ]
    )


def _refused(error: UserError) -> JsonRpcException:
    remedy = f". {error.remedy}" if error.remedy else ""
    return JsonRpcException(f"{error.message}{remedy}.", _REQUEST_FAILED)
