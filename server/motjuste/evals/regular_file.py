"""Reading a file that a stranger may have put there: no pipe, no device, and no more of it than asked for."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_REMEDIES = {
    errno.EINVAL: "It is a pipe or device; name a file",
    errno.ENXIO: "It is a pipe or device; name a file",
    errno.EFBIG: "Leave it out",
    errno.ELOOP: "Correct the link",
    errno.ENAMETOOLONG: "Check the spelling",
}
"""By error; whatever is not named here is a matter of permissions."""
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
"""Without waiting for somebody to write into a pipe; regular files do not know the difference."""


def read_regular(path: Path, most: int) -> bytes:
    """The bytes of a regular file.

    Args:
        path: The file; links are followed.
        most: Bytes it may have.

    Raises:
        OSError: It cannot be read, is longer, or is something else: a pipe would keep us waiting, a device never end.
    """
    handle = os.open(path, _FLAGS)
    try:
        told = os.fstat(handle)
        if stat.S_ISDIR(told.st_mode):
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(told.st_mode):
            raise OSError(errno.EINVAL, "It is no regular file", str(path))
        data = _read(handle, min(told.st_size, most) + 1)
        if len(data) > told.st_size:
            data += _read(handle, most + 1 - len(data))
    finally:
        os.close(handle)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"It is larger than {most // 1_000_000} MB", str(path))
    return data


def remedy_of(error: OSError) -> str:
    """What to do about a file that `read_regular` cannot read."""
    return _REMEDIES.get(error.errno or 0, "Check its permissions")


def leads_out(path: Path, root: Path) -> bool:
    """Whether a path, links followed, ends outside the root; also true if it cannot be followed."""
    try:
        top = os.path.join(os.path.realpath(root), "")  # noqa: PTH118 - text, as many files ask
        return not os.path.realpath(path).startswith(top)
    except (OSError, ValueError):
        return True


def _read(handle: int, most: int) -> bytes:
    """So many bytes, or all there are: one call may give fewer, or no more than 2 GB."""
    parts = [os.read(handle, most)]
    while parts[-1] and (left := most - sum(len(part) for part in parts)):
        parts.append(os.read(handle, left))
    return b"".join(parts)
