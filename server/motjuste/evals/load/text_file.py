"""Reading an eval file as text: every way this can fail is one message with what to do."""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING

from motjuste.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 64 * 1024 * 1024
"""Bytes of an eval file; far above what a prompt can be scored on, and still read in seconds."""

LINE_END = re.compile(r"\r\n|\n|\r")


def read_text(path: Path, display: str) -> str:
    """The file's text, decoded as UTF-8, without a BOM, line ends as they are.

    Raises:
        UserError: The file is missing, no regular file, unreadable, larger than `LARGEST`, or not UTF-8.
    """
    data = _read_bytes(path, display)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UserError("The eval set is UTF-16, not UTF-8", remedy="Save it as UTF-8", path=display)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        raise UserError(
            f"The eval set is not UTF-8: byte 0x{data[error.start]:02x} cannot be read",
            remedy="Save it as UTF-8",
            path=display,
            line=1 + len(LINE_END.findall(before)),
        ) from error
    if "\0" in text:
        line = 1 + len(LINE_END.findall(text[: text.index("\0")]))
        raise UserError(
            "The eval set looks binary: it has a NUL", remedy="Save it as UTF-8 text", path=display, line=line
        )
    return text


def refuse_unreadable(path: Path, display: str) -> None:
    """Refuse what is no regular file, or none at all.

    Raises:
        UserError: It says which.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise UserError(
            "The eval set does not exist", remedy="Create it, or correct the path that names it", path=display
        ) from error
    except OSError as error:
        raise _unreadable(error, display) from error
    if stat.S_ISDIR(mode):
        raise UserError("The eval set is a folder", remedy="Name the file inside it", path=display)
    if not stat.S_ISREG(mode):
        raise UserError(
            "The eval set is no regular file", remedy="It is a pipe or device; name a file", path=display
        )


def _read_bytes(path: Path, display: str) -> bytes:
    refuse_unreadable(path, display)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise _unreadable(error, display) from error
    if len(data) > LARGEST:
        raise UserError(
            f"The eval set is larger than {LARGEST // 1024**2} MB",
            remedy="Take a sample of it: some hundred cases settle a prompt",
            path=display,
        )
    return data


def _unreadable(error: OSError, display: str) -> UserError:
    reason = error.strerror or str(error)
    return UserError(f"The eval set cannot be read: {reason}", remedy="Check its permissions", path=display)
