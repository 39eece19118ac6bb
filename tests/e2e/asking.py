"""What tests ask an editor's server about texts and tell it of settings; methods of `Editor`, in a file of their own."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.uris import to_fs_path

from motjuste.text.edit import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.editor import Editor

DEADLINE = 30.0
_PARAMS: dict[str, Any] = {
    "text_document_document_symbol": types.DocumentSymbolParams,
    "text_document_completion": types.CompletionParams,
    "text_document_definition": types.DefinitionParams,
    "text_document_document_highlight": types.DocumentHighlightParams,
    "text_document_document_link": types.DocumentLinkParams,
    "text_document_prepare_rename": types.PrepareRenameParams,
    "text_document_references": types.ReferenceParams,
    "text_document_rename": types.RenameParams,
    "text_document_folding_range": types.FoldingRangeParams,
    "text_document_semantic_tokens_full": types.SemanticTokensParams,
    "text_document_semantic_tokens_full_delta": types.SemanticTokensDeltaParams,
    "text_document_semantic_tokens_range": types.SemanticTokensRangeParams,
}
"""What each request about a text takes."""


def place(editor: Editor, uri: str, words: str, past: int = 0) -> types.Position:
    """The position `past` code points behind the start of the first `words` in a text."""
    start = editor.texts[uri].index(words) + past
    return editor.range(uri, start, start).start


def configure(editor: Editor, settings: dict[str, Any], scope: Path | None = None) -> None:
    """Change the editor's settings, for one of its folders if given, and tell the server that they changed."""
    editor.client.set_configuration({"motjuste": settings}, scope_uri=scope.as_uri() if scope else None)
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))


async def refreshed(editor: Editor, act: Callable[[], Any]) -> None:
    """Do something, and wait until the server asks for diagnostics to be fetched again."""
    before = editor.client.diagnostic_refresh_count
    act()
    await editor.until(lambda: editor.client.diagnostic_refresh_count > before)


async def ask(editor: Editor, method: str, uri: str, **told: Any) -> Any:
    """Ask about a text: `method` is the client's name of a request, such as `text_document_folding_range`."""
    ask = getattr(editor.client, f"{method}_async")
    params = _PARAMS[method](text_document=types.TextDocumentIdentifier(uri=uri), **told)
    return await asyncio.wait_for(ask(params), DEADLINE)


def apply_to_file(editor: Editor, uri: str, edits: Any) -> None:
    """Change a file that is not open, as an editor does that opens and saves it."""
    path = to_fs_path(uri)
    assert path is not None
    editor.texts[uri] = Path(path).read_bytes().decode()
    edited = [Edit(editor._span(uri, one.range), one.new_text) for one in edits]
    Path(path).write_bytes(apply_edits(editor.texts.pop(uri), edited).encode())


async def hover(editor: Editor, uri: str, words: str) -> str | None:
    """What hovering over the first `words` shows."""
    params = types.HoverParams(types.TextDocumentIdentifier(uri), editor.range_of(uri, words).start)
    found = await asyncio.wait_for(editor.client.text_document_hover_async(params), DEADLINE)
    return None if found is None else str(found.contents.value)


async def lenses(editor: Editor, uri: str) -> list[types.Command]:
    """The commands of a text's lenses."""
    params = types.CodeLensParams(text_document=types.TextDocumentIdentifier(uri=uri))
    found = await asyncio.wait_for(editor.client.text_document_code_lens_async(params), DEADLINE)
    return [lens.command for lens in found or [] if lens.command is not None]
