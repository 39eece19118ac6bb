"""The paper's protocol: PE2's loop as its authors run it, for comparing methods on equal terms (method.md 2.1 and 3).

A beam of 4, 4 proposals a parent, 3 expansions, every new prompt on all dev cases, parents chosen among all prompts so
far, the first on ties. It claims no more than the product's protocol does: what it finds has to pass the same gate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from motjuste.evals.case import Split
from motjuste.llm.errors import ReplyInvalid
from motjuste.optimize.admission import Admission
from motjuste.optimize.candidate import Origin, grown, plain, seed_candidate
from motjuste.optimize.claim import Claim
from motjuste.optimize.events import Progress, PromptScored, RaceBlock, SearchStopped, StepScreened
from motjuste.optimize.evidence import NOTHING_SHOWN, draw, stream
from motjuste.optimize.guard import make_guard
from motjuste.optimize.methods.method import Brief
from motjuste.optimize.mine import mine
from motjuste.optimize.overfit import OverfitWatch
from motjuste.optimize.placebo import random_lengths, random_spans
from motjuste.optimize.scoreboard import Scoreboard
from motjuste.optimize.sparing import Sparing
from motjuste.optimize.start import started
from motjuste.optimize.tally import Tally
from motjuste.optimize.told import Told
from motjuste.optimize.verdict import no_gate
from motjuste.optimize.whole import propose_for_parent
from motjuste.optimize.worth import take_stock
from motjuste.stats.screen import max_t_p

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from motjuste.evals.run import Outcome
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import AnyEvent
    from motjuste.optimize.methods.method import Method, Proposal
    from motjuste.optimize.plan import SearchInputs

BATCH = 2
"""Failures that one proposal sees."""
ANY_NUMBER = 1000
"""Of marked spans: the paper has no limit but that of words in each."""


class PaperSearch:
    """One optimization by the paper's protocol.

    Args:
        inputs: What to work on.
        method: Whose dialogue makes the proposals.
    """

    def __init__(self, inputs: SearchInputs, method: Method) -> None:
        options = inputs.options
        self.inputs, self.method, self.options = inputs, method, options
        self.optimizer = Sparing(inputs.optimizer, self._affordable)
        self.board = Scoreboard(inputs.task, concurrency=options.concurrency, max_tokens=options.max_tokens)
        self.told = Told(self.board)
        self.train, self.dev, self.gate = (inputs.cases(split) for split in Split)
        self.seed = seed_candidate(inputs.document)
        guard = make_guard(inputs.document, inputs.eval_set.cases)
        tally = Tally(mode="whole")
        self.admission = Admission(inputs.document, guard, inputs.totals, exact=True, tally=tally)
        self.nodes: list[Candidate] = []
        """All prompts scored on dev, in order of proposal."""
        self.batches: dict[int, int] = {}
        """How many proposals each parent was asked for, so that no question is a repetition."""
        self.failed = False
        self.watch = OverfitWatch(self.board, self.dev, self.seed, options.seed, inputs.totals)
        """Told for the reader: the paper's loop goes on whatever it says."""
        self.stop: SearchStopped | None = None

    async def run(self) -> AsyncIterator[AnyEvent]:
        """Search and claim: RunStarted first, GateSummary last.

        Raises:
            motjuste.llm.errors.ModelError: A model's endpoint failed for good.
        """
        yield started(self.inputs, "optimize")
        async for event in self._score([self.seed], 0):
            yield event
        for step in range(1, self.options.steps + 1):
            if self.stop is not None:
                break
            async for event in self._expand(step):
                yield event
        self.stop = self.stop or self._stopped("steps", "All steps are done.")
        yield self.stop
        async for event in self._claim():
            yield event

    async def _expand(self, step: int) -> AsyncIterator[AnyEvent]:
        """One expansion: proposals for every parent, then all of dev for each new prompt."""
        before = len(self.admission.children)
        for parent in self._ranked()[: self.options.beam]:
            outcomes, mined = await self._mined(parent, step)
            if mined is not None:
                yield mined
            if self.stop is not None:
                break
            for event in await self._proposed(parent, outcomes, step):
                yield event
        children = self.admission.children[before:]
        async for scored in self._score(children, step):
            yield scored
        take_stock(self.admission, self.board, self.seed, self.dev)
        yield self.admission.tally.event(self.inputs.totals(), step)
        if not children:
            self.stop = self.stop or self._nothing()
            return
        yield self._screened(step)
        yield self._progress("screen", step, len(self.dev), len(self.dev), [self.seed, self._ranked()[0]])
        if (measured := self.watch.measure(step, self.nodes)) is not None:
            yield measured

    async def _mined(self, parent: Candidate, step: int) -> tuple[list[Outcome], Progress | None]:
        """A parent's outcomes on train until there are failures enough; none for a method that looks at none."""
        if not self._looks_at_failures:
            return [], None
        wanted = BATCH * max(self.options.candidates, 2) // 2
        outcomes = await mine(self.board, parent, self.train, wanted, self._affordable)
        if not outcomes:
            self.stop = self._stopped("budget", "The call budget that is left is kept for the gate.")
        wrong = [outcome.case for outcome in outcomes if not outcome.right]
        self.failed = self.failed or bool(wrong)
        return outcomes, Progress(
            totals=self.inputs.totals(),
            phase="mine",
            step=step,
            done=len(outcomes),
            total=len(self.train),
            best=self._best_mean(),
            outcomes=self.told.new([parent], wrong),
        )

    async def _proposed(self, parent: Candidate, outcomes: Sequence[Outcome], step: int) -> list[AnyEvent]:
        """A parent's proposals, admitted or refused."""
        tally, count = self.admission.tally, self.options.candidates
        if self._looks_at_failures and all(outcome.right for outcome in outcomes):
            return []
        events: list[AnyEvent] = []
        before = len(self.admission.children)
        while tally.mode != "none":
            begun = self.batches.get(parent.id, 0)
            self.batches[parent.id] = begun + count
            proposals = await self._asked(
                [self._brief(parent, outcomes, sample) for sample in range(begun, begun + count)]
            )
            if self.optimizer.out_of_budget:
                self.stop = self._stopped("budget", "The call budget that is left is kept for the gate.")
                proposals = [one for one in proposals if one is not None]
            if self.options.tags == "identified":
                events += self.admission.marks(parent, [one for one in proposals if one], step)
            origin = Origin("model" if self.options.tags == "identified" else "random")
            events += [self.admission.admit(parent, one, origin, step) for one in proposals]
            settled = not tally.settle() or len(self.admission.children) > before
            if settled or self.optimizer.out_of_budget:
                break
        return events

    async def _asked(self, briefs: Sequence[Brief]) -> list[Proposal | None]:
        if self.admission.tally.mode == "whole":
            mode = self.options.identify
            return await propose_for_parent(self.method, briefs, mode, self.options.concurrency)
        found: list[Proposal | None] = []
        for brief in briefs:
            try:
                found.append(await self.method.propose(brief))
            except ReplyInvalid:
                found.append(None)
        return found

    def _brief(self, parent: Candidate, outcomes: Sequence[Outcome], sample: int) -> Brief:
        """What one proposal is based on: a fresh batch of failures, drawn at random, and if so asked, words drawn too."""
        options = self.options
        random = stream(self.options.seed, "batch", parent.id, sample)
        shown = draw(outcomes, random, BATCH, 0) if self._looks_at_failures else NOTHING_SHOWN
        spans = tuple(grown(span, plain(parent.edits)) for span in options.spans)
        if options.tags == "random" and options.scope == "local" and not spans:
            lengths = random_lengths(options.max_spans, options.max_words, random)
            spans = random_spans(parent.document, lengths, stream(options.seed, "tags", parent.id, sample))
        return Brief(
            document=parent.document,
            evidence=shown,
            optimizer=self.optimizer,
            sample=sample,
            max_words=options.max_words,
            max_spans=ANY_NUMBER,
            max_share=1.0,
            scope=options.scope,
            spans=spans,
            edit_words=options.edit_words,
        )

    async def _score(self, candidates: Sequence[Candidate], step: int) -> AsyncIterator[AnyEvent]:
        """All dev cases for each new prompt; a perfect one ends the search, whoever was to come after it."""
        means: dict[str, float] = {}
        for number, candidate in enumerate(candidates, start=1):
            if not self._affordable(self.board.missing([candidate], self.dev)):
                self.stop = self._stopped("budget", "The call budget that is left is kept for the gate.")
                break
            await self.board.run([candidate], self.dev)
            self.nodes.append(candidate)
            mean = self.board.mean(candidate, self.dev) or 0.0
            means[str(candidate.id)] = mean
            yield PromptScored(
                totals=self.inputs.totals(),
                candidate=candidate.id,
                split="dev",
                cases=len(self.dev),
                mean=mean,
            )
            yield self._progress("race", step, number, len(candidates))
            if mean >= 1.0:
                self.stop = self._stopped("ceiling", "A prompt solves all dev cases.")
                break
        if step and means:
            yield RaceBlock(
                totals=self.inputs.totals(), step=step, cases=len(self.dev), means=means, dropped=()
            )

    def _screened(self, step: int) -> StepScreened:
        """The best prompt so far, with its chance of being luck; told for the reader, it decides nothing here."""
        base = self.board.vector(self.seed, self.dev)
        differences = [
            [new - old for new, old in zip(self.board.vector(node, self.dev), base, strict=True)]
            for node in self.nodes[1:]
        ]
        return StepScreened(
            totals=self.inputs.totals(),
            step=step,
            best=self._ranked()[0].id,
            dev=self._best_mean() or 0.0,
            p_max_t=max_t_p(differences, seed=self.options.seed) if differences else 1.0,
        )

    async def _claim(self) -> AsyncIterator[AnyEvent]:
        """The gate for the best prompt on dev, if that is not the seed."""
        champion = self._ranked()[0]
        if champion.id == self.seed.id:
            yield no_gate(self.inputs, self.board, champion, self.dev, self.stop)
            return
        claim = Claim(self.inputs, self.board, self.gate, self.dev)
        async for event in claim.run(self.seed, champion, len(self.admission.children) + 1):
            yield event

    def _ranked(self) -> list[Candidate]:
        """All prompts, best on dev first; on ties the one that came first."""
        return sorted(self.nodes, key=lambda node: -(self.board.mean(node, self.dev) or 0.0))

    def _best_mean(self) -> float | None:
        return self.board.mean(self._ranked()[0], self.dev)

    def _progress(
        self,
        phase: Literal["race", "screen"],
        step: int,
        done: int,
        total: int,
        told: Sequence[Candidate] = (),
    ) -> Progress:
        return Progress(
            totals=self.inputs.totals(),
            phase=phase,
            step=step,
            done=done,
            total=total,
            best=self._best_mean(),
            outcomes=self.told.new(told, self.dev),
        )

    @property
    def _looks_at_failures(self) -> bool:
        return self.method.turns.reason is not None

    def _nothing(self) -> SearchStopped:
        if self._looks_at_failures and not self.failed:
            return self._stopped(
                "no-failures", "The prompt makes no mistakes on the train cases it was run on."
            )
        return self._stopped("no-candidate", self.admission.tally.nothing_useful)

    def _stopped(self, reason: str, message: str) -> SearchStopped:
        return SearchStopped(totals=self.inputs.totals(), reason=reason, message=message)

    def _affordable(self, calls: int) -> bool:
        """Whether so many more calls leave enough for the gate."""
        return self._payable(calls + 2 * len(self.gate))

    def _payable(self, calls: int) -> bool:
        return self.options.left(self.inputs.totals()) >= calls
