"""Mends checked files: applies the fixes of their findings, and writes the files or shows what would change."""

from __future__ import annotations

import difflib
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.cli.source import STDIN
from motjuste.cli.terminal import say, visible
from motjuste.errors import UserError
from motjuste.lint.fix import applicable, fix_to_the_end
from motjuste.workspace.harm import harm
from motjuste.workspace.workspace import read_prompt

if TYPE_CHECKING:
    from motjuste.cli.checking import Checker
    from motjuste.cli.only_new import OnlyNew
    from motjuste.workspace.checked_file import CheckedFile


def mended(file: CheckedFile, checker: Checker, only_new: OnlyNew, *, unsafe: bool) -> CheckedFile:
    """The file after its fixes: its text to be, the fixes applied and what is left. Writes nothing."""
    if not file.readable or not any(applicable(one, unsafe=unsafe) for one in file.findings):
        return file
    prompts = checker.documents(file.path, file.text)
    fixed = fix_to_the_end(
        file.text,
        lambda text: only_new.again(file.path, text, checker.lint(file.path, text)),
        unsafe=unsafe,
        faults=lambda text: harm(prompts, checker.documents(file.path, text), unsafe=unsafe),
    )
    return replace(file, text=fixed.text, findings=fixed.findings, fixed=fixed.applied)


def write_text(path: str, old: str, new: str) -> None:
    """Put a text in the place of the one that was checked, keeping a byte order mark.

    Raises:
        UserError: The file changed since, or cannot be written; it is untouched.
    """
    from motjuste.document.decode import decode, encode
    from motjuste.workspace.write import replace_file

    data = read_prompt(Path(path))
    decoded = decode(data)
    if decoded.fault is not None or decoded.text != old:
        raise UserError(
            "The file changed since it was read, so it was left alone",
            remedy="Run the command again",
            path=path,
        )
    replace_file(Path(path), data, encode(new, decoded.bom))


def write_stdout(text: str, *, bom: bool) -> None:
    """Put a text on stdout byte by byte, whatever the terminal's encoding and line ends."""
    from motjuste.document.decode import encode

    sys.stdout.flush()
    sys.stdout.buffer.write(encode(text, bom))
    sys.stdout.buffer.flush()


def show_diff(path: str, old: str, new: str) -> None:
    """Print what changes as a unified diff, which `patch` and `git apply` take; a terminal gets no control characters."""
    shown = visible if sys.stdout.isatty() else str
    for line in difflib.unified_diff(_lines(old), _lines(new), *_named(path)):
        say(shown(line.removesuffix("\n")))
        if not line.endswith("\n"):
            say("\\ No newline at end of file")


def _named(path: str) -> tuple[str, str]:
    """A file's name on both sides as git has it, which takes one folder off before it applies a diff."""
    relative = Path(os.path.normpath(path)).as_posix()
    if Path(path).is_absolute() or path == STDIN or relative.startswith("../"):
        return path, path
    return f"a/{relative}", f"b/{relative}"


def _lines(text: str) -> list[str]:
    """The lines as diffs have them: they end at a line feed and nowhere else."""
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]
