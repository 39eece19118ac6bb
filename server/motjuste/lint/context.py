"""What a rule may know beside the document: its eval set, the files round it, and the day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from motjuste.evals.case import EvalSet
    from motjuste.evals.link import EvalLink
    from motjuste.lint.score import ScoreState


class Place(Enum):
    """Where a path leads that a prompt names."""

    THERE = "there"
    MISSING = "missing"
    OUTSIDE = "outside"
    """Out of the repository, whose surroundings nothing looks at; whether it exists is not known."""
    UNKNOWN = "unknown"
    """Out of a workspace that is no whole repository: what is there may be part of the same work."""


class Files(Protocol):
    """The files a prompt may name, looked up by the caller within the workspace."""

    asked: dict[tuple[str, str, bool], tuple[Place, str]]
    """Every question `find` was asked, (target, base, upwards), and its answer."""
    followed: list[str]
    """The files `read` was asked for."""

    def find(self, target: str, *, base: str = "", upwards: bool = False) -> tuple[Place, str]:
        """Look a path up.

        Args:
            target: As the prompt has it, with `/` between its parts; relative to the folder of `base`.
            base: The file that names it, as an earlier `find` gave it; empty is the prompt's own file.
            upwards: Also try the folders above, up to the workspace's root.

        Returns:
            Where it leads, and a name for the file that `read` and `base` take; empty unless it is there.
        """

    def read(self, file: str) -> str | None:
        """The text of a file that `find` gave; None when it cannot be read, is no UTF-8, or is very large."""


@dataclass(frozen=True, slots=True)
class LintContext:
    """A prompt's surroundings, read by the caller: rules open no files and read no clock."""

    link: EvalLink | None = None
    """None when nothing names an eval set."""
    eval_set: EvalSet | None = None
    """None when there is no link, or when it could not be read."""
    eval_fault: str | None = None
    """Why the linked eval set could not be read, one sentence."""
    eval_files: tuple[str, ...] = ()
    """Files and folders, absolute, beside the eval set's own that were looked at for it, read or not."""
    files: Files | None = None
    """None where nothing is known of the files round the prompt, such as for a text from stdin."""
    today: str | None = None
    """`2026-11-22`; None keeps the rules that go by dates silent."""
    model: str = ""
    """The model the settings name for the prompts; a prompt's own front matter wins. Empty when they name none."""
    score: ScoreState | None = None
    """None when the scores file has no entry of this prompt."""
    score_fault: str | None = None
    """Why the scores file cannot be used, with its name and line; told of prompts that could have an entry."""
