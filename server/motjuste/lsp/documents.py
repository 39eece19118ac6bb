"""The texts open in the editor: each a frozen snapshot, replaced by the next edit."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pygls.uris import to_fs_path, urlparse

from motjuste.lsp.steps import apply
from motjuste.text.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lsprotocol import types

    from motjuste.lsp.steps import Step
    from motjuste.text.position import Encoding


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One text as the editor had it at one moment."""

    uri: str
    path: str
    """Where it is, or would be, in the file system; for `untitled:` and remote texts just a name."""
    on_disk: bool
    """Whether `path` is a place on this machine."""
    language: str
    version: int | None
    """None for a file that is not open."""
    serial: int
    """Counts all texts of the session, so that no two share a number, not even after closing and opening."""
    text: str
    lines: LineIndex
    encoding: Encoding
    """The units this session's editor counts characters in."""

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.path.replace("\\", "/").rsplit("/", 1)[-1] or self.uri


class Documents:
    """All open texts by URI, spelled as the editor spells it."""

    def __init__(self) -> None:
        self.encoding: Encoding = "utf-16"
        self.revision = 0
        """Counts what happened to any of them: opened, changed, closed."""
        self._open: dict[str, Snapshot] = {}
        self._serials = itertools.count(1)

    def __iter__(self) -> Iterator[Snapshot]:
        return iter(tuple(self._open.values()))

    def get(self, uri: str) -> Snapshot | None:
        """The newest text, or None when it is not open."""
        return self._open.get(uri)

    def open(self, item: types.TextDocumentItem) -> Snapshot:
        """Keep a text; opening it again replaces what was kept."""
        self.revision += 1
        path = to_fs_path(item.uri)
        snapshot = Snapshot(
            uri=item.uri,
            path=path or urlparse(item.uri)[2],
            on_disk=path is not None,
            language=item.language_id,
            version=item.version,
            serial=next(self._serials),
            text=item.text,
            lines=LineIndex(item.text),
            encoding=self.encoding,
        )
        self._open[item.uri] = snapshot
        return snapshot

    def change(
        self, uri: str, version: int, changes: Sequence[types.TextDocumentContentChangeEvent]
    ) -> tuple[Snapshot, tuple[Step, ...]] | None:
        """Apply an editor's changes, each relative to the text after the one before.

        Returns:
            The new snapshot and the steps that led there; None when the text is not open, which happens only
            with editors that lost count.
        """
        snapshot = self._open.get(uri)
        if snapshot is None:
            return None
        self.revision += 1
        lines, steps = apply(snapshot.lines, changes, snapshot.encoding)
        snapshot = replace(
            snapshot, version=version, serial=next(self._serials), text=lines.text, lines=lines
        )
        self._open[uri] = snapshot
        return snapshot, steps

    def close(self, uri: str) -> Snapshot | None:
        """Forget a text."""
        self.revision += 1
        return self._open.pop(uri, None)
