"""Writing a file so that a crash at any moment leaves the old bytes or the new ones, never half of either."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from motjuste.errors import UserError


def write_bytes(path: Path, data: bytes, *, make_folder: bool = False) -> None:
    """Replace a file's bytes, keeping its mode; a link is followed, so that it stays a link.

    What is there and no regular file (a pipe, `/dev/null`) is written into, never replaced.

    Args:
        path: The file, there already or not.
        data: Its bytes to be.
        make_folder: Create its folder first if need be.

    Raises:
        UserError: The folder is read-only, the disk is full or the like; the old file is untouched.
    """
    target = Path(os.path.realpath(path))
    try:
        if make_folder:
            target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data)
    except OSError as error:
        raise UserError(
            f"The file cannot be written: {error.strerror or error}",
            remedy="It is as it was; make room or check the permissions and try again",
            path=str(path),
        ) from error


def _replace(target: Path, data: bytes) -> None:
    """Write beside the target, force it to disk, then rename over it."""
    import tempfile

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


def replace_file(path: Path, old: bytes, new: bytes) -> None:
    """Write a file that was read before, unless somebody changed it meanwhile.

    Args:
        path: The file.
        old: Its bytes when it was read.
        new: Its bytes to be.

    Raises:
        UserError: It changed or vanished since, is read-only, or cannot be written; it is untouched.
    """
    try:
        now = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise UserError(
            f"The file can no longer be read: {reason}", remedy="Nothing was written", path=str(path)
        ) from error
    if now != old:
        raise UserError(
            "The file changed since it was read, so it was left alone",
            remedy="Run the command again",
            path=str(path),
        )
    if new != old:
        # A new file put in its place would ask nobody but the folder.
        if _is_read_only(path):
            raise UserError(
                "The file is read-only, so it was left alone", remedy="Make it writable first", path=str(path)
            )
        write_bytes(path, new)


def _is_read_only(target: Path) -> bool:
    """Whether a file may not be written into; root may do all, and still means what the mode says."""
    return not os.access(target, os.W_OK) or not target.stat().st_mode & 0o222


def check_writable(path: Path, flag: str = "--write") -> None:
    """Learn before a run is paid for whether its result can be written beside and over a file.

    Args:
        path: The file, there already or not.
        flag: What asked for it.

    Raises:
        UserError: The file or its folder is read-only.
    """
    target = Path(os.path.realpath(path))
    import tempfile

    try:
        if target.exists():
            with target.open("r+b"):
                pass
            if _is_read_only(target):
                raise PermissionError(errno.EACCES, "It is read-only")
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".tmp", dir=target.parent)
        os.close(handle)
        Path(name).unlink()
    except OSError as error:
        raise UserError(
            f"The file cannot be written: {error.strerror or error}",
            remedy=f"Nothing was run; check the permissions, or leave {flag} out",
            path=str(path),
        ) from error
