"""The check `ends-with`: the output ends with a text."""

from __future__ import annotations

from dataclasses import dataclass

from motjuste.evals.case import Score
from motjuste.evals.checks.phrase import shown
from motjuste.evals.checks.value import filled_text


@dataclass(frozen=True, slots=True)
class EndsWith:
    """The output ends with `suffix`; white space after it does not count."""

    name: str
    suffix: str

    @property
    def demand(self) -> str:
        """The demand in words."""
        return f'end with "{shown(self.suffix)}"'

    def score(self, output: str) -> Score:
        """1 if it does."""
        if output.endswith(self.suffix) or output.rstrip().endswith(self.suffix):
            return Score(1.0)
        return Score(0.0, f'does not end with "{shown(self.suffix)}", got {shown(output)}')


def build(name: str, value: object) -> EndsWith:
    """Build it from the text the output must end with.

    Raises:
        BadCheck: There is no value, or an empty one.
    """
    return EndsWith(name, filled_text(name, value))
