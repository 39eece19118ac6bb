"""The whole vocabulary of the settings: every key, its type, its bounds, its default and what it means.

The docstring below a key is its documentation everywhere: in the JSON schema, in an editor's hover and on the page of
the settings. Keys are written with `-` or `_`; messages and the schema prefer `-`.

A list that a file sets replaces the list of the file it extends; the list's `extend-` twin adds to it. Once read, the
twins are empty and what they said stands in the list itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from motjuste.settings.interval import Interval

LOCAL = "local"
"""The `model` that means the embedded model."""
EDITOR = "editor"
"""The `model` that means the one the editor has; `editor:NAME` asks for one of several."""
DEFAULT = "DEFAULT"
"""The selector that means every rule which need not be asked for."""

DialectName = Literal[
    "none",
    "braces",
    "jinja",
    "nunjucks",
    "mustache",
    "handlebars",
    "fstring",
    "dollar",
    "semantic-kernel",
]
SeverityName = Literal["error", "warning", "info"]

# Foreign keys are refused one by one, and the docstrings below the keys go into the schema.
_CONFIG: dict[str, object] = {"extra": "forbid", "use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """One model: an OpenAI-compatible endpoint, or the embedded one."""

    __pydantic_config__: ClassVar[dict[str, object]] = _CONFIG
    model: str = ""
    """The name the endpoint knows; `local` is the embedded model, `editor` the one the editor has; empty: none is configured."""
    base_url: str = ""
    """Where the API lives, up to and without `/chat/completions`."""
    api_key_env: str = ""
    """The name of the environment variable that holds the key, never the key."""
    concurrency: Annotated[int, Interval(ge=1, le=1024)] = 32
    """Most calls in flight at once."""
    timeout: Annotated[float, Interval(gt=0)] = 120.0
    """Seconds one call may take."""
    max_tokens: Annotated[int, Interval(ge=1)] | None = None
    """Longest answer, in tokens; without it the run decides."""

    @property
    def configured(self) -> bool:
        """Whether the user said anything about this model."""
        return bool(self.model or self.base_url)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSettings:
    """The embedded model."""

    __pydantic_config__: ClassVar[dict[str, object]] = _CONFIG
    path: str = ""
    """Another GGUF file than the pinned one; relative to the settings file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsSettings:
    """Who runs the prompts and who reasons about them."""

    __pydantic_config__: ClassVar[dict[str, object]] = _CONFIG
    task: ModelSettings = field(default_factory=ModelSettings)
    """The model that runs the prompts; without it, the embedded one."""
    optimizer: ModelSettings = field(default_factory=ModelSettings)
    """The model that reasons about failures and proposes edits; without it, the task model."""
    local: LocalSettings = field(default_factory=LocalSettings)
    """The embedded model, where another one than the pinned one is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LintSettings:
    """Which rules run, and how bad their findings are. Rules are named by codes or beginnings of codes."""

    __pydantic_config__: ClassVar[dict[str, object]] = _CONFIG
    select: tuple[str, ...] = (DEFAULT,)
    """Rules that run. `DEFAULT` is every rule that need not be asked for, `ALL` every rule there is."""
    extend_select: tuple[str, ...] = ()
    """Rules that run as well."""
    ignore: tuple[str, ...] = ()
    """Rules that do not run. The longer code wins: `select = ["T"]` with `ignore = ["T003"]` leaves T003 out."""
    extend_ignore: tuple[str, ...] = ()
    """Rules that do not run either."""
    per_file_ignores: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Rules that do not run on some files: codes by glob of files, in .gitignore's language."""
    extend_per_file_ignores: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Globs and codes that are added to `per-file-ignores`."""
    severity: dict[str, SeverityName] = field(default_factory=dict)
    """How bad findings are, by code or beginning of a code, where it differs from the rule's own severity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptsSettings:
    """Which files are prompts and how they are read, where their names do not tell. Globs in .gitignore's language."""

    __pydantic_config__: ClassVar[dict[str, object]] = _CONFIG
    include: tuple[str, ...] = ()
    """Globs of further prompt files."""
    extend_include: tuple[str, ...] = ()
    """Globs that are added to `include`."""
    exclude: tuple[str, ...] = ()
    """Globs of files that are never picked in a folder; a file named outright is read all the same."""
    extend_exclude: tuple[str, ...] = ()
    """Globs that are added to `exclude`."""
    protect: tuple[str, ...] = ()
    """Regular expressions of passages that no edit may touch."""
    extend_protect: tuple[str, ...] = ()
    """Regular expressions that are added to `protect`."""
    dialects: dict[str, DialectName] = field(default_factory=dict)
    """How braces are read, by glob of files; the first glob that matches counts. A file that names its own dialect wins."""
    model: str = ""
    """The model the prompts are written for, such as `gpt-5`; some rules only hold for some models."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimizeSettings:
    """Defaults of a run; the command line's flags win."""

    __pydantic_config__: ClassVar[dict[str, object]] = _CONFIG
    scope: Literal["local", "global"] = "local"
    """Whether only the marked words may change, or the whole prompt."""
    max_words: Annotated[int, Interval(ge=1, le=50)] = 5
    """Most words of one marked span."""
    steps: Annotated[int, Interval(ge=1, le=20)] = 3
    """Most rounds of reading failures and proposing edits."""
    beam: Annotated[int, Interval(ge=1, le=16)] = 4
    """Candidates that go into the next step."""
    candidates: Annotated[int, Interval(ge=1, le=16)] = 4
    """Proposals asked for per candidate and step."""
    proposer: Literal["model", "operators", "both"] = "both"
    """Who proposes: the optimizer model, edit operators that ask no model, or both with operators that the model fills."""
    seed: Annotated[int, Interval(ge=0)] = 0
    """Where chance starts; the same seed gives the same run."""
    max_calls: Annotated[int, Interval(ge=1)] | None = None
    """Most model calls of a run; answers from the cache are not counted."""
    max_tokens: Annotated[int, Interval(ge=1)] | None = None
    """Most tokens of a run, both ways and both models together."""
    session_calls: Annotated[int, Interval(ge=1)] | None = None
    """Most model calls that all runs of one editor session make together; answers from the cache are not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresSettings:
    """How `check` reads the scores file, `motjuste.scores.json`."""

    __pydantic_config__: ClassVar[dict[str, object]] = _CONFIG
    max_drop: Annotated[float, Interval(ge=0, le=1)] = 0.0
    """How far a recorded score may lie below the one it is held to, as a share: 0.02 is 2 points of 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of Mot Juste. Everything is optional; globs and paths belong to the file they stand in."""

    __pydantic_config__: ClassVar[dict[str, object]] = _CONFIG
    extend: str = ""
    """Another settings file to start from, relative to this one; what stands here wins over what stands there."""
    models: ModelsSettings = field(default_factory=ModelsSettings)
    """Who runs the prompts and who reasons about them."""
    evals: dict[str, str] = field(default_factory=dict)
    """Eval sets by glob of prompts; the first glob that matches counts. A prompt that names its own eval set wins."""
    lint: LintSettings = field(default_factory=LintSettings)
    """Which rules run, and how bad their findings are."""
    prompts: PromptsSettings = field(default_factory=PromptsSettings)
    """Which files are prompts and how they are read, where their names do not tell."""
    optimize: OptimizeSettings = field(default_factory=OptimizeSettings)
    """Defaults of a run; the command line's flags win."""
    scores: ScoresSettings = field(default_factory=ScoresSettings)
    """How `check` reads the scores file, `motjuste.scores.json`."""
