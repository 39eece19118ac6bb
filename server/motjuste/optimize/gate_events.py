"""The events of the gate: it is opened, looked at, what passed is pruned, and a verdict is given. Read by way of `events`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from motjuste.optimize.event_parts import Event, Localisation, PlannedEdit

VerdictWord = Literal["HELPS", "NO EVIDENCE", "HARMS", "UNDERPOWERED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateOpened(Event):
    """The gate is about to be opened for a candidate: from here on it counts as used."""

    kind: ClassVar[str] = "gate_opened"
    candidate: int
    champion: str
    """The digest of the candidate's text and of the task model's name."""
    gate: str
    """The digest of the gate's cases."""
    opening: int
    """Which opening of these cases for this prompt it is, from 1; the same candidate again is the same opening."""
    alpha: float
    """The error rate of this opening's claim; those of all openings add up to the run's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLook(Event):
    """One look at the gate."""

    kind: ClassVar[str] = "gate_look"
    look: int
    cases: int
    wins: int
    losses: int
    boundary: int | None
    """Wins needed at this look; None when it cannot be reached, or when evidence is what counts."""
    evidence: float | None = None
    """The most evidence of a gain so far, as a factor; a claim takes 1 / alpha. None where wins are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPruned(Event):
    """Leave-one-edit-out found no evidence for an edit, so it was dropped."""

    kind: ClassVar[str] = "edit_pruned"
    edit: PlannedEdit
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSummary(Event):
    """The gate's figures and the verdict. The only event that claims anything."""

    kind: ClassVar[str] = "verdict"
    verdict: VerdictWord
    message: str
    """The verdict in a sentence for people."""
    n: int
    wins: int
    losses: int
    p: float | None
    interval: tuple[float, float] | None
    """95 % interval of the gain on the gate (0..1)."""
    looks: int
    mde: float | None
    seed_dev: float | None
    seed_gate: float | None
    best_dev: float | None
    best_gate: float | None
    edits: tuple[PlannedEdit, ...]
    text: str
    """The best prompt's whole file text; the seed's when nothing is offered."""
    candidate: int | None = None
    """Whose text and figures these are: a candidate, or a number of its own for what pruning left; 0 is the seed."""
    level: str = ""
    """At which level of the ladder the offered prompt was proposed; empty for the seed's and for edit operators."""
    localisation: Localisation | None = None
    """None when no proposal for random words could be compared with one for marked words."""
    opening: int | None = None
    """Which opening of the gate it was, from 1; None when the gate stayed closed."""
    alpha: float | None = None
    """The error rate of that opening's claim."""
    by_evidence: bool = False
    """The claim rests on evidence that holds at any time, not on counts of wins and losses."""
    final: bool = True
    """False for a verdict so far: the run goes on, and a later one takes its place."""
