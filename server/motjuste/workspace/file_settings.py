"""What the settings say of one file: how its braces are read, which rules leave it alone, how bad findings are."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from motjuste.workspace.globs import globs
from motjuste.workspace.selection import covering

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pathspec import PathSpec

    from motjuste.lint.finding import Finding


def inside(path: str | Path, root: Path) -> str:
    """A file's path from the workspace, with `/`; links are followed only where it would lie outside otherwise."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links out of the workspace
    if absolute.is_relative_to(root):
        return absolute.relative_to(root).as_posix()
    try:
        real = absolute.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name no file system has
        return absolute.as_posix()
    return real.relative_to(root).as_posix() if real.is_relative_to(root) else absolute.as_posix()


def matches(place: str, glob: str) -> bool:
    """Whether a path from the workspace matches a glob in .gitignore's language."""
    # pathspec takes a path to be relative, and one that begins with `/` lies outside the workspace anyway.
    return not place.startswith("/") and _spec(glob).match_file(place)


def dialect_for(place: str, dialects: Mapping[str, str]) -> str | None:
    """The dialect the settings give a file: that of the first glob that matches; None leaves it to the format."""
    return next((dialect for glob, dialect in dialects.items() if matches(place, glob)), None)


def codes_for(place: str, codes: Sequence[str], ignores: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The rules that run on a file: of those chosen the ones that no glob of `per-file-ignores` takes away."""
    if not ignores:
        return tuple(codes)
    gone = [code.upper() for glob, left_out in ignores.items() if _concerns(place, glob) for code in left_out]
    return tuple(code for code in codes if covering(code, gone) is None)


def _concerns(place: str, glob: str) -> bool:
    """Whether a glob of `per-file-ignores` means a file; with `!` before it, it means all others, as in ruff."""
    if glob.startswith("!"):
        return not matches(place, glob[1:])
    return matches(place, glob)


def with_severities(findings: Sequence[Finding], severities: Mapping[str, str]) -> tuple[Finding, ...]:
    """The findings as bad as the settings say; the longest beginning of a code decides."""
    if not severities:
        return tuple(findings)
    from motjuste.lint.finding import Severity

    by_code = {code.upper(): Severity(named) for code, named in severities.items()}
    changed = []
    for finding in findings:
        selector = covering(finding.code, list(by_code))
        changed.append(replace(finding, severity=by_code[selector]) if selector else finding)
    return tuple(changed)


@lru_cache(maxsize=256)
def _spec(glob: str) -> PathSpec[Any]:
    return globs([glob])
