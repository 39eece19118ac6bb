"""What events are made of: edits, marks, case outcomes, counts. All frozen, all plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

Source = Literal["seed", "model", "operator", "random"]


@dataclass(frozen=True, slots=True)
class PlannedEdit:
    """One replacement, in code points of the seed prompt's text; of its file's source once `workspace.outward` let it out."""

    start: int
    end: int
    old: str
    new: str
    source: Source
    """Who proposed it."""
    operator: str = ""
    """The edit operator's name, when `source` is `operator`."""
    quotes_case: str = ""
    """Ids of the train cases it quotes, with blanks between them (edit operators only)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span LPO would edit, in code points of the prompt file's text."""

    start: int
    end: int
    text: str
    reason: str
    cases: tuple[str, ...]
    """Ids of the failing train cases behind it."""


@dataclass(frozen=True, slots=True)
class AuditedMark:
    """A mark that was left out, in code points of the marked prompt's text."""

    start: int
    end: int
    text: str
    flips: float
    """Share of cases (0..1) whose outcome changes without these words."""
    inert: bool
    """Whether no more change than change by themselves."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a run has spent so far. Deterministic: cached replies are counted apart, time is not here."""

    task_calls: int = 0
    optimizer_calls: int = 0
    cached_calls: int = 0
    task_tokens: int = 0
    """Both ways, as all tokens unless told otherwise."""
    optimizer_tokens: int = 0
    task_output_tokens: int = 0
    """Of `task_tokens`, those of answers; they have a price of their own."""
    optimizer_output_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOutcome:
    """What became of one case: for people who want to see the answer, not only its score."""

    id: str
    split: str
    passed: bool
    score: float
    """0..1, the mean over all samples."""
    output: str
    """What the model answered, the first time it was asked; a long answer is cut."""
    expected: str | None
    """The gold answer, if the case has one; a long one is cut."""
    reason: str
    """Why it did not pass, one short phrase; empty when it did."""
    candidate: int = 0
    """Whose answer it is; 0 is the seed's."""
    input: str = ""
    """What the case puts into the prompt; a long one is cut."""
    label: str = ""
    """What people call the case: the row's own name, else `line N`."""
    line: int = 0
    """Where its row starts in the eval set, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceYield:
    """What came of one source's proposals, from the run's beginning."""

    source: Source
    proposed: int
    """Proposals asked for, or made by an operator."""
    parsed: int
    """Of these, read just as they came."""
    repaired: int
    """Used only after a repair: asked again, tags or wrapping taken off, edits outside the marks undone."""
    rejected: int
    """Refused before they cost a task call."""
    admitted: int
    """Became candidates."""
    reasons: dict[str, int]
    """How often each reason refused one; see `ProposalRejected.reason`."""
    repairs: dict[str, int]
    """How often each repair was made: `asked-again`, `wrapping`, `tag-leak`, `outside-edit`, `round-trip`, `numbered`."""
    screened_out: int = 0
    """Of the admitted, left out of the race after some of their parent's train cases; see `CandidatesScreened`."""
    useful: int = 0
    """Of the admitted, scored above their parent on dev, or better with a chance above 0.8 on the cases both ran."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorYield:
    """What came of one edit operator's proposals, from the run's beginning."""

    operator: str
    proposed: int
    admitted: int
    screened_out: int
    useful: int
    """As in `SourceYield`."""


@dataclass(frozen=True, slots=True)
class Localisation:
    """How much more edits of marked words gained than edits of random words: the test of the marks. On dev, no claim."""

    pairs: int
    """A proposal for marked and one for random words, of the same parent and step."""
    controls: int
    """Random proposals among them."""
    lift: float
    """Mean gain of marked over random words (-1..1) on the dev cases both ran."""
    interval: tuple[float, float]
    """95 %, by drawing random proposals and cases anew."""
    finding: str
    """`tags better than chance`, `tags no better than chance` (the interval is at or below 0 after 8 pairs or more),
    `not known`, or `too few pairs`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What all events share."""

    kind: ClassVar[str]
    totals: Totals
