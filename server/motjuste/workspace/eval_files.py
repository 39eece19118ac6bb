"""Which files are eval sets and so no prompts: by their name, by the settings' table, or because a prompt near them says so."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.evals.folder import SIBLING_SUFFIXES, is_below, is_settled, once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from motjuste.document.model import Document

EVAL_SET = "eval-set"
"""The format of a file that holds cases: a document of it has no messages."""
PEEK = 65_536
"""Bytes of a file that are read to see what it is."""
_SUFFIXES = (*SIBLING_SUFFIXES, ".ndjson", ".arrow", ".feather")
"""Those of eval sets, as `motjuste.evals.load` reads them; importing that takes long."""
_NAMES = tuple(f".evals{suffix}" for suffix in SIBLING_SUFFIXES)
_MAY_NAME = (
    *(".md", ".markdown", ".mdown", ".mkd", ".txt", ".text", ".j2", ".jinja", ".jinja2", ".mustache"),
    *(".hbs", ".handlebars", ".prompt", ".prompty", ".mdc", ".poml", ".baml"),
    *(".py", ".json", ".yaml", ".yml"),
)
"""Suffixes of files whose prompts may name an eval set."""


@dataclass(frozen=True)
class EvalFiles:
    """Says which files of a workspace are eval sets. Looks at few files closely: it is asked of every file of a check."""

    root: Path
    """The workspace."""
    table: Mapping[str, str]
    """The settings' globs to eval sets, both relative to `root`."""

    def holds(self, path: Path) -> bool:
        """Whether a file is an eval set. A promptfoo configuration is one too, but a prompt first: it does not count.

        Prompts that name it are looked for in its own folder and in those above it, up to the root.
        """
        if "\0" in str(path):
            return False
        known = path.name.lower().endswith(_NAMES)
        known = known or bool(self.table and os.path.realpath(path) in self._targets)
        known = known or (path.suffix.lower() in _SUFFIXES and self._is_named(path))
        return known and not _is_promptfoo(path)

    @cached_property
    def _targets(self) -> frozenset[str]:
        """The files that the settings give prompts as their eval sets, links followed."""
        return frozenset(
            os.path.realpath(self.root / named) for named in self.table.values() if "\0" not in named
        )

    def _is_named(self, path: Path) -> bool:
        """Whether the front matter or a comment of a prompt names the file, by the name it has."""
        itself, top = os.path.realpath(path), os.path.realpath(self.root)
        folder, root, name = os.path.dirname(itself), str(self.root), path.name.encode("utf-8", "replace")  # noqa: PTH120
        while is_below(folder, top):
            for prompt, head, changed in once(("naming", folder), partial(_naming, folder)):
                # Whatever is not ASCII may be written as an escape.
                spelt = name in head or not name.isascii()
                if spelt and itself in _named_by(prompt, root, changed, len(head)):
                    return True
            if folder == top:
                break
            folder = os.path.dirname(folder)  # noqa: PTH120
        return False


def as_eval_set(path: str, text: str) -> Document:
    """An eval set's text as what commands on prompts are handed: a document without messages."""
    from motjuste.document.model import Document

    return Document(path, text, EVAL_SET, "none", ())


def head_of(path: Path) -> bytes:
    """The beginning of a file; nothing if it is a pipe or cannot be read, which whoever reads all of it will tell."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as stream:
            return stream.read(PEEK)
    except (OSError, ValueError):
        return b""


def _is_promptfoo(path: Path) -> bool:
    from motjuste.document.formats import format_of
    from motjuste.document.formats.promptfoo import PROMPTFOO

    if not any(one.matches(str(path)) for one in PROMPTFOO):
        return False
    return format_of(str(path), head_of(path).decode("utf-8", "replace")) in PROMPTFOO


def _naming(folder: str) -> tuple[tuple[str, bytes, int], ...]:
    """The files of a folder whose prompts may name an eval set: path, beginning, and time of change."""
    try:
        with os.scandir(folder) as entries:
            named = [entry for entry in entries if entry.name.lower().endswith(_MAY_NAME)]
            # A link may lead out of the workspace, and where it stays inside, its file is looked at where it stands.
            texts = [(one.path, one.stat()) for one in named if one.is_file(follow_symlinks=False)]
    except OSError:
        return ()
    found = []
    for path, told in texts:
        changed = told.st_mtime_ns
        head = _kept(path, changed, told.st_size) if is_settled(changed) else _telling(path)
        if head:
            found.append((path, head, changed))
    return tuple(found)


def _telling(path: str) -> bytes:
    """The beginning of a file, if it may name an eval set."""
    head = head_of(Path(path))
    return head if b"evals" in head else b""


@lru_cache(maxsize=8192)
def _kept(path: str, _changed: int, _size: int) -> bytes:
    return _telling(path)


def _named_by(path: str, root: str, changed: int, size: int) -> tuple[str, ...]:
    """The eval sets that the prompts of one file name themselves, links followed."""
    return _remembered(path, root, changed, size) if is_settled(changed) else _read(path, root)


def _read(path: str, root: str) -> tuple[str, ...]:
    from motjuste.document.parse import parse_all_bytes
    from motjuste.evals.link import find_link

    links = (find_link(document, Path(root), {}) for document in parse_all_bytes(path, head_of(Path(path))))
    found = (os.path.realpath(link.path) for link in links if link is not None and link.span is not None)
    return tuple(one for one in dict.fromkeys(found) if one != os.path.realpath(path))


@lru_cache(maxsize=8192)
def _remembered(path: str, root: str, _changed: int, _size: int) -> tuple[str, ...]:
    return _read(path, root)
