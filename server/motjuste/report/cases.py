"""What became of each case: wins, losses and the rest, with both answers as far as the run told them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

from motjuste.report.candidates import best_candidate
from motjuste.report.run import SEED
from motjuste.report.text import excerpt, readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.optimize.events import CaseOutcome
    from motjuste.report.run import Run

Result = Literal["lost", "won", "wrong", "right"]
RESULTS: tuple[Result, ...] = ("lost", "won", "wrong", "right")
SPLITS = ("gate", "dev", "train")

MOST_ROWS = 1000
"""Rows of the page: nobody reads more, and a page with all cases of a large eval set opens slowly."""
_ROOM = 300_000
"""Bytes of all texts in the rows together, so that a page stays below a megabyte whatever a model wrote."""
LONG_TEXT = 100
"""Code points of a long text that are seen before it is unfolded."""
_FOLD = 110
"""Bytes of what folds a long text."""
_LENGTHS = (2000, 1000, 500, 250, 120, 60, 30)
"""Code points of one text, longest first; the first that keeps to the room is taken."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one prompt made of a case."""

    text: str | None
    """None where the run told the score only."""
    score: float
    passed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One case."""

    id: str
    split: str
    name: str
    """What people call it; its id where the run told no more."""
    input: str | None
    expected: str | None
    before: Answer
    after: Answer | None
    """None where only the prompt as it was answered."""

    @property
    def result(self) -> Result:
        """`won` and `lost` compare two prompts' scores; `right` and `wrong` are what did not change."""
        if self.after is not None and self.after.score != self.before.score:
            return "won" if self.after.score > self.before.score else "lost"
        return "right" if self.before.passed else "wrong"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of the page, the telling ones first."""

    rows: tuple[Row, ...]
    left_out: int
    compared: bool
    """Whether any row has two answers."""

    @property
    def splits(self) -> tuple[str, ...]:
        """The splits that have rows."""
        return tuple(split for split in SPLITS if any(row.split == split for row in self.rows))

    def count(self, split: str, result: str) -> int:
        """How many rows have this split and result; an empty word stands for all."""
        return sum(row.split == split or not split for row in self.rows if row.result == result or not result)


def table(run: Run) -> Table:
    """All cases the run told of, cut to what a page can hold."""
    rows = sorted(
        _told(run) or _scores_only(run),
        key=lambda row: (SPLITS.index(row.split) if row.split in SPLITS else 9, RESULTS.index(row.result)),
    )
    shown = _fitting(rows[:MOST_ROWS])
    return Table(shown, len(rows) - len(shown), any(row.after for row in shown))


def _told(run: Run) -> list[Row]:
    last = run.verdict.candidate if run.verdict else None
    others = [number for number in (last, best_candidate(run)) if number not in (None, SEED)]
    return [
        _row(told[SEED], next((told[number] for number in others if number in told), None))
        for told in run.outcomes.values()
        if SEED in told
    ]


def _row(seed: CaseOutcome, other: CaseOutcome | None) -> Row:
    return Row(
        seed.id,
        seed.split,
        seed.label or seed.id,
        seed.input or None,
        seed.expected,
        _answer(seed),
        _answer(other) if other else None,
    )


def _answer(outcome: CaseOutcome) -> Answer:
    # Where the reason only repeats the expected answer and the one that came, both stand beside it anyway.
    reason = "" if outcome.reason.startswith("expected ") else outcome.reason
    return Answer(outcome.output, outcome.score, outcome.passed, reason)


def _scores_only(run: Run) -> list[Row]:
    """Rows of a run whose events hold no answers, as those of earlier versions."""
    rows = []
    for part in (part for part in run.scored if part.candidate == SEED):
        wrong = dict(part.failures)
        scores = dict(part.scores) or dict.fromkeys(wrong, 0.0)
        rows += [
            Row(
                case,
                part.split,
                case,
                None,
                None,
                Answer(None, score, case not in wrong, wrong.get(case, "")),
                None,
            )
            for case, score in scores.items()
        ]
    return rows


def _fitting(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with every text at the greatest length that keeps them within the room; at last, as many as fit."""
    for length in _LENGTHS:
        cut = [_shortened(row, length) for row in rows]
        filled = list(accumulate(map(_weight, cut)))
        if not cut or filled[-1] <= _ROOM:
            break
    return tuple(row for row, bytes_so_far in zip(cut, filled, strict=True) if bytes_so_far <= _ROOM)


def _shortened(row: Row, length: int) -> Row:
    def short(text: str | None) -> str | None:
        return None if text is None else excerpt(text, length)

    def answer(one: Answer) -> Answer:
        return replace(one, text=short(one.text), reason=excerpt(one.reason, length))

    return replace(
        row,
        name=excerpt(row.name, 80),
        input=short(row.input),
        expected=short(row.expected),
        before=answer(row.before),
        after=answer(row.after) if row.after else None,
    )


def _weight(row: Row) -> int:
    """Bytes of a row's texts on the page; a long one can be unfolded, and its beginning stands there twice."""
    answers = [one for one in (row.before, row.after) if one]
    texts = [row.name, row.input or "", row.expected or ""]
    texts += [text for one in answers for text in (one.text or "", one.reason)]
    beginnings = [text[:LONG_TEXT] for text in texts if len(text) > LONG_TEXT]
    told = sum(len(escape(readable(text)).encode()) for text in (*texts, *beginnings))
    return told + _FOLD * len(beginnings)
