"""A scoreboard filled by hand: prompts with given scores on numbered dev cases, without any model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.parse import parse
from motjuste.evals.case import Case, Split
from motjuste.optimize.candidate import Origin, derive, seed_candidate
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.optimize.candidate import Candidate

SEED = seed_candidate(parse("p.md", "Say the day.\n"))


def cases(count: int) -> list[Case]:
    """Numbered cases."""
    return [
        Case(id=str(n), inputs={"input": str(n)}, expected=None, checks=(), split=Split.DEV, line=n + 1)
        for n in range(count)
    ]


def candidate(number: int) -> Candidate:
    """A prompt that says the day its own way."""
    edit = Edit(Span(8, 11), f"day {'x' * number}")
    return derive(SEED.document, SEED, [edit], Origin("model"), number)


class Scores:
    """The part of a scoreboard that is read."""

    def __init__(self, scores: dict[int, Sequence[float | None]]) -> None:
        self.scores = scores

    def value(self, candidate: Candidate, case: Case) -> float:
        score = self.scores[candidate.id][int(case.id)]
        assert score is not None
        return score

    def vector(self, candidate: Candidate, cases: Sequence[Case]) -> list[float]:
        return [self.value(candidate, case) for case in cases]

    def missing(self, candidates: Sequence[Candidate], cases: Sequence[Case]) -> int:
        rows = (self.scores.get(one.id, ()) for one in candidates)
        return sum(int(case.id) >= len(row) or row[int(case.id)] is None for row in rows for case in cases)

    def mean(self, candidate: Candidate, cases: Sequence[Case]) -> float | None:
        if not cases or self.missing([candidate], cases):
            return None
        return sum(self.vector(candidate, cases)) / len(cases)
