"""What each candidate scored on each case: every (prompt, case, sample) is asked once and remembered."""

from __future__ import annotations

from itertools import takewhile
from statistics import fmean
from typing import TYPE_CHECKING

from motjuste.evals.run import run_cases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from motjuste.evals.case import Case
    from motjuste.evals.run import Outcome
    from motjuste.llm.chat import ChatModel
    from motjuste.optimize.candidate import Candidate


class Scoreboard:
    """Runs candidates over cases and keeps the outcomes of one run.

    Args:
        task: The model that runs the prompts.
        concurrency: How many cases may be under way at once.
        max_tokens: Longest answer, in tokens; None leaves it to the endpoint.
    """

    def __init__(self, task: ChatModel, *, concurrency: int, max_tokens: int | None) -> None:
        self.samples = 1
        """How often each case is asked; 2 when the A/A floor says that the model wavers."""
        self._task = task
        self._concurrency = concurrency
        self._max_tokens = max_tokens
        self._outcomes: dict[tuple[int, int], dict[str, Outcome]] = {}
        """By candidate and sample, then by case."""

    async def run(self, candidates: Iterable[Candidate], cases: Sequence[Case]) -> None:
        """Score every candidate on every case that it has not been scored on.

        Raises:
            motjuste.llm.errors.ModelError: The task model's endpoint failed.
        """
        known = list(candidates)
        for sample in range(self.samples):
            await self.run_sample(known, cases, sample)

    async def run_sample(self, candidates: Sequence[Candidate], cases: Sequence[Case], sample: int) -> None:
        """Like `run`, for one sample; prompt by prompt, so that a model can keep what prompts share in memory."""
        pairs = [
            (candidate, case)
            for candidate in candidates
            for case in cases
            if case.id not in self._known(candidate, sample)
        ]
        outcomes = await run_cases(
            [(candidate.document, case) for candidate, case in pairs],
            self._task,
            concurrency=self._concurrency,
            sample=sample,
            max_tokens=self._max_tokens,
        )
        for (candidate, case), outcome in zip(pairs, outcomes, strict=True):
            self._known(candidate, sample)[case.id] = outcome

    def missing(self, candidates: Iterable[Candidate], cases: Sequence[Case]) -> int:
        """How many calls `run` would make at most."""
        ids = [case.id for case in cases]
        return sum(
            len(ids) - sum(map(self._known(candidate, sample).__contains__, ids))
            for candidate in candidates
            for sample in range(self.samples)
        )

    def outcome(self, candidate: Candidate, case: Case, sample: int = 0) -> Outcome:
        """The outcome of a case that has been run."""
        return self._known(candidate, sample)[case.id]

    def worst(self, candidate: Candidate, case: Case) -> Outcome:
        """The outcome that tells how a case went: its first wrong answer, else its first; all its samples have been run."""
        every = [self.outcome(candidate, case, sample) for sample in range(self.samples)]
        return next((outcome for outcome in every if not outcome.right), every[0])

    @property
    def tried(self) -> bool:
        """Whether anything but the seed has been run."""
        return any(outcomes for (candidate, _), outcomes in self._outcomes.items() if candidate != 0)

    def value(self, candidate: Candidate, case: Case) -> float:
        """The case's score, 0..1: the mean over its samples."""
        return self.vector(candidate, (case,))[0]

    def vector(self, candidate: Candidate, cases: Sequence[Case]) -> list[float]:
        """The scores of cases that have been run, in the order given."""
        first = self._known(candidate, 0)
        if self.samples == 1:
            return [first[case.id].score.value for case in cases]
        every = [self._known(candidate, sample) for sample in range(self.samples)]
        return [fmean(known[case.id].score.value for known in every) for case in cases]

    @property
    def graded(self) -> bool:
        """Whether any score so far is neither 0 nor 1, or may come to be: each case is asked more than once."""
        return self.samples > 1 or any(
            outcome.score.value not in {0.0, 1.0}
            for known in self._outcomes.values()
            for outcome in known.values()
        )

    def _known(self, candidate: Candidate, sample: int) -> dict[str, Outcome]:
        return self._outcomes.setdefault((candidate.id, sample), {})

    def gains(self, new: Candidate, old: Candidate, cases: Sequence[Case]) -> list[float]:
        """How much higher one scores than another, case by case, on the first cases, up to one that either has not run.

        Cases behind that one were picked for some reason (as failures of the seed, say) and show no fair gain.
        """
        both = takewhile(lambda case: not self.missing([new, old], [case]), cases)
        return [self.value(new, case) - self.value(old, case) for case in both]

    def mean(self, candidate: Candidate, cases: Sequence[Case]) -> float | None:
        """The mean score; None when there are no cases or some have not been run."""
        if not cases or self.missing([candidate], cases):
            return None
        return fmean(self.vector(candidate, cases))
