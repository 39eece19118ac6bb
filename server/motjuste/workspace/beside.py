"""Which files and folders a prompt's findings depend on besides itself, whether they are there or not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from motjuste.workspace.check_cache import Looked


def beside(path: str, looked: Looked, root: Path, settings: Sequence[Path]) -> tuple[str, ...]:
    """The paths whose change, coming or going may change what rules say of a file.

    Args:
        path: The prompt file.
        looked: What its rules looked up.
        root: The workspace; nothing above it was looked at.
        settings: The settings files that count, as they link eval sets.
    """
    folder = os.path.realpath(os.path.dirname(path) or ".")  # noqa: PTH120 - a path a time, many of them
    top = os.path.realpath(root)
    named = (
        place
        for target, base, upwards, _, _ in looked.references
        for place in _places(target, os.path.dirname(base) if base else folder, top, upwards=upwards)  # noqa: PTH120
    )
    found = (file for *_, file in looked.references if file)
    read = (file for file, *_ in looked.stamps)
    return tuple(dict.fromkeys((*map(str, settings), *read, *found, *named)))


def _places(target: str, folder: str, top: str, *, upwards: bool) -> Iterator[str]:
    """Where a reference was looked for."""
    if "\0" in target:
        return
    while True:
        yield os.path.normpath(os.path.join(folder, target))  # noqa: PTH118 - normpath, as the lookup does
        above = os.path.dirname(folder)  # noqa: PTH120
        if not upwards or folder in {top, above}:
            return
        folder = above
