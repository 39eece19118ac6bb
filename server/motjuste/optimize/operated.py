"""What the edit operators propose for a parent prompt, as edits of it: by rule, or with words the model fills in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from motjuste.evals.run import in_order
from motjuste.llm.errors import ReplyInvalid
from motjuste.optimize.candidate import Origin, grown, plain
from motjuste.optimize.evidence import draw_themed, stream
from motjuste.optimize.guard import longest
from motjuste.optimize.methods.method import Proposal
from motjuste.optimize.numbered import readable
from motjuste.optimize.operators.operator import Insertion, Rewording, Workbench
from motjuste.optimize.operators.place import place
from motjuste.optimize.operators.registry import FILLED, OPERATORS
from motjuste.text.edit import Edit
from motjuste.text.position import with_line_ends_of
from motjuste.text.span import Span
from motjuste.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.evals.case import Case
    from motjuste.evals.run import Outcome
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import Mark
    from motjuste.optimize.operators.filled import FilledOperator
    from motjuste.optimize.operators.operator import Change
    from motjuste.optimize.plan import SearchInputs
    from motjuste.optimize.tally import Tally

Proposed = tuple[Proposal | None, Origin]
"""None for a reply that broke its schema twice."""


@dataclass(frozen=True, slots=True)
class Operated:
    """The operators at work on one eval set.

    Args:
        inputs: What the run works on.
        train: All train cases, in the run's order.
    """

    inputs: SearchInputs
    train: tuple[Case, ...]

    def by_rule(
        self, parent: Candidate, outcomes: Sequence[Outcome], mark: Mark | None
    ) -> Iterator[Proposed]:
        """What operators propose that ask nobody and have not changed the parent already.

        Args:
            parent: The prompt to improve.
            outcomes: Its outcomes on train cases.
            mark: The words that the model would edit first, if it named any.
        """
        bench = self._bench(parent, outcomes)
        for operator in OPERATORS:
            if operator.name in _used(parent):
                continue
            for change in operator.changes(bench):
                if (edits := self._placed(parent, change, mark)) is not None:
                    origin = Origin("operator", operator.name, " ".join(change.quotes_cases))
                    yield Proposal((), (), edits), origin

    async def filled(
        self, parent: Candidate, outcomes: Sequence[Outcome], mark: Mark | None, step: int, tally: Tally
    ) -> list[Proposed]:
        """What operators propose whose words the model fills in; each sees failures of another theme.

        Raises:
            motjuste.llm.errors.ModelError: The optimizer's endpoint failed.
        """
        bench = self._bench(parent, outcomes)
        asked = [
            (operator, sample)
            for operator in self.fillable(tally)
            if operator.name not in _used(parent) and operator.fits(bench)
            for sample in range(self._samples(operator))
        ]
        changes = await in_order(
            [partial(self._fill, operator, bench, parent, step, sample) for operator, sample in asked],
            self.inputs.options.concurrency,
        )
        return [
            (self._proposal(parent, change, mark), Origin("operator", operator.name))
            for (operator, _), change in zip(asked, changes, strict=True)
        ]

    def fillable(self, tally: Tally) -> tuple[FilledOperator, ...]:
        """The operators for which the model is still asked: none that was of no use."""
        options = self.inputs.options
        if not (options.operates and options.asks_model):
            return ()
        return tuple(operator for operator in FILLED if not tally.useless(operator.name))

    def calls(self, tally: Tally) -> int:
        """Optimizer calls that filling takes for one parent."""
        return sum(self._samples(operator) for operator in self.fillable(tally))

    def _bench(self, parent: Candidate, outcomes: Sequence[Outcome]) -> Workbench:
        room = longest(self.inputs.document) - count_words(readable(parent.document))
        return Workbench(self.train, tuple(outcomes), parent.document, max(0, room))

    def _samples(self, operator: FilledOperator) -> int:
        return min(operator.samples, self.inputs.options.candidates)

    async def _fill(
        self, operator: FilledOperator, bench: Workbench, parent: Candidate, step: int, sample: int
    ) -> Insertion | None:
        random = stream(self.inputs.options.seed, operator.name, step, parent.id, sample)
        evidence = draw_themed(bench.outcomes, random, sample)
        try:
            return await operator.fill(bench, evidence, self.inputs.optimizer, sample)
        except ReplyInvalid:
            return None

    def _proposal(self, parent: Candidate, change: Change | None, mark: Mark | None) -> Proposal | None:
        return None if change is None else Proposal((), (), self._placed(parent, change, mark) or ())

    def _placed(self, parent: Candidate, change: Change, mark: Mark | None) -> tuple[Edit, ...] | None:
        """A change as edits of the parent; None where it has no place, or its words stand there already."""
        bound = next((grown(span, plain(parent.edits)) for span in self.inputs.options.spans), None)
        if isinstance(change, Rewording):
            inside = bound is None or all(bound.contains(edit.span) for edit in change.edits)
            return _with_line_ends(change.edits, parent.document.text) if inside else None
        if change.text in parent.document.text:
            return None
        at = bound or (Span(mark.start, mark.end) if mark else None)
        edit = place(parent.document, change, at, bound)
        return None if edit is None else _with_line_ends((edit,), parent.document.text)


def _with_line_ends(edits: Sequence[Edit], text: str) -> tuple[Edit, ...]:
    """Edits whose lines end as those of the text they go into."""
    return tuple(Edit(edit.span, with_line_ends_of(text, edit.text)) for edit in edits)


def _used(parent: Candidate) -> set[str]:
    return {edit.operator for edit in parent.edits}
