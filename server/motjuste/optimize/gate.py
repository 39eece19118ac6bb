"""The gate: champion against seed on cases no step has seen, looked at a few times, one claim (method.md 6.4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from motjuste.optimize.events import GateLook, Progress
from motjuste.optimize.told import Told
from motjuste.stats.gate import Gate
from motjuste.stats.interval import betting_interval, newcombe_paired

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import AnyEvent, Totals, VerdictWord
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

    def interval(self, *, stopped_early: bool) -> tuple[float, float]:
        """95 % interval of the mean gain.

        Newcombe's paired interval when every planned case was run and scores are 0 or 1; otherwise the betting
        confidence sequence, which stays valid under early stopping and for graded scores (method.md 6.6).
        """
        pairs = list(zip(self.seed, self.other, strict=True))
        if stopped_early or any(value not in (0.0, 1.0) for pair in pairs for value in pair):
            return betting_interval(self.differences)
        both = sum(pair == (1.0, 1.0) for pair in pairs)
        return newcombe_paired(both, self.wins, self.losses, len(pairs) - both - self.wins - self.losses)


def gate_p(paired: Paired, total: int, alpha: float) -> float | None:
    """The p-value with which a pair passes a gate of `total` cases that is opened look by look; None if it does not.

    Args:
        paired: Scores on the gate's first cases, in the gate's order.
        total: Cases in the whole gate.
        alpha: Error rate.
    """
    gate = Gate(total, alpha=alpha, looks=LOOKS)
    for count in (count for count in gate.planned if count <= len(paired.seed)):
        part = paired.first(count)
        look = gate.look(part.wins, part.losses, count)
        if look.rejected:
            return look.p if paired.gain > 0 else None
    return None


@dataclass(slots=True)
class GateRun:
    """One opening of the gate.

    Args:
        board: Where scores are kept.
        cases: The gate cases in the run's order.
        alpha: One-sided error rate of the claim.
        affordable: Whether so many more calls may be made.
        totals: What has been spent so far.
    """

    board: Scoreboard
    cases: Sequence[Case]
    alpha: float
    affordable: Callable[[int], bool]
    totals: Callable[[], Totals]
    seen: tuple[Case, ...] = ()
    looks: int = 0
    p: float | None = None
    word: VerdictWord = "NO EVIDENCE"
    out_of_budget: bool = False
    paired: Paired = field(default_factory=lambda: Paired((), ()))

    async def run(self, seed: Candidate, champion: Candidate) -> AsyncIterator[AnyEvent]:
        """Look by look, until a boundary is crossed, hope is gone, or all cases are seen."""
        gate, told = Gate(len(self.cases), alpha=self.alpha, looks=LOOKS), Told(self.board)
        for look, count in enumerate(gate.planned, start=1):
            part = tuple(self.cases[:count])
            if not self.affordable(self.board.missing([seed, champion], part)):
                self.out_of_budget = True
                return
            await self.board.run([seed, champion], part)
            self.seen, self.looks = part, look
            self.paired = Paired(
                tuple(self.board.vector(seed, part)), tuple(self.board.vector(champion, part))
            )
            seen = gate.look(self.paired.wins, self.paired.losses, len(part))
            self.p = seen.p
            yield GateLook(
                totals=self.totals(),
                look=look,
                cases=len(part),
                wins=self.paired.wins,
                losses=self.paired.losses,
                boundary=seen.boundary,
            )
            yield Progress(
                totals=self.totals(),
                phase="gate",
                step=0,
                done=len(part),
                total=len(self.cases),
                best=None,
                outcomes=told.new([seed, champion], part),
            )
            # With graded scores many small gains can hide a few large losses: then nothing is claimed.
            if seen.rejected and self.paired.gain > 0:
                self.word = "HELPS"
            elif seen.harmful and self.paired.gain < 0:
                self.word = "HARMS"
            if seen.rejected or seen.harmful or seen.futile:
                return
