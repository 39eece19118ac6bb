"""The texts open in the editor: each a frozen snapshot, replaced by the next edit."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.uris import to_fs_path, urlparse

from motjuste.text.edit import Edit
from motjuste.text.position import LineIndex
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a text."""

    edit: Edit
    """Relative to the text before."""
    text: str
    """The text after."""


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
        steps: list[Step] = []
        lines = snapshot.lines
        for change in changes:
            edit = _edit(lines, change, snapshot.encoding)
            lines = lines.edited(edit)
            steps.append(Step(edit, lines.text))
        snapshot = replace(
            snapshot, version=version, serial=next(self._serials), text=lines.text, lines=lines
        )
        self._open[uri] = snapshot
        return snapshot, tuple(steps)

    def close(self, uri: str) -> Snapshot | None:
        """Forget a text."""
        self.revision += 1
        return self._open.pop(uri, None)


def _edit(lines: LineIndex, change: types.TextDocumentContentChangeEvent, encoding: Encoding) -> Edit:
    if isinstance(change, types.TextDocumentContentChangeWholeDocument):
        return _difference(lines.text, change.text)
    start = lines.offset(change.range.start.line, change.range.start.character, encoding)
    end = lines.offset(change.range.end.line, change.range.end.character, encoding)
    # A range that ends before it starts is an editor's slip; its two ends still say which words are meant.
    return Edit(Span(min(start, end), max(start, end)), change.text)


def _difference(old: str, new: str) -> Edit:
    """The one edit between two whole texts, without their common head and tail, so that marks elsewhere stay."""
    most = min(len(old), len(new))
    head = _common(most, lambda size: old[:size] == new[:size])
    tail = _common(most - head, lambda size: old[len(old) - size :] == new[len(new) - size :])
    return Edit(Span(head, len(old) - tail), new[head : len(new) - tail])


def _common(most: int, same: Callable[[int], bool]) -> int:
    """The largest size up to `most` that is the same; found by halving, as comparing slices is fast."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if same(middle):
            low = middle
        else:
            high = middle - 1
    return low
