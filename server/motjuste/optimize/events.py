"""The typed events of a run. One stream; the command line, the editor, the run file and tests read it.

Every event is a frozen dataclass with a `kind`. On the wire (`--events`, run files) an event is one JSON
object: its fields, `kind`, and `at` (seconds since the run began), the only field that depends on the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from motjuste.optimize.event_parts import (
    AuditedMark,
    CaseOutcome,
    Event,
    Localisation,
    Mark,
    OperatorYield,
    PlannedEdit,
    Source,
    SourceYield,
    Totals,
)
from motjuste.optimize.gate_events import EditPruned, GateLook, GateOpened, GateSummary, VerdictWord

__all__ = [
    "AuditedMark",
    "CaseOutcome",
    "EditPruned",
    "Event",
    "GateLook",
    "GateOpened",
    "GateSummary",
    "Localisation",
    "Mark",
    "OperatorYield",
    "PlannedEdit",
    "Source",
    "SourceYield",
    "Totals",
    "VerdictWord",
]
"""Parts that whoever reads events needs as well; an event's own name is never hidden."""

Scope = Literal["local", "global"]
Protocol = Literal["product", "paper"]
Select = Literal["race", "halving", "ucb"]
IdentifyMode = Literal["same-chat", "separate", "fused"]
Proposer = Literal["model", "operators", "both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(Event):
    """The plan, before anything is spent."""

    kind: ClassVar[str] = "run_started"
    run: str
    """The run's id."""
    job: Literal["optimize", "mark", "eval"]
    path: str
    text_sha256: str
    evalset: str
    evalset_digest: str
    method: str
    scope: Scope
    task_model: str
    optimizer_model: str
    seed: int
    cases: dict[str, int]
    """Number of cases by split."""
    mde: float | None
    """Smallest gain (0..1) the gate can detect with 80 % power at 20 % discordance; None for eval and mark."""
    max_calls: int | None
    expected_calls: tuple[int, int] | None
    """Typical and worst-case number of calls of this run; None when unknown."""
    skipped_rows: int = 0
    text: str = ""
    """The prompt file's text, as `text_sha256` names it."""
    task_price: tuple[float, float] | None = None
    """Dollars a million tokens of prompts and of answers, by the provider's list; None where it is not known."""
    optimizer_price: tuple[float, float] | None = None
    protocol: Protocol = "product"
    identify: str = ""
    """Where the paper's protocol asks for marks, an `IdentifyMode`; empty in the product's and in global scope."""
    proposer: Proposer = "both"
    """Who proposes; in the paper's protocol the model alone."""
    select: str = ""
    """How candidates are told apart on dev, a `Select`; empty where all run all cases, as in the paper's protocol."""
    anytime: bool = False
    """The gate is judged by evidence after each block, so that a run may be stopped at any time."""
    address: str = ""
    """`path`, absolute: which prompt of this machine it is; empty in run files of older versions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostEstimated(Event):
    """What a run may cost, where only that was asked; in no run file."""

    kind: ClassVar[str] = "cost_estimated"
    calls: tuple[int, int]
    """Typical and most."""
    tokens: int
    """Typical, both ways and both models; a rough figure."""
    dollars: float | None
    """What that costs by the provider's list; None where a price is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Event):
    """A block of cases is done. For progress bars."""

    kind: ClassVar[str] = "progress"
    phase: Literal["noise", "headroom", "mine", "identify", "race", "screen", "gate", "prune", "eval"]
    step: int
    done: int
    total: int
    """`done` of `total` within the phase; total may shrink as candidates drop out."""
    best: float | None
    """Best mean on dev so far (0..1)."""
    outcomes: tuple[CaseOutcome, ...] = ()
    """Answers not told before. By eval and mark: the cases of this block. By optimize: a parent's failures on train
    (`mine`), the seed's and the best candidate's dev cases (`screen`), the gate cases of both (`gate`), and those of
    a pruned prompt (`prune`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseMeasured(Event):
    """The A/A floor: the seed prompt asked twice."""

    kind: ClassVar[str] = "noise_measured"
    cases: int
    disagreement: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptScored(Event):
    """A prompt was scored on a whole split (or on `cases` of it)."""

    kind: ClassVar[str] = "prompt_scored"
    candidate: int
    """0 is the seed."""
    split: str
    cases: int
    mean: float
    failures: tuple[tuple[str, str], ...] = ()
    """(case id, reason) of cases below their threshold; filled by eval and mark."""
    scores: tuple[tuple[str, float], ...] = ()
    """(case id, score 0..1) of every case; filled by eval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksFound(Event):
    """The words behind the failures."""

    kind: ClassVar[str] = "marks_found"
    step: int
    candidate: int
    """Whose failures were read; offsets are in the seed file's text only when this is 0."""
    gradient: tuple[str, ...]
    """Why the failures happen, in words."""
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagsCompared(Event):
    """How far marks for one prompt agree that came from different failures in the same step."""

    kind: ClassVar[str] = "tags_compared"
    step: int
    candidate: int
    """Whose words were marked."""
    readings: int
    """Proposals that marked any words, each after failures of its own."""
    jaccard: float
    """Words that two of them both marked, of those that either did (0..1); the mean over all twos."""
    unstable: bool
    """Whether they agree so little (under 0.2) that the next step shows more failures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksAudited(Event):
    """What leaving marked words out does to outcomes on train (method.md 7, signature 2b). Not a claim."""

    kind: ClassVar[str] = "marks_audited"
    step: int
    candidate: int
    """Whose words were marked."""
    cases: int
    """Train cases it was run on without them, some it fails and some it solves."""
    marks: tuple[AuditedMark, ...]
    control: float | None
    """Share of outcomes that change without as many random words (0..1); None where there was no room for any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelChanged(Event):
    """From the next step on proposals may change more words, or fewer (method.md 7, signature 3)."""

    kind: ClassVar[str] = "level_changed"
    step: int
    """The step that led to it."""
    level: str
    """`5 words` (the longest mark), `10 words`, `20 words`, `sentence` or `global`."""
    reason: str
    """In words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateProposed(Event):
    """A new candidate entered the race."""

    kind: ClassVar[str] = "candidate_proposed"
    step: int
    candidate: int
    parent: int
    source: Source
    operator: str
    edits: tuple[PlannedEdit, ...]
    """All its edits against the seed."""
    level: str = ""
    """How much the proposal was free to change, as in `LevelChanged`; empty for edit operators."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRejected(Event):
    """A proposal was refused before it cost a task call."""

    kind: ClassVar[str] = "proposal_rejected"
    step: int
    source: Source
    operator: str
    reason: str
    """`outside-marks`, `unwritable`, `placeholder-lost`, `tag-leak`, `copied-example`, `duplicate`, `no-op`, `too-long`,
    `other-script`, `no-marks`, `over-budget`, `broken-reply`, `answer-like`, `code`, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalsCounted(Event):
    """How well proposals could be read and used so far, by source."""

    kind: ClassVar[str] = "proposals_counted"
    step: int
    sources: tuple[SourceYield, ...]
    leak_rate: float | None
    """Share of the optimizer model's replies that held marks' tags before repair (0..1); None without replies."""
    outside_edit_rate: float | None
    """Share of its whole-prompt replies that changed words outside the marks before repair; None without any."""
    mode: Literal["numbered", "whole", "none"]
    """How the model is asked from here on: for numbered words and their replacements, for whole prompts, or no more."""
    operators: tuple[OperatorYield, ...] = ()
    """Those that proposed anything, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatesScreened(Event):
    """A parent's new candidates were run on a few of its train cases: some it fails, some it solves. Never a claim."""

    kind: ClassVar[str] = "candidates_screened"
    step: int
    parent: int
    failing: int
    """Cases that the parent fails; a candidate that quotes one of them is not run on it."""
    passing: int
    """Cases that it solves."""
    fixed: dict[str, int]
    """By candidate id (as text): failing cases on which it scores higher."""
    broke: dict[str, int]
    """Passing cases on which it scores lower, of those it was run on."""
    dropped: tuple[int, ...]
    """Clearly worse than the others, so left out of the race."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaceBlock(Event):
    """One block of dev cases was run by all candidates still in the race."""

    kind: ClassVar[str] = "race_block"
    step: int
    cases: int
    """Dev cases that each of them has seen by now."""
    means: dict[str, float]
    """Mean by candidate id (as text)."""
    dropped: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepScreened(Event):
    """The step's best candidate against chance: the max-T sign-flip screen on dev. Not a claim."""

    kind: ClassVar[str] = "step_screened"
    step: int
    best: int
    dev: float
    p_max_t: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OverfitMeasured(Event):
    """The relative overfit gap after a step: one half of dev chooses a prompt, the other half watches. Not a claim.

    The halves change parts each step, and both gains are over the seed prompt, so that a half with easier cases shows
    no gap (method.md 7, signature 1).
    """

    kind: ClassVar[str] = "overfit_measured"
    step: int
    candidate: int
    """The prompt that scored best on the choosing half; 0 is the seed."""
    chosen: float
    """Its gain on the choosing half (-1..1)."""
    watched: float
    """Its gain on the other half."""
    gap: float
    """`chosen` - `watched`."""
    interval: tuple[float, float]
    """80 % bootstrap interval of the gap; the search stops when its lower end is above 0.05."""
    cases: tuple[int, int]
    """Cases in the choosing and in the watching half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchStopped(Event):
    """Why the search ended before or after its last step."""

    kind: ClassVar[str] = "search_stopped"
    reason: str
    """`no-headroom`, `no-failures`, `ceiling`, `patience`, `steps`, `budget`, `no-candidate`, `overfit`."""
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFailed(Event):
    """The run ended with an error the user can mend."""

    kind: ClassVar[str] = "run_failed"
    message: str
    remedy: str
    path: str | None
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished(Event):
    """Always the last event, unless the process was killed."""

    kind: ClassVar[str] = "run_finished"
    status: Literal["done", "failed", "cancelled"]


AnyEvent = (
    RunStarted
    | CostEstimated
    | Progress
    | NoiseMeasured
    | PromptScored
    | MarksFound
    | TagsCompared
    | MarksAudited
    | LevelChanged
    | CandidateProposed
    | ProposalRejected
    | ProposalsCounted
    | CandidatesScreened
    | RaceBlock
    | StepScreened
    | OverfitMeasured
    | SearchStopped
    | GateOpened
    | GateLook
    | EditPruned
    | GateSummary
    | RunFailed
    | RunFinished
)
