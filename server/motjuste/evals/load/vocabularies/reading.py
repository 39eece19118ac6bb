"""What a vocabulary makes of a row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Reading:
    """A row in our own words."""

    values: Mapping[str, object] = field(default_factory=dict)
    alternatives: tuple[str, ...] = ()
    """Answers that are as right as `expected`."""
    skipped: bool = False
    """Its tool has put it aside."""
