"""Which files a check looks at, and what the rules say of each: no output, no writing."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from stat import S_ISDIR
from typing import TYPE_CHECKING

from motjuste.errors import UserError
from motjuste.evals.folder import listed_once, real_folder
from motjuste.evals.within_reach import is_folder
from motjuste.workspace.check_cache import CheckCache, Entry, key_of, program_version
from motjuste.workspace.checked_file import CheckedFile
from motjuste.workspace.file_settings import codes_for, inside
from motjuste.workspace.named import check_named, unreachable
from motjuste.workspace.selection import selected_codes
from motjuste.workspace.side_by_side import Unknown, side_by_side
from motjuste.workspace.surroundings import Surroundings
from motjuste.workspace.workspace import Workspace, read_prompt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.document.model import Document
    from motjuste.lint.finding import Finding
    from motjuste.settings import Complaint
    from motjuste.workspace.check_cache import Looked
    from motjuste.workspace.pick import Picker
    from motjuste.workspace.references import FolderFiles

_AT_ONCE = 32_000_000
"""Bytes of files looked at together; a bound for memory."""
_WEIGHT = 2_000
"""Bytes that a file counts for beside its own."""
INTERNAL_ERROR = "N000"
"""The finding of a rule that crashed, which may go well the next time."""
_SIGNS = ("motjuste.toml", "pyproject.toml", ".git")
"""What makes a folder a workspace, or may."""


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
    force_exclude: bool = False
    """Leave files out that the settings exclude, though they were named."""
    cache: Path | None = None
    """The folder that keeps what was found; None keeps nothing."""


class Checker:
    """Finds prompt files and runs the rules over them; files of one workspace share what it has read."""

    def __init__(self, options: CheckOptions) -> None:
        self._options = options
        self._workspaces: dict[str, Workspace] = {}
        self._above: dict[str, Workspace | None] = {}
        self._here: Workspace | None = None
        self._codes: dict[Path, tuple[str, ...]] = {}
        self._by_settings: dict[tuple[Path, Path | None], Workspace] = {}
        self._caches: dict[Path, CheckCache] = {}
        self._settings: dict[Path, str] = {}
        self._surroundings = Surroundings()
        self.warnings: list[Complaint] = []
        """What was wrong with the settings files met so far, each once."""
        self.promptless: list[Path] = []
        """The folders looked through so far in which no file was picked."""

    def check_files(self, paths: Sequence[Path]) -> Iterator[CheckedFile]:
        """Look at the prompts that files and folders stand for, each once, on all cores when there are many.

        Args:
            paths: Files are looked at whatever they are; in folders, the prompts are picked.

        Yields:
            Each file's findings, or why it could not be read, in the order of the paths.

        Raises:
            UserError: A settings file cannot be read.
        """
        waiting: list[CheckedFile | Unknown] = []
        weight = 0
        with listed_once():
            for one in self.picked(paths):
                found = one if isinstance(one, CheckedFile) else self._known(one)
                waiting.append(found)
                weight += _WEIGHT + (len(found.data) if isinstance(found, Unknown) else 0)
                if weight >= _AT_ONCE:
                    yield from self._together(waiting)
                    waiting, weight = [], 0
            yield from self._together(waiting)
        for cache in self._caches.values():
            cache.save()

    def _together(self, files: Sequence[CheckedFile | Unknown]) -> list[CheckedFile]:
        """Look at those of some files that are not known yet, side by side."""
        done = [None if isinstance(one, Unknown) else one for one in files]
        unknown = [replace(one, place=place) for place, one in enumerate(files) if isinstance(one, Unknown)]
        if unknown:
            self._load_rules()
        for place, key, file, looked in side_by_side(unknown, self._examined):
            done[place] = file
            crashed = any(finding.code == INTERNAL_ERROR for finding in file.findings)
            if looked is not None and not crashed and self._options.cache is not None:
                entry = Entry(file.readable, file.findings, looked, file.holds_prompt)
                self._cache(self._round(file.path)).put(key, entry)
        return [file for file in done if file is not None]

    def picked(self, paths: Sequence[Path]) -> Iterator[Path | CheckedFile]:
        """The files that paths stand for, each once; one that cannot be looked at comes as a file with an error."""
        seen: set[tuple[int, int]] = set()
        for path in paths:
            told = _stat(path)
            if told is None:
                yield CheckedFile(str(path), error=_why_not(path))
                continue
            unread: list[CheckedFile] = []
            is_folder, found = S_ISDIR(told.st_mode), False
            for one in self._prompts_in(path, unread) if is_folder else self._outright(path):
                found = True
                # However a file is spelled, and by whatever links it is reached, it is one file.
                itself = told if one is path else _stat(one) or told
                if (itself.st_dev, itself.st_ino) not in seen:
                    seen.add((itself.st_dev, itself.st_ino))
                    yield one
            if is_folder and not (found or unread):
                self.promptless.append(path)
            yield from unread

    def _outright(self, path: Path) -> tuple[Path, ...]:
        """A file that was named, unless the settings' excludes are to hold for such files too."""
        left_out = self._options.force_exclude and self.workspace(path).picker().excludes(path)
        return () if left_out else (path,)

    def _prompts_in(self, folder: Path, unread: list[CheckedFile]) -> Iterator[Path]:
        """The prompts of a folder, each by the settings nearest to it; folders that cannot be read go to `unread`."""
        from motjuste.workspace.walk import walk

        def complain(place: Path, error: OSError) -> None:
            unread.append(CheckedFile(str(place), error=_without_place(unreachable(place, error))))

        pickers: dict[str, Picker] = {}
        for path in walk(folder, self.workspace(folder).root, complain):
            place = os.path.dirname(path)  # noqa: PTH120
            if place not in pickers:
                pickers[place] = self.workspace(Path(place)).picker()
            if pickers[place].picks(path):
                yield path

    def check_bytes(self, path: str, data: bytes) -> CheckedFile:
        """Look at a file's bytes; never raises on any."""
        return self._examined(Unknown(path, data))[0]

    def lint(self, path: str, text: str) -> tuple[Finding, ...]:
        """What the rules say of a text, as if the file held it."""
        return self._findings(path, text)[0]

    def documents(self, path: str, text: str) -> tuple[Document, ...]:
        """The prompts of a text, as if the file held it."""
        return self.workspace(Path(path)).documents(path, text)

    def workspace(self, path: Path) -> Workspace:
        """The workspace of a file or folder; an eval set that several of its prompts share is read once.

        Raises:
            UserError: Its settings file cannot be read.
        """
        return self._of_folder(str(path)) if is_folder(path) else self._round(str(path))

    def _round(self, file: str) -> Workspace:
        """The workspace of a file; see `workspace`."""
        return self._of_folder(os.path.dirname(file) or ".")  # noqa: PTH120 - asked of every file

    def _of_folder(self, folder: str) -> Workspace:
        found = self._workspaces.get(folder)
        if found is None:
            real = real_folder(folder)
            found = self._shared(real) or self._where_the_user_stands(real) or self._discovered(Path(folder))
            self._workspaces[folder] = found
        return found

    def _shared(self, folder: str) -> Workspace | None:
        """The workspace that a folder shares with those above it; None where nothing says so."""
        if folder in self._above:
            return self._above[folder]
        found: Workspace | None = None
        if self._options.config is None and not self._options.isolated:
            above = os.path.dirname(folder)  # noqa: PTH120
            if any(os.path.lexists(os.path.join(folder, name)) for name in _SIGNS):  # noqa: PTH118
                found = self._discovered(Path(folder))
            elif above != folder:
                found = self._shared(above)
        self._above[folder] = found
        return found

    def _where_the_user_stands(self, folder: str) -> Workspace | None:
        """The workspace of all folders below the current one that nothing else claims; None for other folders."""
        here = os.getcwd()  # noqa: PTH109
        if self._options.config is not None or not f"{folder}{os.sep}".startswith(f"{here}{os.sep}"):
            return None
        if self._here is None:
            self._here = self._discovered(Path(here))
        return self._here

    def _discovered(self, path: Path) -> Workspace:
        config = Path(os.devnull) if self._options.isolated else self._options.config
        found = Workspace.discover(path, config)
        known = self._by_settings.setdefault((found.root, found.source), found)
        if known is found:
            self.warnings.extend(found.warnings)
        return known

    @property
    def workspaces(self) -> tuple[Workspace, ...]:
        """Those met so far, each once."""
        return tuple(self._by_settings.values())

    def codes(self, workspace: Workspace, path: str) -> tuple[str, ...]:
        """The rules to run on a file: flags win over settings, whose own ignores of the file hold besides."""
        chosen = self._codes.get(workspace.root)
        if chosen is None:
            chosen = self._codes[workspace.root] = self._chosen(workspace)
        ignores: dict[str, list[str]] = {}
        for glob, code in self._options.per_file_ignores:
            ignores.setdefault(glob, []).append(code)
        return codes_for(inside(path, workspace.root), chosen, ignores) if ignores else chosen

    def _chosen(self, workspace: Workspace) -> tuple[str, ...]:
        """The rules to run in a workspace."""
        flags, lint = self._options, workspace.settings.lint
        select = flags.select or lint.select
        ignore = flags.ignore if flags.select else (*lint.ignore, *flags.ignore)
        return selected_codes(select, flags.extend_select, ignore)

    def _known(self, path: Path) -> CheckedFile | Unknown:
        """A file's findings where they are known from an earlier check, or why it cannot be read; else its bytes."""
        try:
            data = read_prompt(path)
        except UserError as error:
            return CheckedFile(str(path), error=_without_place(error))
        # Here and not in another process, so that what is wrong with its settings is told.
        workspace = self._round(str(path))
        if self._options.cache is None:
            return Unknown(str(path), data)
        key = self._key(workspace, path, data)
        entry = self._cache(workspace).get(key)
        if entry is None or not entry.looked.holds(partial(_files_round, workspace.root, path)):
            return Unknown(str(path), data, key)
        if entry.findings and workspace.is_eval_set(path):
            # A prompt names it since: no rule looks at cases, and no fix may change them.
            return CheckedFile(str(path), holds_prompt=False)
        text = _text(data) if entry.findings else ""
        return CheckedFile(str(path), text, entry.findings, entry.readable, entry.holds_prompt)

    def _key(self, workspace: Workspace, path: Path, data: bytes) -> str:
        """What a file's findings are kept under."""
        settings = self._settings.get(workspace.root)
        if settings is None:
            settings = key_of(repr((workspace.settings, workspace.root)))
            self._settings[workspace.root] = settings
        return key_of(data, str(path), settings, self._surroundings.digest(path, workspace.root))

    def _cache(self, workspace: Workspace) -> CheckCache:
        """A workspace's cache, for checks from this folder with these flags on this day."""
        root = workspace.root
        if root not in self._caches:
            assert self._options.cache is not None
            rest = repr(replace(self._options, cache=None))
            name = key_of(str(root), str(Path.cwd()), rest)
            version = f"{program_version()} {date.today()}"  # noqa: DTZ011  # the day as P002 has it
            self._caches[root] = CheckCache.open(self._options.cache / f"{name}.json", version)
        return self._caches[root]

    def _examined(self, file: Unknown) -> tuple[CheckedFile, Looked | None]:
        """Look at a file now."""
        from motjuste.document.decode import decode

        decoded = decode(file.data)
        findings, looked, holds_prompt = self._findings(file.path, file.data)
        if decoded.fault is not None:
            # Its bytes cannot be written back, so nothing is offered that would have to be.
            findings = tuple(replace(one, fix=None) for one in findings)
        text = decoded.text if findings or self._options.cache is None else ""
        readable = decoded.fault is None
        return CheckedFile(file.path, text, findings, readable, holds_prompt), looked

    def _findings(self, path: str, source: str | bytes) -> tuple[tuple[Finding, ...], Looked | None, bool]:
        workspace = self._round(path)
        return workspace.examined(
            path,
            source,
            self.codes(workspace, path),
            ignore_suppressions=self._options.ignore_suppressions,
        )

    @staticmethod
    def _load_rules() -> None:
        """Import what reading takes before work is shared out, so that each core need not."""
        import motjuste.document.parse
        import motjuste.lint.registry  # noqa: F401


def _stat(path: Path) -> os.stat_result | None:
    """What the file system says of a file, links followed; None where there is none, or no such name can be."""
    try:
        return path.stat()
    except (OSError, ValueError):
        return None


def _why_not(path: Path) -> str:
    """What keeps a path from being looked at."""
    try:
        check_named(path)
    except UserError as error:
        return _without_place(error)
    return "It came while the check ran. Check again."


def _without_place(error: UserError) -> str:
    """An error's words for whoever names the file already."""
    return f"{error.message}.{f' {error.remedy}.' if error.remedy else ''}"


def _files_round(root: Path, path: Path) -> FolderFiles | None:
    from motjuste.workspace.references import files_round

    return files_round(root, path)


def _text(data: bytes) -> str:
    from motjuste.document.decode import decode

    return decode(data).text
