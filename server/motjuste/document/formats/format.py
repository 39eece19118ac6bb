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
    dialect: str | None = None
    """How braces are to be read, where the file does not say so itself; None is the format's own way."""


class Format(Protocol):
    """A way to write prompt files."""

    @property
    def name(self) -> str:
        """As `Document.format` has it."""

    def matches(self, path: str) -> bool:
        """Whether a file of this name can be of this format. Does not look at the disk."""

    def looks_like(self, text: str) -> bool:
        """Whether a file that matches by name is of this format by its text; cheap, and never by its braces."""

    def parse(self, source: Source) -> tuple[Document, ...]:
        """Read every prompt of a file; never empty. Never raises: what is broken becomes a fault."""
