"""The headroom stop: where no wording can help much, the search ends before it has cost much (method.md 6.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.optimize.portions import BLOCK
from motjuste.optimize.screening import FAILING
from motjuste.optimize.themes import spread
from motjuste.stats.interval import clopper_pearson

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from motjuste.evals.case import Case
    from motjuste.evals.run import Outcome
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.scoreboard import Scoreboard

PROBES, FEWEST = 4, 2
"""Prompts that are tried on a case that the seed fails, in turn; with fewer than two nothing is said."""
WAVE = 4
"""Failed cases that are tried before somebody looks: where wording helps, that is seen at once."""
PARDONED = 1
"""Solved cases that more cases may yet outweigh; with another one the search goes on."""
SURE = 0.90
"""Confidence of the two-sided interval, so that 29 cases without a solved one rule out a gain of a tenth."""


def probes_of(made: Sequence[Candidate]) -> list[Candidate]:
    """The first candidates as they take their turns: differently made ones before more of a kind."""
    kinds: dict[frozenset[str], list[Candidate]] = {}
    for one in made:
        kinds.setdefault(frozenset(edit.operator for edit in one.edits), []).append(one)
    firsts = [one for kind in kinds.values() for one in kind[:1]]
    return [*firsts, *(one for kind in kinds.values() for one in kind[1:])]


def as_screened(outcomes: Sequence[Outcome]) -> list[Case]:
    """Train cases in an order in which the screen's failures come first, so that nothing is run for the probe alone."""
    first = spread([outcome for outcome in outcomes if not outcome.right], FAILING)
    return list({outcome.case.id: outcome.case for outcome in (*first, *outcomes)}.values())


@dataclass(slots=True)
class HeadroomProbe:
    """Tries some differently worded prompts on the cases that the seed fails; only those say what wording can gain.

    Four are tried on a case and the next four on the next, so that one prompt that helps much is not missed.
    Train cases count as well, though the prompts were made from them: they are solved sooner than others, so the stop
    errs on the side of going on. Whoever quotes a case is not tried on it; a case that all quote is left out.

    Args:
        board: Where scores are kept; what is run here costs the race nothing more.
        seed: The prompt as it was.
        probes: The prompts to try, in the order of their first turns.
        min_effect: The smallest gain worth having, 0..1.
        affordable: Whether so many more calls may be made.
    """

    board: Scoreboard
    seed: Candidate
    probes: Sequence[Candidate]
    min_effect: float
    affordable: Callable[[int], bool]
    looked_at: int = 0
    """Cases so far."""
    counted: int = 0
    """Of these, all but those that nobody could be tried on."""
    solved: int = 0
    """Cases that the seed fails and a probe does better on."""
    turns: int = 0
    """Turns taken so far."""
    reason: str | None = None
    """Why no wording can help much; None where some may, or the cases do not suffice to say."""

    async def run(self, train: Sequence[Case], dev: Sequence[Case]) -> AsyncIterator[Sequence[Case]]:
        """Look at case after case until it is known.

        Args:
            train: Cases the seed has been run on.
            dev: The dev cases in the run's order.

        Yields:
            Each block of cases that was looked at.

        Raises:
            motjuste.llm.errors.ModelError: The task model's endpoint failed.
        """
        cases = [*train, *dev]
        while len(self.probes) >= FEWEST and self.looked_at < len(cases):
            wanted = self._wanted(len(cases))
            if wanted is None:
                return
            start = self.looked_at
            more = min(BLOCK, wanted - self.counted)
            block = cases[start : start + more if start else max(len(train), more)]
            if not await self._look(block, len(cases)):
                return
            yield block
            if self._most(self.counted) < self.min_effect:
                self.reason = (
                    f"On {self.counted} cases, {len(self.probes)} differently worded prompts solved {self.solved} "
                    "that this one fails, so wording is not what holds it back."
                )
                return

    async def _look(self, block: Sequence[Case], total: int) -> bool:
        """Try the probes on what the seed fails; false as soon as they solve too many, or there is no budget."""
        board = self.board
        if not self.affordable(board.missing([self.seed], block)):
            return False
        await board.run([self.seed], block)
        failed = [case for case in block if board.value(self.seed, case) < 1]
        untried = 0
        for wave in (failed[at : at + WAVE] for at in range(0, len(failed), WAVE)):
            teams = [(case, self._team(case)) for case in wave]
            if not self.affordable(sum(board.missing(team, [case]) for case, team in teams)):
                return False
            for probe in self.probes:
                await board.run([probe], [case for case, team in teams if probe in team])
            self.solved += sum(self._solved(case, team) for case, team in teams)
            untried += sum(not team for _, team in teams)
            if self._wanted(total) is None:
                return False
        self.looked_at += len(block)
        self.counted += len(block) - untried
        return True

    def _team(self, case: Case) -> list[Candidate]:
        """Whose turn it is on a case; whoever quotes it is passed over."""
        count = len(self.probes)
        order = [self.probes[(self.turns + at) % count] for at in range(count)]
        team = [probe for probe in order if case.id not in probe.quoted][:PROBES]
        self.turns += len(team)
        return team

    def _solved(self, case: Case, team: Sequence[Candidate]) -> bool:
        own = self.board.value(self.seed, case)
        return any(self.board.value(probe, case) > own for probe in team)

    def _wanted(self, total: int) -> int | None:
        """How many cases it takes if no more are solved; None when there are not so many, or too many are solved."""
        if self.solved > PARDONED:
            return None
        return next((n for n in range(1, total + 1) if self._most(n) < self.min_effect), None)

    def _most(self, cases: int) -> float:
        """The largest share of cases that wording may gain, seen what was solved of some."""
        return clopper_pearson(min(self.solved, cases), cases, SURE)[1]
