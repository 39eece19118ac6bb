"""All proposals for one parent prompt: from the optimizer model and from the edit operators, guarded, as candidates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from motjuste.evals.run import in_order
from motjuste.llm.errors import ReplyInvalid
from motjuste.optimize.candidate import Origin, grown, plain
from motjuste.optimize.events import MarksFound
from motjuste.optimize.evidence import draw_themed, stream
from motjuste.optimize.methods.method import Brief
from motjuste.optimize.numbered import number_words
from motjuste.optimize.operated import Operated
from motjuste.optimize.whole import propose_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.evals.case import Case
    from motjuste.evals.run import Outcome
    from motjuste.optimize.admission import Admission
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import AnyEvent
    from motjuste.optimize.methods.method import Method, Proposal
    from motjuste.optimize.plan import SearchInputs
    from motjuste.text.span import Span

PLACEBO_EVERY = 8
"""One proposal in so many rewords spans drawn at random: the control for the marks (method.md 7, signature 2)."""


@dataclass(slots=True)
class Proposals:
    """Makes candidates and gives them their numbers; keeps out what was tried before."""

    inputs: SearchInputs
    method: Method
    admission: Admission
    train: tuple[Case, ...]
    _asked: int = 0

    @property
    def children(self) -> list[Candidate]:
        """Every candidate made so far, over all steps."""
        return self.admission.children

    @property
    def calls(self) -> int:
        """Optimizer calls that one parent's proposals take."""
        options, tally = self.inputs.options, self.admission.tally
        asked = options.asks_model and tally.mode != "none"
        return asked * self.method.calls * options.candidates + self._operated.calls(tally)

    @property
    def _operated(self) -> Operated:
        return Operated(self.inputs, self.train)

    async def gather(
        self, parent: Candidate, outcomes: Sequence[Outcome], step: int
    ) -> tuple[list[AnyEvent], list[Candidate]]:
        """Ask for proposals and turn what is sound into candidates.

        Args:
            parent: The prompt to improve.
            outcomes: Its outcomes on train cases; some are failures.
            step: The search step, from 1.

        Returns:
            The events to report, in order, and the new candidates.

        Raises:
            motjuste.llm.errors.ModelError: The optimizer's endpoint failed.
        """
        before, options = len(self.children), self.inputs.options
        events = await self._by_model(parent, outcomes, step) if options.asks_model else []
        mark = next(
            (event.marks[0] for event in events if isinstance(event, MarksFound) and event.marks), None
        )
        if options.operates:
            made = [
                *self._operated.by_rule(parent, outcomes, mark),
                *await self._operated.filled(parent, outcomes, mark, step, self.admission.tally),
            ]
            events += [self.admission.admit(parent, proposal, origin, step) for proposal, origin in made]
        return events, self.children[before:]

    async def _by_model(self, parent: Candidate, outcomes: Sequence[Outcome], step: int) -> list[AnyEvent]:
        """The optimizer model's proposals; asked in the other way as well where nothing came of the first."""
        events: list[AnyEvent] = []
        admission, before = self.admission, len(self.children)
        while briefs := self._briefs(parent, outcomes, step):
            proposals = await in_order(
                [partial(self._ask, brief) for brief, _ in briefs], self.inputs.options.concurrency
            )
            events += admission.marks(parent, [one for one in proposals if one], step)
            events += [
                admission.admit(parent, proposal, origin, step)
                for (_, origin), proposal in zip(briefs, proposals, strict=True)
            ]
            if not admission.tally.settle() or len(self.children) > before:
                break
        return events

    def _briefs(
        self, parent: Candidate, outcomes: Sequence[Outcome], step: int
    ) -> list[tuple[Brief, Origin]]:
        options = self.inputs.options
        if self.admission.tally.mode == "none":
            return []
        chosen = tuple(grown(span, plain(parent.edits)) for span in options.spans)
        briefs = []
        for sample in range(options.candidates):
            self._asked += 1
            random = stream(options.seed, "evidence", step, parent.id, sample)
            spans, origin = chosen, Origin("model")
            if options.scope == "local" and not chosen and self._asked % PLACEBO_EVERY == 0:
                spans, origin = self._placebo(parent, step, sample), Origin("random")
            brief = Brief(
                document=parent.document,
                evidence=draw_themed(outcomes, random, sample),
                optimizer=self.inputs.optimizer,
                sample=sample,
                max_words=options.max_words,
                max_spans=options.max_spans,
                scope=options.scope,
                spans=spans,
            )
            briefs.append((brief, origin))
        return briefs

    def _placebo(self, parent: Candidate, step: int, sample: int) -> tuple[Span, ...]:
        """A random span as long as a mark may be."""
        numbered = number_words(parent.document)
        random = stream(self.inputs.options.seed, "placebo", step, parent.id, sample)
        count = len(numbered.spans)
        for _ in range(count):
            first = random.randint(1, count)
            last = min(count, first + random.randrange(self.inputs.options.max_words))
            if (span := numbered.span(first, last)) is not None:
                return (span,)
        return ()

    async def _ask(self, brief: Brief) -> Proposal | None:
        """One proposal; None when the model broke the reply's schema twice, which costs only this proposal."""
        try:
            if self.admission.tally.mode == "whole":
                return await propose_whole(self.method, brief)
            return await self.method.propose(brief)
        except ReplyInvalid:
            return None
