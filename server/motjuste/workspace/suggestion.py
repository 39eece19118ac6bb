"""One thing that may be written at a cursor, and the file names among them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_ENTRIES = 300
_PATH_TAIL = re.compile(r"[^/]*\Z")


class SuggestionKind(StrEnum):
    """What a suggestion is; with its label it says what can be told of it."""

    VARIABLE = "variable"
    COLUMN = "column"
    KEY = "key"
    VALUE = "value"
    ROLE = "role"
    CHECK = "check"
    RULE = "rule"
    DIRECTIVE = "directive"
    DIALECT = "dialect"
    FILE = "file"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that may be written."""

    label: str
    kind: SuggestionKind
    span: Span
    """What it replaces, in the source: the beginning that is written already."""
    text: str
    """What is written in its place."""
    detail: str = ""
    """A few words beside the label."""


def words(
    names: dict[str, str], kind: SuggestionKind, span: Span, *, before: str = "", after: str = ""
) -> Iterator[Suggestion]:
    """Names as suggestions.

    Args:
        names: Each name with its detail.
        kind: What they are.
        span: What they replace.
        before: Put before each.
        after: Put after each.
    """
    for name, detail in names.items():
        yield Suggestion(name, kind, span, f"{before}{name}{after}", detail)


def paths(
    written: str, at: int, folder: Path, root: Path, suffixes: tuple[str, ...] = ()
) -> Iterator[Suggestion]:
    """The files and folders that a path may go on with; nothing outside the workspace is looked at.

    Args:
        written: The path so far, with `/`.
        at: Where the cursor is, in the source: at the end of `written`.
        folder: What the path is relative to.
        root: The workspace.
        suffixes: Files of others are left out; none means all files.
    """
    tail = _PATH_TAIL.search(written)
    known = written[: tail.start()] if tail else ""
    place = Path(os.path.normpath(folder / known))
    if not Path(os.path.realpath(place)).is_relative_to(os.path.realpath(root)):
        return
    span = Span(at - len(written) + len(known), at)
    try:
        with os.scandir(place) as scanned:
            entries = sorted(scanned, key=lambda one: one.name)[:_MOST_ENTRIES]
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield Suggestion(f"{entry.name}/", SuggestionKind.FOLDER, span, f"{entry.name}/")
        elif not suffixes or entry.name.lower().endswith(suffixes):
            yield Suggestion(entry.name, SuggestionKind.FILE, span, entry.name)
