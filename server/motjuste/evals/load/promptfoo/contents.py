"""What a file that a test names holds: the text of a variable, or the value of a check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.evals.json_text import json_text
from motjuste.evals.load.row import RowFault

if TYPE_CHECKING:
    from pathlib import Path

    from motjuste.evals.load.place import Place

MEDIA = frozenset(
    [
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".webp",
        ".bmp",
        ".tiff",
        ".svg",
        ".ico",
        ".heic",
        ".mp3",
        ".wav",
        ".ogg",
        ".flac",
        ".m4a",
        ".aac",
        ".mp4",
        ".webm",
        ".mov",
        ".avi",
        ".mkv",
        ".pdf",
    ]
)
CODE = re.compile(r"\.(?:py|js|cjs|mjs|ts|cts|mts|rb)$", re.IGNORECASE)
STRUCTURED = (".yaml", ".yml", ".json")


def content(path: Path, place: Place, *, structured: bool) -> object:
    """A file's content.

    Args:
        path: Inside the workspace.
        place: What it is read for.
        structured: Whether YAML and JSON are wanted as data; else as text (YAML as its JSON text).

    Raises:
        RowFault: It cannot be read, or is a picture, a sound or code.
    """
    suffix = path.suffix.lower()
    shown = place.files.display(path)
    if suffix in MEDIA:
        raise RowFault(f"{shown} is no text, and only texts are sent to a model", unsupported=True)
    if CODE.search(path.name):
        raise RowFault(f"{shown} is code, and code is not run", unsupported=True)
    try:
        if suffix in STRUCTURED and (structured or suffix != ".json"):
            held = place.open(path)
            data = None if held is None else held.data()
            return data if structured else json_text(data)
        return place.files.text(path).strip()
    except UserError as error:
        raise RowFault(f"{shown} cannot be used: {error.message}") from error
