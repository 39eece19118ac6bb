"""What a run's events add up to: the one thing that the text report and the JSON report read."""

from __future__ import annotations

from dataclasses import dataclass, field

from motjuste.optimize.events import (
    AnyEvent,
    CandidateProposed,
    EditPruned,
    GateSummary,
    LevelChanged,
    MarksAudited,
    MarksFound,
    NoiseMeasured,
    OverfitMeasured,
    PromptScored,
    ProposalRejected,
    ProposalsCounted,
    RunFailed,
    RunFinished,
    RunStarted,
    SearchStopped,
    TagsCompared,
    Totals,
)


@dataclass(slots=True)
class Record:
    """A run so far; filled event by event."""

    started: RunStarted | None = None
    noise: NoiseMeasured | None = None
    scored: list[PromptScored] = field(default_factory=list)
    marks: MarksFound | None = None
    """Those of the file's own text; a later step's marks stand in another text."""
    candidates: int = 0
    rejected: list[ProposalRejected] = field(default_factory=list)
    counted: ProposalsCounted | None = None
    """The last count of proposals, which holds all earlier ones."""
    compared: list[TagsCompared] = field(default_factory=list)
    audits: list[MarksAudited] = field(default_factory=list)
    gaps: list[OverfitMeasured] = field(default_factory=list)
    levels: list[LevelChanged] = field(default_factory=list)
    stopped: SearchStopped | None = None
    pruned: list[EditPruned] = field(default_factory=list)
    verdict: GateSummary | None = None
    failed: RunFailed | None = None
    finished: RunFinished | None = None
    totals: Totals = field(default_factory=Totals)
    seconds: float = 0.0

    def take(self, event: AnyEvent, at: float) -> None:
        """Add one event.

        Args:
            event: What happened.
            at: Seconds since the run began.
        """
        self.totals, self.seconds = event.totals, at
        if isinstance(event, PromptScored) and event.candidate == 0:
            self.scored.append(event)
        elif isinstance(event, MarksFound) and event.candidate == 0:
            self.marks = _merged(self.marks, event)
        elif isinstance(event, ProposalRejected):
            self.rejected.append(event)
        elif isinstance(event, EditPruned):
            self.pruned.append(event)
        elif isinstance(event, CandidateProposed):
            self.candidates += 1
        elif isinstance(event, TagsCompared):
            self.compared.append(event)
        elif isinstance(event, MarksAudited):
            self.audits.append(event)
        elif isinstance(event, OverfitMeasured):
            self.gaps.append(event)
        elif isinstance(event, LevelChanged):
            self.levels.append(event)
        else:
            self._take_single(event)

    def _take_single(self, event: AnyEvent) -> None:
        """Events that come once, or whose last one tells all."""
        match event:
            case RunStarted():
                self.started = event
            case NoiseMeasured():
                self.noise = event
            case ProposalsCounted():
                self.counted = event
            case SearchStopped():
                self.stopped = event
            case GateSummary():
                self.verdict = event
            case RunFailed():
                self.failed = event
            case RunFinished():
                self.finished = event

    @property
    def mean(self) -> float | None:
        """The prompt's mean score over all splits it was wholly scored on."""
        cases = sum(part.cases for part in self.scored)
        return sum(part.mean * part.cases for part in self.scored) / cases if cases else None

    @property
    def cases(self) -> int:
        """The number of cases behind `mean`."""
        return sum(part.cases for part in self.scored)


def _merged(before: MarksFound | None, event: MarksFound) -> MarksFound:
    """Marks of the same text from several steps, each place once."""
    if before is None:
        return event
    places = {(mark.start, mark.end): mark for mark in (*event.marks, *before.marks)}
    gradient = tuple(dict.fromkeys((*before.gradient, *event.gradient)))
    marks = tuple(places[place] for place in sorted(places))
    return MarksFound(totals=event.totals, step=before.step, candidate=0, gradient=gradient, marks=marks)
