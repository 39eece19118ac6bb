"""The checks `contains`, `contains-any`, `contains-all` and their `icontains` forms, which ignore case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from motjuste.evals.case import Score
from motjuste.evals.checks.phrase import shown
from motjuste.evals.checks.value import filled_text, many_texts


@dataclass(frozen=True, slots=True)
class Contains:
    """Some or all of `needles` stand in the output."""

    name: str
    needles: tuple[str, ...]
    quantity: Literal["any", "all"]
    fold: bool

    @property
    def demand(self) -> str:
        """The demand in words."""
        which = "" if len(self.needles) == 1 else f"{self.quantity} of "
        return f"contain {which}{_listed(self.needles)}"

    def score(self, output: str) -> Score:
        """1 if enough of them are found."""
        haystack = output.casefold() if self.fold else output
        missing = tuple(needle for needle in self.needles if self._key(needle) not in haystack)
        if not missing or (self.quantity == "any" and len(missing) < len(self.needles)):
            return Score(1.0)
        which = "any of " if self.quantity == "any" and len(missing) > 1 else ""
        return Score(0.0, f"does not contain {which}{_listed(missing)}, got {shown(output)}")

    def _key(self, needle: str) -> str:
        return needle.casefold() if self.fold else needle


def _listed(needles: tuple[str, ...]) -> str:
    return ", ".join(f'"{shown(needle)}"' for needle in needles)


def build(name: str, value: object) -> Contains:
    """Build one of the six; the `-any` and `-all` forms take a list or texts with commas between them.

    Raises:
        BadCheck: There is no value, or an empty one.
    """
    fold = name.startswith("icontains")
    if name.endswith("-any"):
        return Contains(name, many_texts(name, value), "any", fold)
    if name.endswith("-all"):
        return Contains(name, many_texts(name, value), "all", fold)
    return Contains(name, (filled_text(name, value),), "all", fold)
