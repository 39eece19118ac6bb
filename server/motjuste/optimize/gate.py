"""The gate: champion against seed on cases no step has seen, one claim (method.md 6.4 and 6.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from motjuste.optimize.events import GateLook, GateOpened, Progress
from motjuste.optimize.portions import BLOCK
from motjuste.optimize.told import Told
from motjuste.stats.evidence_gate import EvidenceGate
from motjuste.stats.gate import Gate, Look
from motjuste.stats.interval import betting_interval, newcombe_paired, repeated_confidence
from motjuste.stats.paired import is_binary

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import AnyEvent, CaseOutcome, Totals, VerdictWord
    from motjuste.optimize.openings import Opening
    from motjuste.optimize.scoreboard import Scoreboard

LOOKS = 4


@dataclass(frozen=True, slots=True)
class Paired:
    """Two prompts on the same cases."""

    seed: tuple[float, ...]
    other: tuple[float, ...]

    @property
    def wins(self) -> int:
        """Cases on which the other prompt scored higher."""
        return sum(new > old for old, new in zip(self.seed, self.other, strict=True))

    @property
    def losses(self) -> int:
        """Cases on which the seed scored higher."""
        return sum(new < old for old, new in zip(self.seed, self.other, strict=True))

    @property
    def gain(self) -> float:
        """The mean gain, in [-1, 1]; 0 without cases."""
        return sum(self.differences) / max(1, len(self.seed))

    def first(self, count: int) -> Paired:
        """The same pair on the first cases only."""
        return Paired(self.seed[:count], self.other[:count])

    @property
    def differences(self) -> tuple[float, ...]:
        """Gain on each case, in [-1, 1]."""
        return tuple(new - old for old, new in zip(self.seed, self.other, strict=True))

    @property
    def graded(self) -> bool:
        """Whether some case changed by more than nothing and less than all."""
        return not is_binary(self.differences)

    def interval(self, confidence: float | None) -> tuple[float, float]:
        """95 % interval of the mean gain.

        Newcombe's paired interval where the test had planned to look and scores are 0 or 1; otherwise the betting
        confidence sequence, which holds whenever one stops and for graded scores (method.md 6.6).

        Args:
            confidence: Of Newcombe's at this look; None for the other one.
        """
        pairs = list(zip(self.seed, self.other, strict=True))
        if confidence is None or any(value not in (0.0, 1.0) for pair in pairs for value in pair):
            return betting_interval(self.differences)
        both = sum(pair == (1.0, 1.0) for pair in pairs)
        rest = len(pairs) - both - self.wins - self.losses
        return newcombe_paired(both, self.wins, self.losses, rest, confidence)


class Judge:
    """Says after each look whether a claim is made, and by which test.

    Scores that are right or wrong are counted by the group-sequential test, at its few looks. Graded scores, and all
    scores in anytime mode, are judged by their evidence: a count of wins says nothing of a mean to which they add
    little and a few losses take much. Should graded scores first turn up at the gate itself, what the counting test
    has spent by then is taken off what their evidence may spend.

    Args:
        total: Cases in the whole gate.
        alpha: One-sided error rate of the claim.
        by_evidence: Whether evidence judges from the first look.
    """

    def __init__(self, total: int, alpha: float, *, by_evidence: bool) -> None:
        self.total, self.alpha = total, alpha
        self._count = Gate(total, alpha=alpha, looks=LOOKS)
        self._evidence = EvidenceGate(total, alpha) if by_evidence else None

    @property
    def planned(self) -> tuple[int, ...]:
        """The numbers of cases at which the counting test looks, and at which a hopeless gate is given up."""
        return self._count.planned

    @property
    def by_evidence(self) -> bool:
        """Whether it is evidence that judges."""
        return self._evidence is not None

    def look(self, paired: Paired) -> Look:
        """Look at all cases so far, more than at the look before."""
        count = len(paired.seed)
        if self._evidence is None and paired.graded:
            self._evidence = EvidenceGate(self.total, self.alpha, spent=self._count.spent)
        if self._evidence is None:
            return self._count.look(paired.wins, paired.losses, count)
        return self._evidence.look(paired.differences, hopeless=count in self.planned)


def gate_p(paired: Paired, total: int, alpha: float, *, by_evidence: bool = False) -> float | None:
    """The p-value with which a pair passes a gate of `total` cases that is opened look by look; None if it does not.

    Args:
        paired: Scores on the gate's first cases, in the gate's order.
        total: Cases in the whole gate.
        alpha: Error rate.
        by_evidence: Whether evidence judges from the first look.
    """
    judge = Judge(total, alpha, by_evidence=by_evidence)
    seen = len(paired.seed)
    counts = {count for count in judge.planned if count <= seen} | ({seen} if by_evidence else set())
    for count in sorted(counts - {0}):
        look = judge.look(paired.first(count))
        if look.rejected and paired.first(count).gain > 0:
            return look.p
    return None


@dataclass(slots=True)
class GateRun:
    """One opening of the gate.

    Args:
        board: Where scores are kept.
        cases: The gate cases in the run's order.
        opening: Which opening of these cases it would be now, and the error rate that would be left for it.
        note: Remembers an opening, and gives it as it counts.
        affordable: Whether so many more calls may be made.
        totals: What has been spent so far.
        anytime: Look after every block, by evidence, so that whoever stops the run keeps a verdict that holds.
    """

    board: Scoreboard
    cases: Sequence[Case]
    opening: Opening
    note: Callable[[Opening], Opening]
    affordable: Callable[[int], bool]
    totals: Callable[[], Totals]
    anytime: bool = False
    seen: tuple[Case, ...] = ()
    looks: int = 0
    p: float | None = None
    word: VerdictWord = "NO EVIDENCE"
    out_of_budget: bool = False
    by_evidence: bool = False
    """Whether evidence judged, not counts of wins and losses."""
    paired: Paired = field(default_factory=lambda: Paired((), ()))

    @property
    def confidence(self) -> float | None:
        """Of the interval at the last look, so that those of all looks together hold; None where none was planned."""
        seen, total = len(self.seen), len(self.cases)
        if self.anytime or (self.by_evidence and seen < total):
            return None
        if seen == total:
            return 0.95
        before = max((count for count in Gate(total, looks=LOOKS).planned if count < seen), default=0)
        return repeated_confidence(before, seen, total)

    async def run(self, seed: Candidate, champion: Candidate) -> AsyncIterator[AnyEvent]:
        """Look by look, until a claim is made, hope is gone, or all cases are seen."""
        self.by_evidence = self.anytime or self.board.graded
        judge = None
        told = Told(self.board)
        for count in self._stops():
            part = tuple(self.cases[:count])
            if not self.affordable(self.board.missing([seed, champion], part)):
                self.out_of_budget = True
                return
            if judge is None:
                self.opening = self.note(self.opening)
                judge = Judge(len(self.cases), self.opening.alpha, by_evidence=self.by_evidence)
                yield GateOpened(
                    totals=self.totals(),
                    candidate=champion.id,
                    champion=self.opening.champion,
                    gate=self.opening.gate,
                    opening=self.opening.number,
                    alpha=self.opening.alpha,
                )
            await self.board.run([seed, champion], part)
            look = self._look(judge, seed, champion, part)
            for event in self._told(look, told.new([seed, champion], part)):
                yield event
            if self.word != "NO EVIDENCE" or look.futile:
                return

    def _stops(self) -> list[int]:
        """After how many cases to look; in anytime mode also where the other test would, to give up in time."""
        planned = Gate(len(self.cases), looks=LOOKS).planned
        return sorted({*(range(BLOCK, len(self.cases), BLOCK) if self.anytime else ()), *planned})

    def _look(self, judge: Judge, seed: Candidate, champion: Candidate, part: tuple[Case, ...]) -> Look:
        self.seen, self.looks = part, self.looks + 1
        self.paired = Paired(tuple(self.board.vector(seed, part)), tuple(self.board.vector(champion, part)))
        look = judge.look(self.paired)
        self.p, self.by_evidence = look.p, judge.by_evidence
        # Evidence that was enough some cases ago still is; it is told once the mean agrees with it.
        if look.rejected and self.paired.gain > 0:
            self.word = "HELPS"
        elif look.harmful and self.paired.gain < 0:
            self.word = "HARMS"
        return look

    def _told(self, look: Look, outcomes: tuple[CaseOutcome, ...]) -> tuple[AnyEvent, ...]:
        return (
            GateLook(
                totals=self.totals(),
                look=self.looks,
                cases=len(self.seen),
                wins=self.paired.wins,
                losses=self.paired.losses,
                boundary=look.boundary,
                evidence=look.evidence,
            ),
            Progress(
                totals=self.totals(),
                phase="gate",
                step=0,
                done=len(self.seen),
                total=len(self.cases),
                best=None,
                outcomes=outcomes,
            ),
        )
