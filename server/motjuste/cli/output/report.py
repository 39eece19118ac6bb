"""What a check found, as the formats are handed it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from motjuste.cli.terminal import Paint
from motjuste.evals.within_reach import is_there
from motjuste.lint.fix import applicable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from motjuste.workspace.checked_file import CheckedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All files of one check, and how they are to be shown."""

    files: Sequence[CheckedFile]
    """In the order they were checked; those that could not be read are among them."""
    root: Path
    """What paths of machine formats are relative to: the repository, see place.py."""
    paint: Paint = field(default_factory=lambda: Paint(on=False))
    unsafe: bool = False
    """Whether fixes that need a look count as applicable."""
    fixing: bool = False
    """Whether --fix was given, so that nobody needs to be told of it."""
    failures: tuple[str, ...] = ()
    """What made the check fail besides files that could not be read, such as a damaged scores file; sentences."""

    @property
    def found(self) -> int:
        """How many findings there are."""
        return sum(len(file.findings) for file in self.files)

    @property
    def fixed(self) -> int:
        """How many findings were mended."""
        return sum(len(file.fixed) for file in self.files)

    @property
    def unread(self) -> tuple[CheckedFile, ...]:
        """The files that could not be looked at."""
        return tuple(file for file in self.files if file.error is not None)

    @property
    def mendable(self) -> int:
        """How many of the findings --fix would mend."""
        return sum(applicable(one, unsafe=self.unsafe) for file in self.files for one in file.findings)


def repository(folder: Path) -> Path:
    """The repository a folder lies in, since CI names files from there; the folder itself outside of any."""
    folder = folder.absolute()
    return next((place for place in (folder, *folder.parents) if is_there(place / ".git")), folder)
