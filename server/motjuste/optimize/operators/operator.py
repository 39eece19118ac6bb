"""What an edit operator is: it looks at train cases and says what to insert or reword, and at what kind of place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from motjuste.optimize.numbered import readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.document.model import Document
    from motjuste.evals.case import Case
    from motjuste.evals.run import Outcome
    from motjuste.text.edit import Edit

Place = Literal["mark", "sentence", "end", "lines"]


@dataclass(frozen=True, slots=True)
class Insertion:
    """Words to insert; where they go is worked out by `place.py`."""

    text: str
    """A whole sentence, or a few words for `mark`; no white space round it."""
    place: Place = "sentence"
    """Right after the marked words, at the end of the sentence they stand in, after the prompt's last sentence, or there
    in lines of their own."""
    quotes_cases: tuple[str, ...] = ()
    """Ids of the train cases it quotes."""


@dataclass(frozen=True, slots=True)
class Rewording:
    """Words of the prompt replaced where they stand."""

    edits: tuple[Edit, ...]
    """Of the text of `Workbench.document`: disjoint, each inside one of its literal spans."""
    quotes_cases: tuple[str, ...] = ()
    """Ids of the train cases that the longest of them quotes."""


Change = Insertion | Rewording


@dataclass(frozen=True, slots=True)
class Workbench:
    """What operators may look at: the parent prompt, and train cases only."""

    cases: tuple[Case, ...]
    """All train cases, in a fixed order."""
    outcomes: tuple[Outcome, ...]
    """The parent prompt's outcomes on the train cases it was run on."""
    document: Document
    """The parent prompt."""
    room: int
    """Words that it may grow by; the guard refuses what is longer."""

    @property
    def prompt(self) -> str:
        """The parent prompt as a model reads it."""
        return readable(self.document)

    @property
    def answers(self) -> tuple[str, ...]:
        """The expected answers of the train cases that have one."""
        return tuple(case.expected for case in self.cases if case.expected is not None)

    @property
    def failing(self) -> tuple[Outcome, ...]:
        """The outcomes that are wrong."""
        return tuple(outcome for outcome in self.outcomes if not outcome.right)


class Operator(Protocol):
    """One kind of edit. A new operator is a new file here and a line in `registry.py`."""

    @property
    def name(self) -> str:
        """Its name as shown to people: `worked-example`."""

    def changes(self, bench: Workbench) -> Sequence[Change]:
        """What it would change, best first; nothing when the train cases give no ground for it."""
