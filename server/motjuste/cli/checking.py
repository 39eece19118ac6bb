"""Which files a check looks at, and what the rules say of each: no output, no writing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.workspace.checked_file import CheckedFile
from motjuste.workspace.file_settings import codes_for, inside
from motjuste.workspace.selection import selected_codes
from motjuste.workspace.workspace import Workspace, read_prompt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.document.model import Document
    from motjuste.lint.finding import Finding
    from motjuste.settings import Complaint


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """What the command line says of settings and rules. Plain data: it can cross to another process."""

    config: Path | None = None
    """A settings file instead of the nearest one."""
    isolated: bool = False
    """Read no settings file at all."""
    select: tuple[str, ...] = ()
    """Codes or their beginnings; when there are some, the settings' choice does not count."""
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, str], ...] = ()
    """Pairs of a glob and a code, besides those of the settings."""
    ignore_suppressions: bool = False


class Checker:
    """Finds prompt files and runs the rules over them; files of one workspace share what it has read."""

    def __init__(self, options: CheckOptions) -> None:
        self._options = options
        self._workspaces: dict[Path, Workspace] = {}
        self._by_settings: dict[tuple[Path, Path | None], Workspace] = {}
        self.warnings: list[Complaint] = []
        """What was wrong with the settings files met so far, each once."""

    def check_files(self, paths: Sequence[Path]) -> Iterator[CheckedFile]:
        """Look at the prompts that files and folders stand for, each once.

        Args:
            paths: Files are looked at whatever they are; in folders, the prompts are picked.

        Yields:
            Each file's findings, or why it could not be read.

        Raises:
            UserError: A settings file cannot be read.
        """
        for one in self.picked(paths):
            yield one if isinstance(one, CheckedFile) else self._check_file(one)

    def picked(self, paths: Sequence[Path]) -> Iterator[Path | CheckedFile]:
        """The files that paths stand for, each once; a path that does not exist comes as a file with an error."""
        seen: set[Path] = set()
        for path in paths:
            if not path.exists():
                yield CheckedFile(str(path), error="There is no such file or folder. Check the spelling.")
                continue
            for one in self.workspace(path).prompt_files([path]) if path.is_dir() else (path,):
                if one not in seen:
                    seen.add(one)
                    yield one

    def check_bytes(self, path: str, data: bytes) -> CheckedFile:
        """Look at a file's bytes; never raises on any."""
        from motjuste.document.decode import decode

        decoded = decode(data)
        findings = self._findings(path, data)
        return CheckedFile(path, decoded.text, findings, readable=decoded.fault is None)

    def lint(self, path: str, text: str) -> tuple[Finding, ...]:
        """What the rules say of a text, as if the file held it."""
        return self._findings(path, text)

    def documents(self, path: str, text: str) -> tuple[Document, ...]:
        """The prompts of a text, as if the file held it."""
        return self.workspace(Path(path)).documents(path, text)

    def workspace(self, path: Path) -> Workspace:
        """The workspace of a file or folder; an eval set that several of its prompts share is read once.

        Raises:
            UserError: Its settings file cannot be read.
        """
        folder = path if path.is_dir() else path.parent
        if folder not in self._workspaces:
            config = Path(os.devnull) if self._options.isolated else self._options.config
            found = Workspace.discover(path, config)
            known = self._by_settings.setdefault((found.root, found.source), found)
            if known is found:
                self.warnings.extend(found.warnings)
            self._workspaces[folder] = known
        return self._workspaces[folder]

    @property
    def workspaces(self) -> tuple[Workspace, ...]:
        """Those met so far, each once."""
        return tuple(self._by_settings.values())

    def codes(self, workspace: Workspace, path: str) -> tuple[str, ...]:
        """The rules to run on a file: flags win over settings, whose own ignores of the file hold besides."""
        flags, lint = self._options, workspace.settings.lint
        select = flags.select or lint.select
        ignore = flags.ignore if flags.select else (*lint.ignore, *flags.ignore)
        chosen = selected_codes(select, flags.extend_select, ignore)
        ignores: dict[str, list[str]] = {}
        for glob, code in flags.per_file_ignores:
            ignores.setdefault(glob, []).append(code)
        return codes_for(inside(path, workspace.root), chosen, ignores)

    def _check_file(self, path: Path) -> CheckedFile:
        try:
            data = read_prompt(path)
        except UserError as error:
            remedy = f" {error.remedy}." if error.remedy else ""
            return CheckedFile(str(path), error=f"{error.message}.{remedy}")
        return self.check_bytes(str(path), data)

    def _findings(self, path: str, source: str | bytes) -> tuple[Finding, ...]:
        workspace = self.workspace(Path(path))
        return workspace.file_findings(
            path,
            source,
            self.codes(workspace, path),
            ignore_suppressions=self._options.ignore_suppressions,
        )
