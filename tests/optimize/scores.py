"""A scoreboard filled by hand: prompts with given scores on numbered dev cases, without any model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.document.parse import parse
from motjuste.evals.case import Case, Score, Split
from motjuste.evals.run import Outcome
from motjuste.optimize.candidate import Origin, derive, seed_candidate
from motjuste.optimize.scoreboard import Scoreboard
from motjuste.text.edit import Edit
from motjuste.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from motjuste.llm.chat import ChatReply, ChatRequest
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


class Scores(Scoreboard):
    """What prompts scored, by number, on the cases numbered from 0; None where a case was not run."""

    def __init__(self, scores: Mapping[int, Sequence[float | None]]) -> None:
        super().__init__(Nobody(), concurrency=1, max_tokens=None)
        for number, row in scores.items():
            for case, score in zip(cases(len(row)), row, strict=True):
                if score is not None:
                    outcome = Outcome(case, "", Score(score), score == 1.0, truncated=False)
                    self._outcomes.setdefault((number, 0), {})[case.id] = outcome


class Nobody:
    """A model that may not be asked."""

    name = "nobody"

    async def complete(self, request: ChatRequest) -> ChatReply:
        raise AssertionError(f"a filled scoreboard asked a model: {request}")
