"""Imports the protocol's types in half the time: the methods that attrs writes for them are compiled once and kept.

`lsprotocol.types` has some five hundred classes, and at every import attrs writes their methods as text and compiles it:
half of all the time from the start of a server to its first answer. Python keeps the compiled code of files, but not of text
that is made while a file is imported. So it is kept here, by a digest of that text, in the user's cache folder, with the
care that code asks for: nothing is taken from a file that anybody else may write to. Without it all works as before.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import sys
from importlib.util import MAGIC_NUMBER
from typing import TYPE_CHECKING, Any

from motjuste.llm.places import cache_dir

if TYPE_CHECKING:
    from pathlib import Path
    from types import CodeType

_HEAD = b"motjuste compiled 1\n" + MAGIC_NUMBER
_DIGEST = 32
_LARGEST = 20_000_000
_OTHERS_WRITE = 0o022


def import_types() -> None:
    """Import `lsprotocol.types`, with what was compiled at an earlier start; keep what was not."""
    if "lsprotocol.types" in sys.modules:
        return
    path = cache_dir() / f"types-{sys.implementation.cache_tag}.bin"
    known = _read(path)
    used: dict[bytes, CodeType] = {}

    def compiled(script: str, name: str, mode: str) -> CodeType:
        key = hashlib.sha256(f"{mode}\n{name}\n{script}".encode()).digest()
        code = known.get(key)
        used[key] = code = compile(script, name, mode) if code is None else code
        return code

    _import_with(compiled)
    if used.keys() - known.keys():
        _write(path, used)


def _import_with(compiled: Any) -> None:
    import attr._make as attrs

    # A name of the module comes before Python's own of that name, so attrs calls this one.
    attrs.compile = compiled  # type: ignore[attr-defined]
    try:
        import lsprotocol.types  # noqa: F401  # for what importing it leaves behind
    finally:
        del attrs.compile  # type: ignore[attr-defined]


def _read(path: Path) -> dict[bytes, CodeType]:
    """What is kept; nothing, if the file is not wholly ours and whole."""
    with contextlib.suppress(OSError, ValueError, EOFError, TypeError), path.open("rb") as stream:
        status = os.fstat(stream.fileno())
        if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & _OTHERS_WRITE):
            return {}
        data = stream.read(_LARGEST)
        head, digest, body = data[: len(_HEAD)], data[len(_HEAD) :][:_DIGEST], data[len(_HEAD) + _DIGEST :]
        if head == _HEAD and hashlib.sha256(body).digest() == digest:
            known = marshal.loads(body)  # noqa: S302  # our own file, which nobody else can write
            return known if isinstance(known, dict) else {}
    return {}


def _write(path: Path, used: dict[bytes, CodeType]) -> None:
    """Keep it for the next start; a folder that cannot be written to costs time and nothing else."""
    body = marshal.dumps(used)
    unnamed = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(unnamed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(_HEAD + hashlib.sha256(body).digest() + body)
        unnamed.replace(path)
