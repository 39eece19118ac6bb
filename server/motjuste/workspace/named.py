"""Files and folders that a user names: what is not there, or out of reach, is told by its path with the reason."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.evals.regular_file import remedy_of
from motjuste.evals.within_reach import is_folder

if TYPE_CHECKING:
    from pathlib import Path


def check_named(path: Path) -> None:
    """Learn whether a file is there and its folder may be entered, or whether a folder can be looked through.

    Raises:
        UserError: It is not.
    """
    try:
        told = path.stat()
        if stat.S_ISDIR(told.st_mode):
            with os.scandir(path):
                # To list names takes one permission, and to reach what bears them another.
                os.stat(os.path.join(path, "."))  # noqa: PTH116, PTH118 - a Path drops the dot
    except (FileNotFoundError, NotADirectoryError):
        raise UserError(
            "There is no such file or folder", remedy="Check the spelling", path=str(path)
        ) from None
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno != errno.ENAMETOOLONG:
            raise unreachable(path, error) from error
        raise UserError("This is no path", remedy="Check the spelling", path=str(path)[:200]) from error


def unreachable(path: Path, error: OSError) -> UserError:
    """What to say of a file or folder that is there, or may be, and cannot be looked at."""
    reason = error.strerror or "unreadable"
    if is_folder(path):
        told, remedy = f"This folder cannot be read: {reason}", f"{remedy_of(error)}, or leave it out"
        return UserError(told, remedy=remedy, path=str(path))
    return UserError(f"This cannot be reached: {reason}", remedy=remedy_of(error), path=str(path))
