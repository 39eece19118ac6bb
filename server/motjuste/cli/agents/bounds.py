"""Which files an agent may name: those below its folders, links followed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from motjuste.document.parse import split_address
from motjuste.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Place:
    """A path as a command is handed it."""

    folder: Path
    """Where the command runs."""
    path: str
    """From there; with `::NAME` where one prompt of a file is meant."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The folders an agent works in; the first is where relative paths start."""

    folders: tuple[Path, ...]

    def place(self, path: str) -> Place:
        """Where a path stands.

        Raises:
            UserError: It is none, or it lies outside.
        """
        file, name = split_address(path)
        try:
            real = (self.folders[0] / file).resolve()
        except (
            OSError,
            RuntimeError,
            ValueError,
        ) as error:  # a loop of links is a RuntimeError before Python 3.13
            raise UserError("This is no path", remedy="Name a file or folder", path=path[:200]) from error
        folder = next((one for one in self.folders if real.is_relative_to(one)), None)
        if folder is None:
            allowed = ", ".join(str(one) for one in self.folders)
            raise UserError(
                "This lies outside the workspace", remedy=f"Name a path below {allowed}", path=path
            )
        self._check_there(real, path)
        inside = real.relative_to(folder).as_posix()
        # A name that begins with a dash must not be read as a flag.
        inside = f"./{inside}" if inside.startswith("-") else inside
        return Place(folder, inside if name is None else f"{inside}::{name}")

    @staticmethod
    def _check_there(real: Path, path: str) -> None:
        """Refuse what is not there, or out of reach, by the name that the agent has for it."""
        from motjuste.workspace.named import check_named

        try:
            check_named(real)
        except UserError as error:
            raise UserError(error.message, remedy=error.remedy, path=path[:200]) from error

    def check_scores(self, folder: Path, paths: Iterable[str]) -> None:
        """Refuse to have scores written down outside: the scores file stands beside the settings, perhaps further up.

        Raises:
            UserError: It would be.
        """
        from motjuste.workspace.workspace import Workspace

        for path in paths:
            root = Workspace.discover(folder / split_address(path)[0]).root.resolve()
            if not any(root.is_relative_to(one) for one in self.folders):
                raise UserError(
                    f"The scores file belongs into {root}, which lies outside the workspace",
                    remedy="Score without update, or let the user open that folder",
                    path=path,
                )

    def places(self, paths: Iterable[str]) -> tuple[Path, Sequence[str]]:
        """Where several paths stand: one folder for all of them, and the paths from there.

        Raises:
            UserError: One is none or lies outside, or they lie in several of the folders.
        """
        places = [self.place(path) for path in paths] or [Place(self.folders[0], ".")]
        if len({place.folder for place in places}) > 1:
            raise UserError(
                "The paths lie in different folders of the workspace", remedy="Make one call a folder"
            )
        return places[0].folder, [place.path for place in places]


def folders_of(uris: Iterable[str], root: Path) -> tuple[Path, ...]:
    """The folders an agent's client names by `file:` URIs, links followed; the user's own where it names none."""
    named = (urlsplit(uri) for uri in uris)
    paths = (Path(unquote(one.path)) for one in named if one.scheme == "file" and one.path)
    return tuple(path.resolve() for path in paths if path.is_dir()) or (root,)
