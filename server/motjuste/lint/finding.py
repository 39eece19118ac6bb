"""A finding: a rule's message at exactly its words, with the edits that would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motjuste.text.edit import Edit
    from motjuste.text.span import Span


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    HINT = "hint"


class Applicability(StrEnum):
    """Whether a fix may be applied without a look (ruff's words)."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a finding."""

    message: str
    """What it does, imperative: "Remove the leftover tag"."""
    edits: tuple[Edit, ...]
    applicability: Applicability = Applicability.SAFE


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a finding."""

    path: str
    line: int
    """From 1."""
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing worth a person's time."""

    code: str
    """`T002`."""
    name: str
    """`undefined-variable`."""
    message: str
    severity: Severity
    span: Span
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
