"""What an edit operator is: it looks at train cases and says what to insert, and at what kind of place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.evals.case import Case
    from motjuste.evals.run import Outcome

Place = Literal["mark", "sentence"]


@dataclass(frozen=True, slots=True)
class Insertion:
    """Words to insert."""

    text: str
    """A whole sentence for `sentence`, a few words for `mark`; no white space round it."""
    place: Place = "sentence"
    """Right after the marked words, or at the end of the sentence they stand in."""
    quotes_case: str = ""
    """Id of the train case it quotes, if it quotes one."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """What operators may look at: train cases only."""

    cases: tuple[Case, ...]
    """All train cases, in a fixed order."""
    outcomes: tuple[Outcome, ...]
    """The parent prompt's outcomes on the train cases it was run on."""
    prompt: str
    """The parent prompt as a model reads it."""

    @property
    def answers(self) -> tuple[str, ...]:
        """The expected answers of the train cases that have one."""
        return tuple(case.expected for case in self.cases if case.expected is not None)


class Operator(Protocol):
    """One kind of edit. A new operator is a new file here and a line in `registry.py`."""

    @property
    def name(self) -> str:
        """Its name as shown to people: `worked-example`."""

    def insertions(self, bench: Workbench) -> Sequence[Insertion]:
        """What it would insert, best first; nothing when the train cases give no ground for it."""
