"""The prompt document: one prompt of a file, parsed. Plain frozen data, offsets in code points of `text`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from motjuste.document.transcript import Quoted, Transcript
    from motjuste.text.edit import Edit
    from motjuste.text.span import Span

Role = Literal["system", "user", "assistant"]


class PieceKind(StrEnum):
    """What a stretch of a message's source text is."""

    LITERAL = "literal"
    """Read by the model as written; the only kind that may ever be edited."""
    VARIABLE = "variable"
    """A placeholder that a case's value replaces."""
    STATEMENT = "statement"
    """Template text that is executed (`{% if %}`), never read."""
    HIDDEN = "hidden"
    """Never sent to a model: `<edit>` tags, motjuste directives, template comments."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of source text of one kind. A message's pieces are sorted, adjacent and cover its span."""

    kind: PieceKind
    span: Span


@dataclass(frozen=True, slots=True)
class Variable:
    """One use of a template variable."""

    name: str
    """The root name: `user` in `{{ user.name }}`."""
    span: Span
    """The name itself, inside the placeholder."""
    placeholder: Span
    """The whole placeholder, braces included; inside a statement, the whole statement."""
    optional: bool = False
    """The template itself copes without it: `{{ x | default("") }}`, `{% if x %}`, `x is defined`."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A pair of `<edit>…</edit>` tags somebody wrote."""

    outer: Span
    """With the tags."""
    inner: Span
    """The words between them: what is to be edited."""


@dataclass(frozen=True, slots=True)
class Directive:
    """A `motjuste:` comment, e.g. `<!-- motjuste: ignore T002 -->`."""

    span: Span
    """The whole comment."""
    name: str
    """`ignore`, `ignore-file`, `ignore-start`, `ignore-end`, `protect-start`, `protect-end`, `evals`."""
    arguments: tuple[str, ...]
    """`("T002",)` for `ignore T002`; `("./x.jsonl",)` for `evals=./x.jsonl`, and the words behind it if there are any."""


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message of the prompt."""

    role: Role | None
    """None when the file names no role: render decides (see document/render.py)."""
    span: Span
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the parser could not read; lint turns it into a finding of rule `code`."""

    code: str
    """`F000` unreadable text, `F001` front matter, `T001` template syntax, `T006` stray tag, `N002` directive."""
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One front matter key with its value and where both stand."""

    key: str
    value: object
    """Plain data: str, int, float, bool, None, list, dict."""
    key_span: Span
    value_span: Span
    children: tuple[Setting, ...] = ()
    """The keys of a mapping; or the items of a list, whose `key` is their number and `key_span` their own span."""


@dataclass(frozen=True, slots=True)
class Document:
    """One prompt and the file it stands in, parsed. Parsing never fails: what is broken is listed in `faults`."""

    path: str
    """As the caller named it; used in messages and to choose the format. May be no real file."""
    text: str
    """The whole file as it reads: decoded, without a BOM, line ends as they are, escapes resolved."""
    format: str
    """A name of `formats.FORMATS`; `unknown` for a file no format claims, which is read as bare text."""
    dialect: str
    """How braces are read: a name of `dialects.DIALECTS`."""
    messages: tuple[Message, ...]
    settings: Mapping[str, Setting] = field(default_factory=dict)
    """Front matter by top-level key."""
    front_matter: Span | None = None
    """Fences included; None when there is none."""
    variables: tuple[Variable, ...] = ()
    """Free variables in order of use; names a template sets itself (`{% set %}`, `for`) are left out."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Values the file itself declares for its variables; a case's own come before them."""
    tags: tuple[Tag, ...] = ()
    directives: tuple[Directive, ...] = ()
    protected: tuple[Span, ...] = ()
    """Ranges a user protected; no edit may touch them."""
    protect_patterns: tuple[str, ...] = ()
    """The regular expressions it was parsed with, so that a changed text can be parsed alike."""
    forced_dialect: str | None = None
    """The dialect the caller asked for when it was parsed, likewise."""
    faults: tuple[Fault, ...] = ()
    name: str | None = None
    """Which of the file's prompts this is; None when the file is the prompt."""
    transcript: Transcript | None = None
    """Where the text is written in the source; None when it is the source."""
    quoted: tuple[Quoted, ...] = ()
    """How stretches of the text are written: sorted, disjoint; elsewhere words are written as they are."""
    derived: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What others worked out from it and may ask for again; no part of what it is."""

    @property
    def source(self) -> str:
        """The whole file as it is written: what an editor shows and what goes back to the disk."""
        return self.text if self.transcript is None else self.transcript.source

    @property
    def address(self) -> str:
        """The prompt as the command line names it: `PATH`, or `PATH::NAME`."""
        return self.path if self.name is None else f"{self.path}::{self.name}"

    def outer(self, span: Span) -> Span:
        """Where a span of the text stands in the source."""
        return span if self.transcript is None else self.transcript.outer(span)

    def inner(self, offset: int) -> int:
        """Where an offset of the source stands in the text."""
        return offset if self.transcript is None else self.transcript.inner(offset)

    def line(self, offset: int) -> int:
        """The line of the source, from 1, on which an offset of the text stands."""
        from motjuste.text.position import LineIndex

        place = offset if self.transcript is None else self.transcript.after(offset)
        lines = self.derived.get("lines")
        if lines is None:
            lines = self.derived["lines"] = LineIndex(self.source)
        return int(lines.row_column(min(place, len(self.source)))[0])

    def written(self, edits: Iterable[Edit]) -> str:
        """The source with edits of the text applied; see document/rewrite.py."""
        from motjuste.document.rewrite import written

        return written(self, edits)

    @property
    def variable_names(self) -> tuple[str, ...]:
        """Each free variable once, in order of first use."""
        names: tuple[str, ...] | None = self.derived.get("variable names")
        if names is None:
            names = tuple(dict.fromkeys(variable.name for variable in self.variables))
            self.derived["variable names"] = names
        return names

    @property
    def literal_spans(self) -> tuple[Span, ...]:
        """What an edit may touch: literal pieces outside protected ranges, sorted and disjoint."""
        from motjuste.document.editable import editable_spans

        return editable_spans(self)
