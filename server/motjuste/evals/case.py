"""A labelled case, what its checks say of an output, and the set of cases linked to a prompt."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class Split(StrEnum):
    """The three parts of an eval set."""

    TRAIN = "train"
    """Failures are read here."""
    DEV = "dev"
    """Candidates compete here."""
    GATE = "gate"
    """The claim is made here, opened once."""


@dataclass(frozen=True, slots=True)
class Score:
    """What the checks say of one output."""

    value: float
    """0 (wrong) to 1 (right)."""
    reason: str = ""
    """Why the check failed, one short phrase; empty when it passed."""
    passed: bool | None = None
    """The verdict of a check that has a threshold of its own; None where anything below 1 has failed."""


class Check(Protocol):
    """One test of an output. Frozen, hashable, built once when the eval set is read."""

    @property
    def name(self) -> str:
        """Its name in the vocabulary: `equals`, `contains`, `numeric` and so on."""

    def score(self, output: str) -> Score:
        """Score an output. Never raises: an output no check can read scores 0 with the reason."""


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled case."""

    id: str
    """12 hex digits of the content's hash (inputs, expected, checks): stable when rows move."""
    inputs: Mapping[str, str]
    """Values by column: every column that is not expected, assert, metadata, id or split."""
    expected: str | None
    """The gold answer, if the row has one; shown to people and optimizer models."""
    checks: tuple[Check, ...]
    """At least one."""
    split: Split
    """From the `split` column or the content's hash."""
    line: int
    """Where the row starts in its file, from 1."""
    label: str = ""
    """What people call it: the row's `id` or `description`, else `line N`."""
    threshold: float = 1.0
    """The weighted mean of the checks at which the case counts as right; 1 asks that every check passes."""
    weights: tuple[float, ...] = ()
    """One weight a check; empty means 1 each."""
    metrics: tuple[str, ...] = ()
    """The name under which each check is reported, "" for none; empty when no check has one."""
    prefix: str = ""
    """Put before the prompt's last user message (promptfoo's `options.prefix`)."""
    suffix: str = ""
    """Put after it."""
    path: str = ""
    """The file `line` counts in, as messages name it; empty when it is the eval set's own."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used."""

    line: int
    message: str
    path: str = ""
    """The file `line` counts in; empty when it is the eval set's own."""
    unsupported: bool = False
    """Nothing is wrong with it where it comes from: what it asks for is only not supported here."""


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something of an eval set that is left out because it is not supported; what it belongs to may still be used."""

    line: int
    name: str
    """What it is called where it stands: `llm-rubric`, `transformVars`, `huggingface://…`."""
    why: str
    """A phrase that follows the name: `asks a model to judge`."""
    path: str = ""
    """The file `line` counts in; empty when it is the eval set's own."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row left out because it repeats another word for word."""

    line: int
    of: int
    """The line of the row that is kept."""


@dataclass(frozen=True, slots=True)
class EvalSet:
    """A file of cases, read."""

    path: str
    cases: tuple[Case, ...]
    columns: tuple[str, ...]
    """All input columns met, in order of first appearance."""
    bad_rows: tuple[BadRow, ...] = ()
    digest: str = ""
    """sha256 of the usable cases' ids, sorted: names the set's content."""
    counts: Mapping[Split, int] = field(default_factory=dict)
    """Number of cases of each split, all three of them."""
    duplicates: tuple[Duplicate, ...] = ()
    """Rows that were ignored; they stop nothing."""
    unsupported: tuple[Unsupported, ...] = ()
    """What was left out, in the order of the file; the cases it belongs to are scored without it."""
    files: tuple[str, ...] = ()
    """Absolute paths of the other files and folders that were looked at for it, there or not: a change in one may change it."""

    derived: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What others worked out from it and may ask for again, at each keystroke in a prompt; no part of what it is."""

    def part(self, split: Split) -> tuple[Case, ...]:
        """The cases of one split, in an order that depends on content alone (sorted by id)."""
        return tuple(sorted((case for case in self.cases if case.split is split), key=lambda case: case.id))
