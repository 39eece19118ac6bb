"""What a format of prompt files is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from motjuste.document.model import Document


@dataclass(frozen=True, slots=True)
class Source:
    """A prompt file as it comes in."""

    path: str
    text: str
    protect: tuple[str, ...] = ()
    """Regular expressions of what no edit may touch."""


class Format(Protocol):
    """A way to write prompt files."""

    @property
    def name(self) -> str:
        """As `Document.format` has it."""

    @property
    def suffixes(self) -> frozenset[str]:
        """Lower case, with the dot; the empty suffix is that of files without one."""

    def parse(self, source: Source) -> Document:
        """Read a file. Never raises: what is broken becomes a fault of the document."""
