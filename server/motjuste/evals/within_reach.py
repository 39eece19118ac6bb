"""What stands at a path, as far as one may look: out of reach is not there, and whoever reads it is told why."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Unlike the methods of Path, which raise where a folder on the way may not be entered, these say no.


def is_there(path: Path) -> bool:
    """Whether there is anything, links followed."""
    return os.path.exists(path)  # noqa: PTH110


def is_file(path: Path) -> bool:
    """Whether there is a regular file, links followed."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: Path) -> bool:
    """Whether there is a folder, links followed."""
    return os.path.isdir(path)  # noqa: PTH112
