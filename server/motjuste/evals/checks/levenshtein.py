"""The check `levenshtein`: few characters have to change to make the output the expected text."""

from __future__ import annotations

from dataclasses import dataclass

from motjuste.evals.case import Score
from motjuste.evals.checks.bad_check import BadCheck
from motjuste.evals.checks.demanding import Undecided
from motjuste.evals.checks.phrase import shown
from motjuste.evals.checks.value import one_text

DEFAULT = 5
"""The distance allowed when a row gives none; promptfoo's."""

MOST_STEPS = 4_000_000
"""Comparisons of characters; more would take longer than a second."""


@dataclass(frozen=True, slots=True)
class Levenshtein:
    """The distance between output and `expected` is at most `limit` characters."""

    name: str
    expected: str
    limit: int

    @property
    def demand(self) -> str:
        """The demand in words."""
        return f"be within {self.limit} characters of {shown(self.expected)}"

    def score(self, output: str) -> Score:
        """1 if it is. Texts too long to compare score 0 with that reason."""
        if abs(len(output) - len(self.expected)) > self.limit:
            return self._wrong(output)
        if (2 * self.limit + 1) * len(output) > MOST_STEPS:
            return Undecided(0.0, "the output is too long to count the characters that differ")
        near = within(output, self.expected, self.limit)
        return Score(1.0) if near else self._wrong(output)

    def _wrong(self, output: str) -> Score:
        return Score(
            0.0, f"expected {shown(self.expected)} within {self.limit} characters, got {shown(output)}"
        )


def within(first: str, second: str, limit: int) -> bool:
    """Whether at most `limit` insertions, deletions and replacements make one text the other.

    Only cells of the table that can still lead to such a distance are computed (Ukkonen 1985).
    """
    if abs(len(first) - len(second)) > limit:
        return False
    far = limit + 1
    row = [column if column <= limit else far for column in range(len(second) + 1)]
    for line, character in enumerate(first, start=1):
        start, end = max(1, line - limit), min(len(second), line + limit)
        diagonal = row[start - 1]
        row[start - 1] = line if start == 1 and line <= limit else far
        for column in range(start, end + 1):
            above = row[column] if column < line + limit else far
            same = diagonal if character == second[column - 1] else diagonal + 1
            diagonal = row[column]
            row[column] = min(same, above + 1, row[column - 1] + 1, far)
        if min(row[start - 1 : end + 1]) > limit:
            return False
    return row[len(second)] <= limit


def build(name: str, value: object, threshold: float | None) -> Levenshtein:
    """Build it from the expected text; the threshold is the number of characters.

    Raises:
        BadCheck: There is no value, or it is a list or mapping.
    """
    limit = DEFAULT if threshold is None else int(threshold)
    if limit > MOST_STEPS:
        raise BadCheck(f"`{name}` has the threshold {limit}, which every output would meet")
    return Levenshtein(name, one_text(name, value), limit)
