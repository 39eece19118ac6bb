"""Settings: the nearest `motjuste.toml` or `[tool.motjuste]`, read into frozen data and complaints.

The dataclasses below are the whole vocabulary. pydantic checks what a file says against them, and is imported
only when there is a file. A key that is unknown or unusable costs only itself: it becomes a complaint and the
rest of the file works. Keys may be written with `-` or `_`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from copy import deepcopy
from dataclasses import dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, get_type_hints

from annotated_types import Ge, Gt, Interval

from motjuste.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE_NAME = "motjuste.toml"
LOCAL = "local"
"""The `model` that means the embedded model."""

_PYPROJECT = "pyproject.toml"
_CONFIG: dict[str, object] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """One model: an OpenAI-compatible endpoint, or the embedded one."""

    __pydantic_config__: ClassVar[dict[str, object]] = _CONFIG
    model: str = ""
    """The name the endpoint knows, `local` for the embedded model; empty when nothing is configured."""
    base_url: str = ""
    """Where the API lives, up to and without `/chat/completions`."""
    api_key_env: str = ""
    """The name of the environment variable that holds the key, never the key."""
    concurrency: Annotated[int, Interval(ge=1, le=1024)] = 32
    """Most calls in flight at once."""
    timeout: Annotated[float, Gt(0)] = 120.0
    """Seconds one call may take."""
    max_tokens: Annotated[int, Ge(1)] | None = None
    """Longest answer; None leaves it to the run."""

    @property
    def configured(self) -> bool:
        """Whether the user said anything about this model."""
        return bool(self.model or self.base_url)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSettings:
    """The embedded model."""

    __pydantic_config__: ClassVar[dict[str, object]] = _CONFIG
    path: str = ""
    """Another GGUF file than the pinned one; relative to the workspace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsSettings:
    """Who runs the prompt and who reasons about it."""

    __pydantic_config__: ClassVar[dict[str, object]] = _CONFIG
    task: ModelSettings = field(default_factory=ModelSettings)
    optimizer: ModelSettings = field(default_factory=ModelSettings)
    local: LocalSettings = field(default_factory=LocalSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class LintSettings:
    """Which rules run; codes or prefixes of codes."""

    __pydantic_config__: ClassVar[dict[str, object]] = _CONFIG
    select: tuple[str, ...] = ("F", "T", "M", "R", "X", "K", "E", "C", "N")
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptsSettings:
    """Which files are prompts, where their names do not tell."""

    __pydantic_config__: ClassVar[dict[str, object]] = _CONFIG
    include: tuple[str, ...] = ()
    """Globs of further prompt files, in .gitignore's language."""
    exclude: tuple[str, ...] = ()
    """Globs of files never picked in a folder."""
    protect: tuple[str, ...] = ()
    """Regular expressions of passages that no edit may touch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimizeSettings:
    """Defaults of a run; the command line's flags win."""

    __pydantic_config__: ClassVar[dict[str, object]] = _CONFIG
    scope: Literal["local", "global"] = "local"
    max_words: Annotated[int, Interval(ge=1, le=50)] = 5
    steps: Annotated[int, Interval(ge=1, le=20)] = 3
    beam: Annotated[int, Interval(ge=1, le=16)] = 4
    candidates: Annotated[int, Interval(ge=1, le=16)] = 4
    seed: Annotated[int, Ge(0)] = 0
    max_calls: Annotated[int, Ge(1)] | None = None
    max_tokens: Annotated[int, Ge(1)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a user can set; total, so that no reader needs a default."""

    __pydantic_config__: ClassVar[dict[str, object]] = _CONFIG
    models: ModelsSettings = field(default_factory=ModelsSettings)
    evals: dict[str, str] = field(default_factory=dict)
    """Eval set by glob of prompts, both relative to the workspace."""
    lint: LintSettings = field(default_factory=LintSettings)
    prompts: PromptsSettings = field(default_factory=PromptsSettings)
    optimize: OptimizeSettings = field(default_factory=OptimizeSettings)


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
    """True for a key nobody knows; False for a value that cannot be used, which stops a run."""

    def __str__(self) -> str:
        """Render as `path:line: message.`."""
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.message}{'' if self.message.endswith('?') else '.'}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, where they hold, and what was wrong with their file."""

    settings: Settings
    root: Path
    """The workspace: eval sets outside it are refused, globs are relative to it."""
    warnings: tuple[Complaint, ...] = ()
    source: Path | None = None
    """The file they came from; None when there is none."""


def load(path: Path, config: Path | None = None) -> Loaded:
    """Read the settings that hold for a file or folder.

    Args:
        path: What is looked at; need not exist.
        config: A settings file named by the user, instead of the nearest one.

    Raises:
        UserError: A settings file cannot be read, is not UTF-8 or is not TOML.
    """
    folder = _folder(path)
    if config is not None:
        table = _section(config, named=True) or {}
        source: Path | None = config.absolute()
        root = config.absolute().parent
        root = root if folder.is_relative_to(root) else _bare_root(folder)
    else:
        source, table = _nearest(folder)
        root = source.parent if source else _bare_root(folder)
    if source is None:
        return Loaded(Settings(), root)
    settings, warnings = from_mapping(table, source=source)
    return Loaded(settings, root, warnings, source)


def from_mapping(
    table: Mapping[str, Any], *, source: Path | None = None
) -> tuple[Settings, tuple[Complaint, ...]]:
    """Check foreign data against the vocabulary; whatever cannot be used is left out and complained about."""
    from pydantic import ValidationError

    data = _folded(table, Settings)
    text = source.read_text("utf-8-sig") if source else ""
    complaints: list[Complaint] = []
    while True:
        try:
            return _adapter().validate_python(data), tuple(complaints)
        except ValidationError as error:
            for location in dict.fromkeys(_key_path(fault["loc"], data) for fault in error.errors()):
                fault = next(one for one in error.errors() if _key_path(one["loc"], data) == location)
                complaints.append(_complaint(location, fault, source, text))
            for location in {_key_path(fault["loc"], data) for fault in error.errors()}:
                _drop(data, location)


@functools.cache
def _adapter() -> Any:
    """The checker; built once, because pydantic takes its time."""
    from pydantic import TypeAdapter

    return TypeAdapter(Settings)


def _folder(path: Path) -> Path:
    """The folder a search for settings starts in."""
    path = path.resolve()
    return path if path.is_dir() else path.parent


def _nearest(folder: Path) -> tuple[Path | None, Mapping[str, Any]]:
    """The nearest settings file upwards and its table."""
    for place in (folder, *folder.parents):
        for name in (FILE_NAME, _PYPROJECT):
            candidate = place / name
            if candidate.is_file():
                table = _section(candidate, named=False)
                if table is not None:
                    return candidate, table
    return None, {}


def _bare_root(folder: Path) -> Path:
    """The workspace where no settings file says so: the repository, else where the user stands, else the folder."""
    from pathlib import Path

    for place in (folder, *folder.parents):
        if (place / ".git").exists():
            return place
    here = Path.cwd()
    return here if here != here.parent and folder.is_relative_to(here) else folder


def _section(path: Path, *, named: bool) -> Mapping[str, Any] | None:
    """The motjuste table of a settings file; None for a pyproject.toml that has none.

    A broken pyproject.toml is somebody else's business until it mentions us, or the user named it.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise UserError(f"The settings file cannot be read: {reason}", path=_shown(path)) from None
    except UnicodeDecodeError:
        raise UserError(
            "The settings file is not UTF-8", remedy="Save it as UTF-8", path=_shown(path)
        ) from None
    if path.name == _PYPROJECT and not named and "motjuste" not in text:
        return None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, line = _toml_fault(str(error), text)
        raise UserError(message, remedy="Mend the TOML and try again", path=_shown(path), line=line) from None
    if path.name != _PYPROJECT:
        return table
    section = table.get("tool", {}).get("motjuste")
    return section if isinstance(section, dict) else ({} if named else None)


def _shown(path: Path) -> str:
    """How messages name a file: from where the user stands when it is below."""
    from pathlib import Path

    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _toml_fault(message: str, text: str) -> tuple[str, int]:
    """Split the parser's message into what is wrong and its line."""
    place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    if place is None:
        return f"The settings are not TOML: {message}", 1
    line = int(place[1]) if place[1] else max(1, text.rstrip().count("\n") + 1)
    return f"The settings are not TOML: {message[: place.start()]}", line


def _folded(table: Mapping[str, Any], shape: type) -> dict[str, Any]:
    """A copy with `-` in known tables' keys read as `_`; keys of free tables (`evals`) stay as they are."""
    hints = get_type_hints(shape, include_extras=True)
    folded: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        inner = hints.get(name)
        is_table = isinstance(value, dict) and isinstance(inner, type) and is_dataclass(inner)
        folded[name if name in hints else key] = (
            _folded(value, inner) if is_table and inner else deepcopy(value)
        )
    return folded


def _key_path(location: tuple[int | str, ...], data: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of a fault that stand in the file: pydantic adds list indexes and names of union members."""
    path: list[str] = []
    level: Any = data
    for step in location:
        if not isinstance(level, dict) or not isinstance(step, str) or step not in level:
            break
        path.append(step)
        level = level[step]
    return tuple(path)


def _drop(data: dict[str, Any], path: tuple[str, ...]) -> None:
    level = data
    for step in path[:-1]:
        level = level[step]
    level.pop(path[-1], None)


def _complaint(path: tuple[str, ...], fault: Any, source: Path | None, text: str) -> Complaint:
    """Say what is wrong with a key, and what was probably meant."""
    unknown = fault["type"] in {"unexpected_keyword_argument", "extra_forbidden"}
    place = f" in [{'.'.join(path[:-1])}]" if path[:-1] else ""
    if not unknown:
        told = fault["msg"].removeprefix("Value error, ")
        message = f"{path[-1]}{place} is not used: {told[:1].lower()}{told[1:]}"
    elif path[-1] in {"api_key", "key", "token"}:
        message = f"{path[-1]}{place} is not used: name the environment variable with api_key_env instead of writing the key here"
    else:
        message = f"Unknown key {path[-1]!r}{place} is not used{_meant(path)}"
    return Complaint(
        _shown(source) if source else "settings", _line_of(path, text), ".".join(path), message, unknown
    )


def _meant(path: tuple[str, ...]) -> str:
    """`; did you mean 'select'?` when a known key is near."""
    import difflib

    shape: type = Settings
    for step in path[:-1]:
        shape = get_type_hints(shape)[step]
    known = [one.name for one in fields(shape)]
    near = difflib.get_close_matches(path[-1].replace("-", "_").lower(), known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else f"; known keys are {', '.join(known)}"


def _line_of(path: tuple[str, ...], text: str) -> int | None:
    """The line a key stands on, as near as a look at the text tells: its own, else its table's."""
    table = re.compile(r"^\s*\[+\s*(?:tool\s*\.\s*motjuste\s*\.?\s*)?([^\[\]]*?)\s*\]+")
    wanted = tuple(step.replace("-", "_") for step in path)
    inside: tuple[str, ...] = ()
    best: int | None = None
    for number, line in enumerate(text.splitlines(), 1):
        header = table.match(line)
        if header:
            inside = tuple(
                part.strip().strip("\"'").replace("-", "_") for part in header[1].split(".") if part
            )
            best = number if inside and inside == wanted[: len(inside)] else best
            continue
        name = re.match(r"\s*[\"']?([^=\"']+?)[\"']?\s*=", line)
        if name and (*inside, *name[1].replace("-", "_").split(".")) == wanted:
            return number
    return best
