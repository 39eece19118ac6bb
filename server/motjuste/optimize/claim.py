"""The claim: the gate is opened for one prompt, what passed is pruned, and the verdict is summed up."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from motjuste.llm.errors import ModelError
from motjuste.optimize.events import Progress
from motjuste.optimize.gate import GateRun
from motjuste.optimize.openings import noted, opening_for
from motjuste.optimize.prune import Pruning
from motjuste.optimize.told import Told
from motjuste.optimize.verdict import summarize

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import AnyEvent
    from motjuste.optimize.guard import Guard
    from motjuste.optimize.plan import SearchInputs
    from motjuste.optimize.scoreboard import Scoreboard


@dataclass(slots=True)
class Claim:
    """One prompt against the seed on the gate cases.

    Args:
        inputs: What the run works on.
        board: Where scores are kept.
        gate: The gate cases in the run's order.
        dev: The dev cases, for the summary.
        guard: What a prompt must not do, for what pruning leaves; None for no pruning.
    """

    inputs: SearchInputs
    board: Scoreboard
    gate: Sequence[Case]
    dev: Sequence[Case]
    guard: Guard | None = None

    async def run(self, seed: Candidate, champion: Candidate, next_id: int) -> AsyncIterator[AnyEvent]:
        """Open the gate, prune, and sum up: a GateSummary comes last, in anytime mode also after each block.

        Args:
            seed: The prompt as it was.
            champion: What is claimed to be better.
            next_id: The first free candidate number.

        Raises:
            motjuste.llm.errors.ModelError: The task model's endpoint failed before the gate had come to a verdict.
        """
        anytime = self.inputs.options.anytime
        opening = opening_for(self.inputs, champion.document.source, self.board.samples)
        run = GateRun(
            self.board,
            self.gate,
            opening,
            partial(noted, self.inputs),
            self._payable,
            self.inputs.totals,
            anytime=anytime,
        )
        async for event in run.run(seed, champion):
            yield event
            if anytime and isinstance(event, Progress):
                yield summarize(self.inputs, self.board, run, champion, self.dev, final=False)
        kept = champion
        if run.word == "HELPS" and self.guard is not None:
            pruning = self._pruning(run, self.guard, next_id)
            # What is proved stays proved: a model that fails now costs only the pruning.
            with suppress(ModelError):
                async for event in pruning.run(seed, champion):
                    yield event
            kept = pruning.kept or champion
        if kept.id != champion.id:
            yield self._answers(kept, run.seen)
        yield summarize(self.inputs, self.board, run, kept, self.dev, pruned=kept.id != champion.id)

    def _pruning(self, run: GateRun, guard: Guard, next_id: int) -> Pruning:
        return Pruning(
            self.board,
            run.seen,
            len(self.gate),
            run.opening.alpha,
            guard,
            self._payable,
            self.inputs.totals,
            next_id=next_id,
            by_evidence=run.by_evidence,
        )

    def _answers(self, kept: Candidate, seen: Sequence[Case]) -> Progress:
        """What the pruned prompt answered."""
        return Progress(
            totals=self.inputs.totals(),
            phase="prune",
            step=0,
            done=len(seen),
            total=len(seen),
            best=None,
            outcomes=Told(self.board).new([kept], seen),
        )

    def _payable(self, calls: int) -> bool:
        return self.inputs.options.left(self.inputs.totals()) >= calls
