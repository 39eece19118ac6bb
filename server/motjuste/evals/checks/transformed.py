"""A check on an output that is first changed in a way promptfoo configurations spell as code: `output.trim()`.

Code is never run. The few spellings below are known by heart; any other transform is not supported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from motjuste.evals.case import Score
    from motjuste.evals.checks.demanding import Demanding

STEPS: dict[str, Callable[[str], str]] = {
    "trim": str.strip,
    "trimStart": str.lstrip,
    "trimEnd": str.rstrip,
    "toLowerCase": str.lower,
    "toUpperCase": str.upper,
    "toString": str,
    "strip": str.strip,
    "lower": str.lower,
    "upper": str.upper,
}
"""Methods of JavaScript and Python that take no argument and give a text."""

CHAIN = re.compile(r"(?:return\s+)?output(?P<calls>(?:\s*\.\s*\w+\(\s*\))*)\s*;?")
CALL = re.compile(r"\.\s*(\w+)")


@dataclass(frozen=True, slots=True)
class Transformed:
    """`inner`, asked of what the steps make of the output."""

    inner: Demanding
    steps: tuple[str, ...]
    """Names in `STEPS`."""

    @property
    def name(self) -> str:
        """That of the check inside."""
        return self.inner.name

    @property
    def demand(self) -> str:
        """The demand in words."""
        return self.inner.demand

    def score(self, output: str) -> Score:
        """The inner score of the changed output."""
        for step in self.steps:
            output = STEPS[step](output)
        return self.inner.score(output)


def steps_of(code: object) -> tuple[str, ...] | None:
    """The steps a transform spells, none for `output` itself; None if it does more than they can."""
    match = CHAIN.fullmatch(code.strip()) if isinstance(code, str) else None
    if match is None:
        return None
    names = tuple(CALL.findall(match["calls"]))
    return names if all(name in STEPS for name in names) else None
