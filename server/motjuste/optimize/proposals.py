"""All proposals for one parent prompt: from the optimizer model and from the edit operators, guarded, as candidates."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from motjuste.evals.run import in_order
from motjuste.llm.errors import ReplyInvalid
from motjuste.optimize.candidate import Origin, grown, plain
from motjuste.optimize.events import MarksFound
from motjuste.optimize.evidence import SHOWN_FAILURES, draw_themed, stream
from motjuste.optimize.ladder import Ladder
from motjuste.optimize.methods.method import Brief
from motjuste.optimize.operated import Operated
from motjuste.optimize.placebo import random_lengths, random_spans
from motjuste.optimize.stability import TagStability
from motjuste.optimize.whole import propose_whole
from motjuste.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from motjuste.document.model import Document
    from motjuste.evals.case import Case
    from motjuste.evals.run import Outcome
    from motjuste.optimize.admission import Admission
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import AnyEvent
    from motjuste.optimize.methods.method import Method, Proposal
    from motjuste.optimize.plan import SearchInputs
    from motjuste.optimize.sparing import Sparing
    from motjuste.text.span import Span


@dataclass(slots=True)
class Proposals:
    """Makes candidates and gives them their numbers; keeps out what was tried before."""

    inputs: SearchInputs
    method: Method
    admission: Admission
    train: tuple[Case, ...]
    markable: Callable[[Candidate, int], Document]
    """A prompt as it may be marked in a step; see `Audit.markable`."""
    optimizer: Sparing
    """Who is asked."""
    stability: TagStability = field(init=False)
    ladder: Ladder = field(init=False)
    _asked: int = 0
    _shapes: list[tuple[int, ...]] = field(default_factory=list)
    """The marks of earlier proposals, in words each: what random spans are made like."""

    def __post_init__(self) -> None:
        """Begin with no tags compared, on the first level."""
        self.stability = TagStability(self.inputs.totals)
        self.ladder = Ladder(self.inputs.document, self.inputs.options)

    def more_failures(self, step: int) -> int:
        """By how much more failures are read and shown than usual: twice as many after a step of unstable tags."""
        return 2 if self.stability.unstable(step - 1) else 1

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
            events += [
                self.admission.admit(parent, proposal, origin, step)
                for proposal, origin in made
                if proposal is not None or not self.optimizer.out_of_budget
            ]
        return events, self.children[before:]

    async def _by_model(self, parent: Candidate, outcomes: Sequence[Outcome], step: int) -> list[AnyEvent]:
        """The optimizer model's proposals; asked in the other way as well where nothing came of the first."""
        events: list[AnyEvent] = []
        admission, before = self.admission, len(self.children)
        while briefs := self._briefs(parent, outcomes, step):
            proposals = await in_order(
                [partial(self._ask, brief) for brief, _ in briefs], self.inputs.options.concurrency
            )
            told = [
                (proposal, origin)
                for (_, origin), proposal in zip(briefs, proposals, strict=True)
                if proposal is not None or not self.optimizer.out_of_budget
            ]
            identified = [one for one, origin in told if one is not None and origin.source == "model"]
            self._remember(identified)
            events += admission.marks(parent, identified, step)
            if not self.inputs.options.spans:
                events += self.stability.compare(parent, identified, step)
            events += [admission.admit(parent, proposal, origin, step) for proposal, origin in told]
            settled = not admission.tally.settle() or len(self.children) > before
            if settled or self.optimizer.out_of_budget:
                break
        return events

    def _briefs(
        self, parent: Candidate, outcomes: Sequence[Outcome], step: int
    ) -> list[tuple[Brief, Origin]]:
        options = self.inputs.options
        if self.admission.tally.mode == "none":
            return []
        chosen = tuple(grown(span, plain(parent.edits)) for span in options.spans)
        shown = SHOWN_FAILURES * self.more_failures(step)
        briefs = []
        for sample in range(options.candidates):
            self._asked += 1
            random = stream(options.seed, "evidence", step, parent.id, sample)
            level = self.ladder.for_sample(sample)
            spans, origin = chosen, Origin("model", level=level.name)
            if level.scope == "local" and not chosen and self._is_control():
                spans, origin = self._placebo(parent, step, sample), Origin("random", level=level.name)
            brief = Brief(
                document=parent.document if level.scope == "global" else self.markable(parent, step),
                evidence=draw_themed(outcomes, random, sample, shown),
                optimizer=self.optimizer,
                sample=sample,
                max_words=level.max_words,
                max_spans=options.max_spans,
                scope=level.scope,
                spans=spans,
                anchors=level.anchors,
                edit_words=options.edit_words if options.scope == "global" else None,
            )
            briefs.append((brief, origin))
        return briefs

    def _is_control(self) -> bool:
        """Whether the proposal just counted rewords words drawn at random."""
        options = self.inputs.options
        return options.tags == "random" or (options.controls > 0 and self._asked % options.controls == 0)

    def _placebo(self, parent: Candidate, step: int, sample: int) -> tuple[Span, ...]:
        """Random spans like the marks of an earlier proposal, or where there is none, like marks may be."""
        options = self.inputs.options
        random = stream(options.seed, "placebo", step, parent.id, sample)
        longest = self.ladder.level.max_words
        lengths = (
            random.choice(self._shapes)
            if self._shapes
            else random_lengths(options.max_spans, longest, random)
        )
        return random_spans(parent.document, lengths, random)

    def _remember(self, proposals: Sequence[Proposal]) -> None:
        """Keep how many marks proposals have, and how long they are."""
        shapes = (
            tuple(max(1, count_words(mark.text)) for mark in one.marks) for one in proposals if one.marks
        )
        self._shapes += shapes

    async def _ask(self, brief: Brief) -> Proposal | None:
        """One proposal; None when the model broke the reply's schema twice, which costs only this proposal."""
        try:
            if self.admission.tally.mode == "whole":
                return await propose_whole(self.method, brief)
            return await self.method.propose(brief)
        except ReplyInvalid:
            return None
