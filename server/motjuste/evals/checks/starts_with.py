"""The check `starts-with`: the output begins with a text."""

from __future__ import annotations

from dataclasses import dataclass

from motjuste.evals.case import Score
from motjuste.evals.checks.phrase import shown
from motjuste.evals.checks.value import filled_text


@dataclass(frozen=True, slots=True)
class StartsWith:
    """The output begins with `prefix`; white space before it does not count."""

    name: str
    prefix: str

    @property
    def demand(self) -> str:
        """The demand in words."""
        return f'start with "{shown(self.prefix)}"'

    def score(self, output: str) -> Score:
        """1 if it does."""
        if output.startswith(self.prefix) or output.lstrip().startswith(self.prefix):
            return Score(1.0)
        return Score(0.0, f'does not start with "{shown(self.prefix)}", got {shown(output)}')


def build(name: str, value: object) -> StartsWith:
    """Build it from the text the output must begin with.

    Raises:
        BadCheck: There is no value, or an empty one.
    """
    return StartsWith(name, filled_text(name, value))
