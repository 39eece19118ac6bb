"""Settings files on the disk: where they are looked for, and their table, with what is broken named by line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from motjuste.errors import UserError
from motjuste.evals.within_reach import is_file
from motjuste.settings.complaint import shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE_NAME = "motjuste.toml"
PYPROJECT = "pyproject.toml"
_LARGEST = 4_000_000
"""Bytes; no settings file is so long, and a file that is none must not be read to its end."""


@dataclass(frozen=True, slots=True)
class TomlFile:
    """One settings file, read."""

    path: Path
    """Absolute."""
    table: Mapping[str, Any]
    """The whole of motjuste.toml; the `[tool.motjuste]` of a pyproject.toml."""
    text: str


def nearest_file(folder: Path) -> TomlFile | None:
    """The nearest settings file of a folder or the folders above it.

    Raises:
        UserError: It cannot be read, is not UTF-8 or is not TOML.
    """
    for place in (folder, *folder.parents):
        for name in (FILE_NAME, PYPROJECT):
            candidate = place / name
            if is_file(candidate):
                found = read_file(candidate, named=False)
                if found is not None:
                    return found
    return None


def read_named(path: Path) -> TomlFile:
    """The settings file a user or another settings file names.

    Raises:
        UserError: It cannot be read, is not UTF-8 or is not TOML.
    """
    found = read_file(path.absolute(), named=True)
    assert found is not None
    return found


def read_file(path: Path, *, named: bool) -> TomlFile | None:
    """The motjuste table of a settings file; None for a pyproject.toml that has none and that nobody named.

    A broken pyproject.toml is somebody else's business until it mentions us, or the user named it.
    """
    text = _text(path)
    if path.name == PYPROJECT and not named and "motjuste" not in text:
        return None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, line = _toml_fault(str(error), text)
        raise UserError(message, remedy="Mend the TOML and try again", path=shown(path), line=line) from None
    except RecursionError:
        raise UserError(
            "The settings are nested too deep to be read",
            remedy="Mend the TOML and try again",
            path=shown(path),
        ) from None
    ours = _ours(path.name, table)
    if ours is not None:
        return TomlFile(path, ours, text)
    return TomlFile(path, {}, text) if named else None


def says_the_same(name: str, before: str, now: str) -> bool:
    """Whether two texts of a settings file hold the same settings in the same order; false where one is no TOML.

    Args:
        name: The file's: of a pyproject.toml only our own table is compared.
        before: One text.
        now: The other.
    """
    try:
        # As text, since the first glob of a table that matches counts: equal tables may differ in their order.
        return repr(_ours(name, tomllib.loads(before))) == repr(_ours(name, tomllib.loads(now)))
    except (tomllib.TOMLDecodeError, RecursionError):
        return False


def _ours(name: str, table: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What a file of that name says to us; None for a pyproject.toml without our table."""
    if name != PYPROJECT:
        return table
    tool = table.get("tool")
    section = tool.get("motjuste") if isinstance(tool, dict) else None
    return section if isinstance(section, dict) else None


def _text(path: Path) -> str:
    """A settings file's text.

    Raises:
        UserError: It cannot be read, is far too long or is not UTF-8.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise UserError(f"The settings file cannot be read: {reason}", path=shown(path)) from None
    if len(data) > _LARGEST:
        raise UserError("The settings file is too long", remedy="Is this the right file?", path=shown(path))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(
            "The settings file is not UTF-8", remedy="Save it as UTF-8", path=shown(path)
        ) from None


def _toml_fault(message: str, text: str) -> tuple[str, int]:
    """Split the parser's message into what is wrong and its line."""
    place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    if place is None:
        return f"The settings are not TOML: {message}", 1
    line = int(place[1]) if place[1] else max(1, text.rstrip().count("\n") + 1)
    return f"The settings are not TOML: {message[: place.start()]}", line
