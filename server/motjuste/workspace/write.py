"""Writing a file so that a crash at any moment leaves the old bytes or the new ones, never half of either."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from motjuste.errors import UserError


def write_bytes(path: Path, data: bytes) -> None:
    """Replace a file's bytes, keeping its mode; a link is followed, so that it stays a link.

    Raises:
        UserError: The folder is read-only, the disk is full or the like; the old file is untouched.
    """
    target = Path(os.path.realpath(path))
    try:
        _replace(target, data)
    except OSError as error:
        raise UserError(
            f"The file cannot be written: {error.strerror or error}",
            remedy="Nothing was changed; make room or check the permissions and try again",
            path=str(path),
        ) from error


def _replace(target: Path, data: bytes) -> None:
    """Write beside the target, force it to disk, then rename over it."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        _copy_mode(target, name)
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(target.parent)


def _copy_mode(target: Path, name: str) -> None:
    """Give the new file the old one's mode, or what the umask gives a new file."""
    try:
        mode = target.stat().st_mode & 0o7777
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        mode = 0o666 & ~umask
    Path(name).chmod(mode)


def _sync_folder(folder: Path) -> None:
    """Force the rename itself to disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
