"""The check `word-count`: the output has so many words, counted between white space."""

from __future__ import annotations

from dataclasses import dataclass

from motjuste.evals.case import Score
from motjuste.evals.checks.bad_check import BadCheck
from motjuste.evals.checks.phrase import shown
from motjuste.evals.checks.value import one_text


@dataclass(frozen=True, slots=True)
class WordCount:
    """The output has from `least` to `most` words."""

    name: str
    least: int
    most: int | None
    """None is without bound."""

    @property
    def demand(self) -> str:
        """The demand in words."""
        if self.most is None:
            return f"have at least {self.least} words"
        if self.least == self.most:
            return f"have {self.least} words"
        return f"have {self.least} to {self.most} words"

    def score(self, output: str) -> Score:
        """1 if it has."""
        count = len(output.split())
        if count >= self.least and (self.most is None or count <= self.most):
            return Score(1.0)
        return Score(0.0, f"must {self.demand}, has {count}")


def build(name: str, value: object) -> WordCount:
    """Build it from a number, or a mapping with `min`, `max` or both.

    Raises:
        BadCheck: There is no whole number from 0 up, or the least is above the most.
    """
    if not isinstance(value, dict):
        count = _whole(name, value)
        return WordCount(name, count, count)
    if not value or not set(value) <= {"min", "max"}:
        raise BadCheck(f"`{name}` takes a number, or a mapping with `min`, `max` or both")
    least = _whole(name, value["min"]) if "min" in value else 0
    most = _whole(name, value["max"]) if "max" in value else None
    if most is not None and least > most:
        raise BadCheck(f"`{name}` asks for at least {least} and at most {most} words")
    return WordCount(name, least, most)


def _whole(name: str, value: object) -> int:
    text = one_text(name, value).strip()
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise BadCheck(f"`{name}` needs a whole number of words, not {shown(text)}")
    return int(text)
