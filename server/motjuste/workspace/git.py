"""Asking git: read-only questions with a time limit, and answers as bytes."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from motjuste.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 60.0
"""A question about a large repository takes a second or two; one that waits for a lock or a person must end."""
_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "--no-pager")
"""A repository's own settings start no program for a question of ours."""

_FATAL = 128
"""Git's exit status for whatever it cannot go on with; only some of it answers the question."""
_ANSWERS = ("not a git repository", "revision", "valid object name", "valid commit name")
"""What git says where there is no repository or no such commit."""


def ask(folder: Path, *words: str, allowed: tuple[int, ...] = (0,)) -> tuple[int, bytes]:
    """Ask git something.

    Args:
        folder: Where git looks for the repository.
        words: The question, such as `merge-base`, `main`, `HEAD`.
        allowed: Exit statuses that are answers.

    Returns:
        Exit status and standard output.

    Raises:
        UserError: There is no git, it takes too long, or it failed.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the words are ours; a revision never begins with `-`
            ["git", *_QUIET, *words],  # noqa: S607 - the user's own git
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
        )
    except FileNotFoundError:
        raise UserError("There is no git here", remedy="Install git, or leave --diff-base out") from None
    except OSError as error:
        raise UserError(
            f"Git cannot be run: {error.strerror or error}", remedy="Mend it and try again"
        ) from None
    except subprocess.TimeoutExpired:
        raise UserError(
            f"Git gave no answer within {_SECONDS:.0f} seconds (git {words[0]})", remedy="Try again later"
        ) from None
    told = _reason(done.stderr)
    if "dubious ownership" in told:
        # Whatever was asked, git answers nothing in a repository of another user.
        remedy = "If you trust it, run `git config --global --add safe.directory` with this folder"
        raise UserError(f"Git failed: {told}", remedy=remedy)
    fatal = done.returncode == _FATAL and done.stderr.strip() and not any(one in told for one in _ANSWERS)
    if done.returncode not in allowed or fatal:
        raise UserError(f"Git failed: {told}", remedy="Mend the repository, or leave --diff-base out")
    return done.returncode, done.stdout


def _reason(stderr: bytes) -> str:
    """Git's own first words."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
    return lines[0].removeprefix("fatal: ").rstrip(".")
