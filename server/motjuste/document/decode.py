"""Between the bytes of a file and its text, losing nothing that a person could mend."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass

from motjuste.document.model import Fault
from motjuste.text.span import Span

_REPLACEMENTS = re.compile("\ufffd+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text and what was lost on the way."""

    text: str
    """Without a BOM, line ends as they are; bytes that are no UTF-8 stand as U+FFFD."""
    bom: bool
    """Whether the file began with a UTF-8 byte order mark, to be written back."""
    fault: Fault | None
    """`F000` at the first character that could not be read."""


def decode(data: bytes) -> Decoded:
    """Decode a prompt file. Never fails: what is no UTF-8 is replaced and told in the fault."""
    for mark, codec, name in ((BOM_UTF16_LE, "utf-16-le", "UTF-16"), (BOM_UTF16_BE, "utf-16-be", "UTF-16")):
        if data.startswith(mark):
            text = data[len(mark) :].decode(codec, "replace")
            message = f"This file is {name}, not UTF-8; save it as UTF-8"
            return Decoded(text, bom=False, fault=Fault("F000", Span(0, min(1, len(text))), message))
    bom = data.startswith(BOM_UTF8)
    body = data[len(BOM_UTF8) :] if bom else data
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        return Decoded(body.decode("utf-8", "replace"), bom, _undecodable(body, error))
    return Decoded(text, bom, unreadable(text) if "\x00" in text else None)


def encode(text: str, bom: bool) -> bytes:
    """The bytes of a text, the reverse of `decode` for every file that decoded without a fault."""
    return (BOM_UTF8 if bom else b"") + text.encode("utf-8", "surrogatepass")


def unreadable(text: str) -> Fault | None:
    """`F000` at the first character that no model API takes: NUL, or half of a surrogate pair."""
    at = _first_unreadable(text)
    if at is None:
        return None
    if text[at] == "\x00":
        message = "A NUL character stands here, as in a binary file; a prompt is text"
    else:
        message = "Half of a surrogate pair stands here, which is no character"
    return Fault("F000", Span(at, at + 1), message)


def _first_unreadable(text: str) -> int | None:
    found = [text.find("\x00")]
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            found.append(error.start)
    return min((at for at in found if at >= 0), default=None)


def _undecodable(body: bytes, error: UnicodeDecodeError) -> Fault:
    """Point at the run of replacement characters where the first bad byte stood."""
    start = len(body[: error.start].decode("utf-8"))
    run = _REPLACEMENTS.match(body[error.start :].decode("utf-8", "replace"))
    length = 1 if run is None else run.end()
    what = "a binary file" if b"\x00" in body else f"byte 0x{body[error.start]:02x} is no UTF-8"
    message = f"Not readable as UTF-8 ({what}); save the file as UTF-8"
    return Fault("F000", Span(start, start + length), message)
