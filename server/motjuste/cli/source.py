"""Where a prompt's text comes from: a file, or stdin under a file's name."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.settings import load
from motjuste.workspace.addresses import named_prompt
from motjuste.workspace.sent import taken_over
from motjuste.workspace.workspace import Workspace, read_prompt

if TYPE_CHECKING:
    import argparse

    from motjuste.document.model import Document

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One prompt file as it was read, and what is needed to write it back."""

    path: str
    """As the user named it; `--stdin-filename`, or `-`, for stdin."""
    data: bytes
    """The very bytes, so that a write can tell whether the file changed meanwhile."""
    workspace: Workspace
    document: Document
    """The prompt that was named; the file's first when the command takes whole files."""
    documents: tuple[Document, ...]
    """All prompts of the file."""
    bom: bool
    readable: bool
    """False when the bytes are not UTF-8: such a file is never written."""
    from_stdin: bool = False


def add_stdin_flags(parser: argparse.ArgumentParser) -> None:
    """Declare `--stdin-filename` and `--config`, which say how a text is to be read."""
    parser.add_argument(
        "--stdin-filename", metavar="PATH", help="the name of the file that `-` (stdin) holds"
    )
    parser.add_argument(
        "--config", metavar="FILE", type=Path, help="settings file to use instead of the nearest one"
    )


def read_stdin(filename: str | None, config: Path | None) -> Source:
    """Read the file from stdin; its name decides format, settings and eval set."""
    data = sys.stdin.buffer.read()
    path = Path(filename) if filename else Path.cwd()
    workspace = Workspace(load(path, config, sent=taken_over(os.environ)))
    return _source(filename or STDIN, data, workspace, from_stdin=True)


def read_file(path: Path, workspace: Workspace) -> Source:
    """Read a prompt file.

    Raises:
        UserError: It cannot be read.
    """
    return _source(str(path), read_prompt(path), workspace, from_stdin=False)


def read_one(path: str, stdin_filename: str | None, config: Path | None) -> Source:
    """Read the one prompt a command works on, from a file or stdin.

    Raises:
        UserError: It cannot be read, or the settings cannot.
    """
    from motjuste.document.parse import split_address

    if path == STDIN:
        file, name = split_address(stdin_filename) if stdin_filename else (None, None)
        return _chosen(read_stdin(file, config), name)
    if stdin_filename is not None:
        raise UserError("--stdin-filename goes with `-`", remedy="Name the prompt `-` to read it from stdin")
    file, name = split_address(path)
    return _chosen(read_file(Path(file), Workspace.discover(Path(file), config)), name)


def _chosen(source: Source, name: str | None) -> Source:
    """The source with the one prompt that was named; without a name there must be no choice.

    Raises:
        UserError: The file has no such prompt, or several and none was named.
    """
    documents = source.documents
    if name is not None:
        return replace(source, document=named_prompt(documents, name))
    if len(documents) == 1:
        return source
    names = [document.address for document in documents]
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    raise UserError(
        f"This file holds {len(names)} prompts: {', '.join(names[:5])}{more}",
        remedy=f"Name one, such as {names[0]}",
        path=source.path,
    )


def _source(path: str, data: bytes, workspace: Workspace, *, from_stdin: bool) -> Source:
    from motjuste.document.decode import decode

    decoded = decode(data)
    documents = workspace.documents(path, data)
    return Source(
        path, data, workspace, documents[0], documents, decoded.bom, decoded.fault is None, from_stdin
    )
