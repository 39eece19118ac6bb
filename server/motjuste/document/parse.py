"""From a file's text or bytes to a prompt document. Never fails."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from motjuste.document.decode import decode
from motjuste.document.formats import format_of
from motjuste.document.formats.format import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.document.model import Document


def parse(path: str, text: str, *, protect: Sequence[str] = ()) -> Document:
    """Parse a prompt.

    Args:
        path: Chooses the format by its suffix; need not exist.
        text: The whole file, decoded.
        protect: Regular expressions of what no edit may touch.

    Returns:
        The document; what could not be read is in its `faults`.
    """
    patterns = tuple(protect)
    return replace(format_of(path).parse(Source(path, text, patterns)), protect_patterns=patterns)


def parse_bytes(path: str, data: bytes, *, protect: Sequence[str] = ()) -> Document:
    """Parse a prompt file's bytes; bytes that are no UTF-8 become U+FFFD and a fault `F000`."""
    decoded = decode(data)
    document = parse(path, decoded.text, protect=protect)
    if decoded.fault is None:
        return document
    others = tuple(fault for fault in document.faults if fault.code != "F000")
    return replace(document, faults=(decoded.fault, *others))
