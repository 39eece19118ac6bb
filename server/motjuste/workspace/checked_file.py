"""What looking at one file gave: its findings, or why it could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motjuste.lint.finding import Finding


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file after a check. Plain data: it can cross from one process to another."""

    path: str
    """As the user named it."""
    text: str = ""
    """The source that the findings' offsets count in, without a BOM; may be left empty when there are no findings."""
    findings: tuple[Finding, ...] = ()
    """Sorted by place."""
    readable: bool = True
    """False when the bytes are not UTF-8: such a file has findings, and is never written."""
    holds_prompt: bool = True
    """False when there is no prompt in it: it is then clean of nothing."""
    error: str | None = None
    """Why the file could not be looked at at all, one sentence with its remedy; it is then neither clean nor faulty."""
    fixed: tuple[Finding, ...] = ()
    """The findings whose fixes were applied, or would be with --diff."""
