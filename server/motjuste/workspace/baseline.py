"""A baseline: the findings a project lives with for now, kept in a file so that a check tells only of others."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motjuste.errors import UserError
from motjuste.lint.fingerprint import SCHEME, fingerprints
from motjuste.workspace.write import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from motjuste.lint.finding import Finding
    from motjuste.workspace.checked_file import CheckedFile

_MENDING = "Write it anew with --write-baseline"


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a baseline file says."""

    folder: Path
    """Where the file lies; the paths in it are relative to it."""
    known: Mapping[str, frozenset[str]]
    """Fingerprints by path."""

    def hides(self, path: str, text: str, findings: Sequence[Finding]) -> tuple[bool, ...]:
        """Whether each of a file's findings is known.

        Args:
            path: The file, as the user named it.
            text: Its source.
            findings: All of its findings, in the order of their places.
        """
        name = _name(self.folder, path)
        known = self.known.get(name, frozenset())
        return tuple(one in known for one in fingerprints(name, text, findings)) if findings else ()

    def gone(self, files: Iterable[CheckedFile]) -> int:
        """How many known findings of these files, looked at without the baseline, are no longer found."""
        count = 0
        for file in files:
            name = _name(self.folder, file.path)
            if name in self.known and file.error is None:
                count += len(self.known[name] - set(fingerprints(name, file.text, file.findings)))
        return count


def read_baseline(file: Path) -> Baseline:
    """Read a baseline.

    Raises:
        UserError: It cannot be read, is no baseline, or was written by a later version.
    """
    try:
        data = json.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise UserError(f"The baseline cannot be read: {reason}", remedy=_MENDING, path=str(file)) from None
    except (ValueError, RecursionError):
        raise UserError("The baseline is not JSON", remedy=_MENDING, path=str(file)) from None
    if not isinstance(data, dict) or data.get("scheme") != SCHEME:
        raise UserError("This is no baseline of this version", remedy=_MENDING, path=str(file))
    return Baseline(file.absolute().parent, _known(data.get("findings"), file))


def write_baseline(file: Path, files: Sequence[CheckedFile]) -> int:
    """List all findings of the files as known; returns how many there are.

    Raises:
        UserError: The file cannot be written.
    """
    folder = file.absolute().parent
    entries = [entry for one in files for entry in _entries(folder, one)]
    entries.sort(key=lambda entry: (entry["path"], entry["line"], entry["fingerprint"]))
    listed = ",\n".join(f"    {json.dumps(entry, ensure_ascii=True)}" for entry in entries)
    body = f"[\n{listed}\n  ]" if entries else "[]"
    text = f'{{\n  "scheme": {json.dumps(SCHEME)},\n  "findings": {body}\n}}\n'
    write_bytes(file, text.encode(), make_folder=True)
    return len(entries)


def _entries(folder: Path, file: CheckedFile) -> Iterable[dict[str, Any]]:
    """An entry a finding: only path and fingerprint are read again, the rest is for people who look at a change."""
    from motjuste.text.position import LineIndex

    name, index = _name(folder, file.path), LineIndex(file.text)
    for finding, fingerprint in zip(file.findings, fingerprints(name, file.text, file.findings), strict=True):
        row, _ = index.row_column(finding.span.start)
        yield {
            "path": name,
            "fingerprint": fingerprint,
            "code": finding.code,
            "line": row,
            "message": finding.message,
        }


def _known(entries: object, file: Path) -> dict[str, frozenset[str]]:
    """Fingerprints by path, from foreign data."""
    known: dict[str, set[str]] = {}
    for entry in entries if isinstance(entries, list) else [None]:
        pair = (entry.get("path"), entry.get("fingerprint")) if isinstance(entry, Mapping) else (None, None)
        path, fingerprint = pair
        if not isinstance(path, str) or not isinstance(fingerprint, str):
            raise UserError(
                "An entry of the baseline lacks its path or its fingerprint", remedy=_MENDING, path=str(file)
            )
        known.setdefault(path, set()).add(fingerprint)
    return {path: frozenset(marks) for path, marks in known.items()}


def _name(folder: Path, path: str) -> str:
    """How a baseline names a file: from the baseline's folder, with `/`, so that it means the same everywhere."""
    absolute = os.path.abspath(path)  # noqa: PTH100 - resolve() would name a link's target instead of the file
    try:
        return os.path.relpath(absolute, folder).replace(os.sep, "/")
    except ValueError:
        # Another drive of Windows has no path from here.
        return Path(absolute).as_posix()
