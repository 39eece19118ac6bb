"""Which files are prompts: those named outright, and in a folder only those that something says are prompts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from motjuste.document.formats import FORMATS, format_of
from motjuste.document.formats.unknown import UNKNOWN
from motjuste.settings import FILE_NAME as SETTINGS
from motjuste.workspace.eval_files import head_of
from motjuste.workspace.globs import globs
from motjuste.workspace.named import check_named
from motjuste.workspace.scores import FILE_NAME as SCORES
from motjuste.workspace.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pathspec import PathSpec

    from motjuste.document.formats.format import Format
    from motjuste.document.model import Document

_SHARED = (
    *(".md", ".markdown", ".mdown", ".mkd", ".txt", ".text", ".j2", ".jinja", ".jinja2", ".mustache", ".hbs"),
    *(".handlebars", ".json", ".jsonl", ".yaml", ".yml", ".toml", ".py", ".html", ".xml", ""),
)
"""Suffixes that many other files have too: a format that takes any file of one of them is no sign of a prompt."""
_WRITTEN = frozenset(_SHARED[:12])
"""Those of texts, where a folder called `prompts` or a link in the text is sign enough."""
_KEPT_AS_DATA = frozenset({".json", ".yaml", ".yml", ".toml", ".py"})
"""Those where it takes a name or a place, and then a look inside."""
_NEVER = frozenset(
    {"readme", "changelog", "license", "contributing", "security", "code_of_conduct", "notice", "authors"}
)
_OURS = frozenset({SETTINGS, SCORES})
_PROMPTS_FOLDER = "prompts"
_PROMPT = "prompt"


@dataclass(frozen=True, slots=True)
class Picker:
    """Says which files below a folder are prompts."""

    root: Path
    """The workspace; globs are relative to it."""
    include: tuple[str, ...]
    """Globs of prompts, from the settings and their table of eval sets."""
    exclude: tuple[str, ...]
    linked: Callable[[Document], bool]
    """Whether a prompt has an eval set."""
    named: Callable[[Path], bool]
    """Whether a promptfoo configuration names a file."""
    no_prompt: Callable[[Path], bool]
    """Whether a file is an eval set or one of our own, such as a settings file, whatever matches it."""

    def pick(
        self, paths: Sequence[Path], complain: Callable[[Path, OSError], None] | None = None
    ) -> tuple[Path, ...]:
        """The prompt files that paths stand for: each once, in the order given, folders sorted.

        Args:
            paths: Files, which always count, and folders.
            complain: Told of each folder that cannot be read; the others are still looked through.

        Raises:
            UserError: A path does not exist or is out of reach.
        """
        found: dict[Path, None] = {}
        for path in paths:
            check_named(path)
            if path.is_dir():
                found.update(dict.fromkeys(self._in_folder(path, complain)))
            else:
                found[path] = None
        return tuple(found)

    def says_so(self, path: Path, document: Document | None = None) -> bool:
        """Whether something says that one file is a prompt: what `pick` would say of it in a folder.

        Args:
            path: The file; it is read only if its name and place leave the question open.
            document: Its text, parsed, where somebody has done that.
        """
        place = self._place(path)
        if _matches(self.exclude, place):
            return False
        wanted = _matches(self.include, place) or self._says_so(path, place, document)
        return wanted and not self.no_prompt(path)

    def _in_folder(self, folder: Path, complain: Callable[[Path, OSError], None] | None) -> Iterator[Path]:
        for path in walk(folder, self.root, complain):
            if self.picks(path):
                yield path

    def picks(self, path: Path) -> bool:
        """Whether a file that was met in a folder is a prompt."""
        return bool(self.include or _is_candidate(path.name)) and self.says_so(path)

    def excludes(self, path: Path) -> bool:
        """Whether the settings leave a file out."""
        return _matches(self.exclude, self._place(path))

    def _place(self, path: Path) -> str:
        """The path from the workspace, with `/`; all of it for a file elsewhere."""
        absolute = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links out of the workspace
        root = os.path.join(self.root, "")  # noqa: PTH118 - text, as every file of a folder asks
        place = absolute[len(root) :] if absolute.startswith(root) else str(path)
        return place.replace(os.sep, "/")

    def _says_so(self, path: Path, place: str, document: Document | None) -> bool:
        if has_own_format(str(path)):
            return True
        suffix = path.suffix.lower()
        if path.name.lower().split(".")[0] in _NEVER:
            return suffix in _WRITTEN and self._is_linked(path, document)
        in_prompts = _stands_among_prompts(path, place)
        if suffix in _WRITTEN:
            return in_prompts or self.named(path) or self._is_linked(path, document)
        if suffix not in _KEPT_AS_DATA:
            return False
        by_name = in_prompts or _PROMPT in path.name.lower() or (suffix != ".py" and self.named(path))
        return by_name and _holds_prompts(path, document)

    def _is_linked(self, path: Path, document: Document | None) -> bool:
        if document is None:
            from motjuste.document.model import Document
            from motjuste.document.parse import parse_bytes

            head = head_of(path)
            # What does not hold the word names no eval set, and only its surroundings are asked.
            names_one = b"evals" in head
            document = parse_bytes(str(path), head) if names_one else Document(str(path), "", "", "none", ())
        return self.linked(document)


def is_own(path: Path, settings: frozenset[Path]) -> bool:
    """Whether a file is ours and no prompt: a settings file that was read or could be, or the scores."""
    return path.name in _OURS or path.absolute() in settings


def has_own_format(path: str) -> bool:
    """Whether a file's name alone says that it is a prompt: a format claims it, and not for a suffix of all and sundry."""
    return any(one.matches(path) for one in _own_formats())


@lru_cache(maxsize=1)
def _own_formats() -> tuple[Format, ...]:
    shared = [f"{stem}{suffix}" for stem in ("a", "prompts/prompt") for suffix in _SHARED]
    return tuple(one for one in FORMATS if not any(one.matches(path) for path in shared))


def _is_candidate(name: str) -> bool:
    """Whether a file called so could be a prompt at all; asked of every file, so it looks at the suffix first."""
    suffix = os.path.splitext(name)[1]  # noqa: PTH122 - a Path for every file of a repository would take longer
    return _may_hold_prompts(suffix) if suffix else has_own_format(name)


@lru_cache(maxsize=1024)
def _may_hold_prompts(suffix: str) -> bool:
    lower = suffix.lower()
    return lower in _WRITTEN or lower in _KEPT_AS_DATA or has_own_format(f"a{suffix}")


def _stands_among_prompts(path: Path, place: str) -> bool:
    folders = place.split("/")[:-1]
    return _PROMPTS_FOLDER in folders or (not folders and path.absolute().parent.name == _PROMPTS_FOLDER)


def _holds_prompts(path: Path, document: Document | None) -> bool:
    """Whether a format finds prompts in the file."""
    if document is not None:
        return document.format != UNKNOWN.name and bool(document.messages)
    text = head_of(path).decode("utf-8", "replace")
    return format_of(str(path), text) is not UNKNOWN


@lru_cache(maxsize=64)
def _spec(lines: tuple[str, ...]) -> PathSpec[Any]:
    return globs(lines)


def _matches(lines: tuple[str, ...], place: str) -> bool:
    return bool(lines) and _spec(lines).match_file(place)
