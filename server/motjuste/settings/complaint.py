"""Complaints about a settings file: what is wrong with a key, what was probably meant, and on which line it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, get_type_hints

from motjuste.settings.vocabulary import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from motjuste.settings.shape import Misfit

_KEY = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*(\.|=|\]|$)""")
_HEADER = re.compile(r"\s*\[+")
_PREFIX = ("tool", "motjuste")


@dataclass(frozen=True, slots=True)
class Complaint:
    """A key of a settings file that is not used, and why."""

    path: str
    line: int | None
    """From 1; None when the line could not be told."""
    key: str
    """`models.task.concurency`."""
    message: str
    unknown: bool
    """True for a key nobody knows and a glob that matches nothing; False for a value that cannot be used, which stops a run."""

    def __str__(self) -> str:
        """Render as `path:line: message.`."""
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.message}{'' if self.message.endswith('?') else '.'}"


def complaint(misfit: Misfit, source: Path | None, text: str) -> Complaint:
    """Say what is wrong with a key.

    Args:
        misfit: The key, table by table, and what would fit it.
        source: The file; None for settings an editor sent.
        text: The file's text.
    """
    path, unknown = misfit.path, not misfit.wanted
    place = f" in [{'.'.join(path[:-1])}]" if path[:-1] else ""
    if not unknown:
        message = f"{path[-1]}{place} is not used: {misfit.wanted}"
    elif path[-1] in {"api_key", "key", "token"}:
        message = f"{path[-1]}{place} is not used: name the environment variable with api_key_env instead of writing the key here"
    else:
        message = f"Unknown key {path[-1]!r}{place} is not used{_meant(path)}"
    return complain(path, message, source, text, unknown=unknown)


def complain(
    path: tuple[str, ...], message: str, source: Path | None, text: str, *, unknown: bool
) -> Complaint:
    """A complaint in our own words."""
    return Complaint(
        shown(source) if source else "settings", line_of(path, text), ".".join(path), message, unknown
    )


def shown(path: Path) -> str:
    """How messages name a file: from where the user stands when it is below."""
    from pathlib import Path

    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def line_of(path: tuple[str, ...], text: str) -> int | None:
    """The line a key stands on, as near as a look at the text tells: its own, else its table's, else None."""
    wanted = _folded(path)
    inside: tuple[str, ...] = ()
    best: int | None = None
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        keys = _folded(_keys(line[header.end() :] if header else line))
        if header:
            inside = keys[2:] if keys[:2] == _PREFIX else keys
            best = number if inside and inside == wanted[: len(inside)] else best
        elif keys and (*inside, *keys) == wanted:
            return number
        elif keys and "=" in line and (*inside, *keys) == wanted[: len(inside) + len(keys)]:
            best = number
    return best


def _keys(line: str) -> tuple[str, ...]:
    """The dotted key a line begins with, quotes taken off."""

    def steps() -> Iterator[str]:
        place = 0
        while (match := _KEY.match(line, place)) is not None:
            yield next(part for part in match.groups()[:3] if part is not None)
            if match[4] != ".":
                return
            place = match.end()

    return tuple(steps())


def _folded(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(step.replace("-", "_") for step in path)


def _meant(path: tuple[str, ...]) -> str:
    """`; did you mean 'select'?` when a known key is near."""
    import difflib

    shape: type = Settings
    for step in path[:-1]:
        shape = get_type_hints(shape)[step]
    known = [one.name.replace("_", "-") for one in fields(shape)]
    near = difflib.get_close_matches(path[-1].replace("_", "-").lower(), known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else f"; known keys are {', '.join(known)}"
