"""What a run's events add up to: every section of the page reads this and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, TypeVar

from motjuste.optimize.events import (
    CandidateProposed,
    CandidatesScreened,
    EditPruned,
    GateLook,
    GateSummary,
    LevelChanged,
    MarksAudited,
    MarksFound,
    NoiseMeasured,
    OverfitMeasured,
    Progress,
    PromptScored,
    ProposalRejected,
    ProposalsCounted,
    RaceBlock,
    RunFailed,
    RunFinished,
    RunStarted,
    SearchStopped,
    StepScreened,
    TagsCompared,
    Totals,
)
from motjuste.text.edit import Edit, apply_edits
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.optimize.events import AnyEvent, CaseOutcome

SEED = 0
"""The seed prompt's number among the candidates."""

_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_BEGUN = re.compile(r"(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)\d\d-")

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Run:
    """A run, finished or not. What it never came to is None or empty."""

    started: RunStarted | None = None
    noise: NoiseMeasured | None = None
    progress: tuple[Progress, ...] = ()
    scored: tuple[PromptScored, ...] = ()
    marks: tuple[MarksFound, ...] = ()
    compared: tuple[TagsCompared, ...] = ()
    audits: tuple[MarksAudited, ...] = ()
    proposed: tuple[CandidateProposed, ...] = ()
    rejected: tuple[ProposalRejected, ...] = ()
    screened: tuple[CandidatesScreened, ...] = ()
    counted: ProposalsCounted | None = None
    races: tuple[RaceBlock, ...] = ()
    screens: tuple[StepScreened, ...] = ()
    gaps: tuple[OverfitMeasured, ...] = ()
    levels: tuple[LevelChanged, ...] = ()
    looks: tuple[GateLook, ...] = ()
    stopped: SearchStopped | None = None
    pruned: tuple[EditPruned, ...] = ()
    verdict: GateSummary | None = None
    failed: RunFailed | None = None
    finished: RunFinished | None = None
    totals: Totals = field(default_factory=Totals)

    @property
    def job(self) -> str:
        """`optimize`, `mark` or `eval`; empty when not even that is known."""
        return self.started.job if self.started else ""

    @property
    def name(self) -> str:
        """What to call it: the prompt as it was named, without the folders of an absolute path, as editors name it."""
        if self.started is None:
            return "A run"
        path = self.started.path
        if _DRIVE.match(path):
            return PureWindowsPath(path).name
        return PurePosixPath(path).name if path.startswith("/") else path

    @property
    def begun(self) -> str:
        """When it began, where it ran: `2026-01-02 03:04`, as its id tells; empty when the id is another one."""
        found = _BEGUN.match(self.started.run) if self.started else None
        return "{}-{}-{} {}:{}".format(*found.groups()) if found else ""

    @property
    def seed_text(self) -> str | None:
        """The prompt file's text as the run found it; None when the events do not tell it."""
        if self.started is not None and self.started.text:
            return self.started.text
        return before(self.verdict) if self.verdict else None

    @property
    def outcomes(self) -> dict[str, dict[int, CaseOutcome]]:
        """What was told of cases: by case, then by whose answer it is."""
        told: dict[str, dict[int, CaseOutcome]] = {}
        for one in (one for event in self.progress for one in event.outcomes):
            told.setdefault(one.id, {}).setdefault(one.candidate, one)
        return told

    def cases(self, split: str) -> int:
        """The number of cases of a split."""
        return self.started.cases.get(split, 0) if self.started else 0


def run_of(events: Sequence[AnyEvent]) -> Run:
    """Sort a run's events by what they tell."""

    def all_of(kind: type[Kind]) -> tuple[Kind, ...]:
        return tuple(event for event in events if isinstance(event, kind))

    def last(kind: type[Kind]) -> Kind | None:
        return next((event for event in reversed(events) if isinstance(event, kind)), None)

    return Run(
        started=last(RunStarted),
        noise=last(NoiseMeasured),
        progress=all_of(Progress),
        scored=all_of(PromptScored),
        marks=all_of(MarksFound),
        compared=all_of(TagsCompared),
        audits=all_of(MarksAudited),
        proposed=all_of(CandidateProposed),
        rejected=all_of(ProposalRejected),
        screened=all_of(CandidatesScreened),
        counted=last(ProposalsCounted),
        races=all_of(RaceBlock),
        screens=all_of(StepScreened),
        gaps=all_of(OverfitMeasured),
        levels=all_of(LevelChanged),
        looks=all_of(GateLook),
        stopped=last(SearchStopped),
        pruned=all_of(EditPruned),
        verdict=last(GateSummary),
        failed=last(RunFailed),
        finished=last(RunFinished),
        totals=events[-1].totals if events else Totals(),
    )


def before(verdict: GateSummary) -> str | None:
    """The text that a verdict's edits were made to, read back from the text they made; None if they do not fit."""
    edits = sorted(verdict.edits, key=lambda edit: (edit.start, edit.end))
    back: list[Edit] = []
    shift = 0
    try:
        for edit in edits:
            start = edit.start + shift
            back.append(Edit(Span(start, start + len(edit.new)), edit.old))
            shift += len(edit.new) - len(edit.old)
        fits = all(one.span.of(verdict.text) == edit.new for one, edit in zip(back, edits, strict=True))
        return apply_edits(verdict.text, back) if fits else None
    except ValueError:
        return None
