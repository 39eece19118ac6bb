"""How machine formats name a file: by its path or URI from the repository's root."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from motjuste.evals.within_reach import is_folder


def inside(root: Path, path: str) -> str:
    """The path from `root`, with `/` between its parts on every system; the absolute path outside of `root`."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would name a link's target instead of the file
    return (absolute.relative_to(root) if absolute.is_relative_to(root) else absolute).as_posix()


def relative_uri(root: Path, path: str) -> str | None:
    """The path from `root` as a relative URI (RFC 3986), every other character than its unreserved ones encoded.

    Returns:
        None when the file lies outside of `root`.
    """
    named = inside(root, path)
    return None if Path(named).is_absolute() else quote(os.fsencode(named))


def file_uri(path: Path) -> str:
    """The absolute `file://` URI of a path; a folder's ends in `/`."""
    uri = path.absolute().as_uri()
    return f"{uri}/" if is_folder(path) and not uri.endswith("/") else uri
