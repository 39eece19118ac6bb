"""Settings as they were found: what holds, where, from which file each key came, and what was wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from motjuste.settings.complaint import Complaint
    from motjuste.settings.vocabulary import Settings


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a key's value was written."""

    path: Path | None
    """None for a default."""
    line: int | None = None
    """From 1; None when the line could not be told."""


DEFAULTS = Origin(None)
"""Nobody wrote it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, where they hold, and what was wrong with their files."""

    settings: Settings
    root: Path
    """The workspace: eval sets outside it are refused, globs are relative to it."""
    warnings: tuple[Complaint, ...] = ()
    source: Path | None = None
    """The file they came from, the nearest one; None when there is none."""
    files: tuple[Path, ...] = ()
    """Every file that was read: `source`, then what it extends, and so on. What holds changes when one of them does."""
    origins: Mapping[str, Origin] = field(default_factory=dict)
    """By dotted key (`lint.select`), for keys that some file sets; of a list that several files add to, the nearest."""
