"""Files beside the text at hand, as the session sees them: what the editor holds open, else the disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.lsp.documents import Snapshot
from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    from motjuste.lsp.server import MotjusteServer


def open_at(ls: MotjusteServer, path: Path) -> Snapshot | None:
    """The open text of a file, however the editor spells its place."""
    real = real_path(path)
    return next((one for one in ls.documents if one.on_disk and real_path(one.path) == real), None)


def prompt_file(ls: MotjusteServer, path: Path) -> Snapshot | None:
    """A prompt's file: its open text, else the disk's; None when it cannot be read."""
    from motjuste.document.decode import decode
    from motjuste.workspace.workspace import read_prompt

    found = open_at(ls, path)
    if found is not None:
        return found
    try:
        return closed(ls, path, decode(read_prompt(path)).text)
    except UserError:
        return None


def eval_file(ls: MotjusteServer, path: Path) -> Snapshot | None:
    """An eval set's file, likewise."""
    from motjuste.evals.load.text_file import read_text

    found = open_at(ls, path)
    if found is not None:
        return found
    try:
        return closed(ls, path, read_text(path, str(path)))
    except UserError:
        return None


def closed(ls: MotjusteServer, path: Path, text: str) -> Snapshot:
    """A file that is not open, so that places in it can be told in the editor's units."""
    return Snapshot(
        uri=uri_of(path),
        path=str(path),
        on_disk=True,
        language="",
        version=None,
        serial=0,
        text=text,
        lines=LineIndex(text),
        encoding=ls.documents.encoding,
    )


def real_path(path: Path | str) -> str:
    """Where a path leads, by which two spellings of one file are known."""
    return os.path.realpath(path)


def uri_of(path: Path | str) -> str:
    """The address of a file."""
    return Path(os.path.abspath(path)).as_uri()  # noqa: PTH100 - resolve() would name another file than the user's
