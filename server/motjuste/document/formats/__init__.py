"""The formats of prompt files, one module each. A new format is a new module and a line in `FORMATS`."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from motjuste.document.formats.jinja import JINJA
from motjuste.document.formats.markdown import MARKDOWN
from motjuste.document.formats.text import TEXT
from motjuste.document.formats.unknown import UNKNOWN

if TYPE_CHECKING:
    from motjuste.document.formats.format import Format

FORMATS: tuple[Format, ...] = (MARKDOWN, TEXT, JINJA)
"""Every format, asked in this order; the first whose suffixes hold the file's counts."""


def format_of(path: str) -> Format:
    """The format of a file by its suffix alone: a dialect is never guessed from the text."""
    suffix = PurePath(path).suffix.lower()
    return next((one for one in FORMATS if suffix in one.suffixes), UNKNOWN)
