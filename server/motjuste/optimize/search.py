"""The search: an async generator of events, from the plan to the verdict (method.md section 8)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from motjuste.evals.case import Split
from motjuste.optimize.admission import Admission
from motjuste.optimize.audit import Audit
from motjuste.optimize.candidate import seed_candidate
from motjuste.optimize.claim import Claim
from motjuste.optimize.events import (
    CandidateProposed,
    GateSummary,
    NoiseMeasured,
    Progress,
    SearchStopped,
    StepScreened,
)
from motjuste.optimize.guard import make_guard
from motjuste.optimize.headroom import HeadroomProbe, as_screened, probes_of
from motjuste.optimize.localisation import localisation
from motjuste.optimize.methods.registry import method_named
from motjuste.optimize.mine import mine
from motjuste.optimize.overfit import OverfitWatch, stop_message
from motjuste.optimize.paper import PaperSearch
from motjuste.optimize.plan import ERRORS_WANTED, check_optimizable
from motjuste.optimize.portions import BLOCK, NOISE_CASES
from motjuste.optimize.proposals import Proposals
from motjuste.optimize.scoreboard import Scoreboard
from motjuste.optimize.screening import Screening
from motjuste.optimize.selection.contest import Contest
from motjuste.optimize.selection.registry import selection_named
from motjuste.optimize.sparing import Sparing
from motjuste.optimize.start import started
from motjuste.optimize.step_signs import LevelJudge
from motjuste.optimize.stops import STOP_MESSAGES
from motjuste.optimize.told import Told
from motjuste.optimize.two_stage import TwoStage
from motjuste.optimize.verdict import no_gate
from motjuste.optimize.worth import take_stock
from motjuste.stats.screen import max_t_p

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from motjuste.evals.case import Case
    from motjuste.evals.run import Outcome
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import AnyEvent, LevelChanged, ProposalsCounted
    from motjuste.optimize.methods.method import Method
    from motjuste.optimize.plan import SearchInputs

WAVERING = 0.05
"""Above this A/A disagreement every case is asked twice (method.md 6.0)."""
CEILING = 0.98
CHANCE = 0.5
"""A step whose max-T p-value is above this looks like chance: the gate stays closed (method.md 6.3)."""


async def optimize(inputs: SearchInputs) -> AsyncIterator[AnyEvent]:
    """Search for edits that help, and prove them.

    Args:
        inputs: What to work on.

    Yields:
        RunStarted first; GateSummary last, unless an error is raised.

    Raises:
        UserError: The run cannot come to a verdict (a split is empty, nothing may be edited, the budget is too small).
        motjuste.llm.errors.ModelError: A model's endpoint failed for good.
    """
    method = method_named(inputs.options.method)
    check_optimizable(inputs.document, inputs.eval_set, inputs.options, method)
    if inputs.options.two_stage:
        inputs = replace(inputs, task=TwoStage(inputs.task))
    if inputs.options.protocol == "paper":
        async for event in PaperSearch(inputs, method).run():
            yield event
        return
    search = Search(inputs, method)
    yield started(inputs, "optimize")
    async for event in search.steps():
        yield event
    async for event in search.claim():
        yield event


class Search:
    """The state of one optimization: who is in the race, and what they scored."""

    def __init__(self, inputs: SearchInputs, method: Method) -> None:
        options = inputs.options
        self.optimizer = Sparing(inputs.optimizer, self.affordable)
        self.inputs = inputs = replace(inputs, optimizer=self.optimizer)
        self.board = Scoreboard(inputs.task, concurrency=options.concurrency, max_tokens=options.max_tokens)
        self.told = Told(self.board)
        self.train, self.dev, self.gate = (inputs.cases(split) for split in Split)
        self.seed = seed_candidate(inputs.document)
        self.guard = make_guard(inputs.document, inputs.eval_set.cases)
        self.admission = Admission(inputs.document, self.guard, inputs.totals)
        self.audit = Audit(inputs, self.board)
        self.proposals = Proposals(
            inputs, method, self.admission, self.train, self.audit.markable, self.optimizer
        )
        self.judge = LevelJudge(self.board, self.dev, self.proposals.ladder)
        self.finishers: dict[int, Candidate] = {self.seed.id: self.seed}
        """Candidates that ran all dev cases; the seed may still owe some."""
        self.screened_out: set[int] = set()
        """Candidates that were clearly worse than others on their parent's train cases, so that they never raced."""
        self.proposed: list[CandidateProposed] = []
        self.watch = OverfitWatch(self.board, self.dev, self.seed, options.seed, inputs.totals)
        self.probed = False
        """Whether headroom and the A/A floor are known."""
        self.stop: SearchStopped | None = None
        self.promising = False
        """Whether the max-T screen lets the gate be opened."""

    def affordable(self, calls: int) -> bool:
        """Whether the search may make so many more calls and still pay for the gate."""
        reserve = 2 * len(self.gate) * self.board.samples
        return self.inputs.options.left(self.inputs.totals()) >= calls + reserve

    async def _noise(self) -> AsyncIterator[AnyEvent]:
        """The A/A floor: the seed twice on the first dev cases."""
        cases = self.dev[:NOISE_CASES]
        for sample in (0, 1):
            await self.board.run_sample([self.seed], cases, sample)
        pairs = [
            [self.board.outcome(self.seed, case, sample).score.value for sample in (0, 1)] for case in cases
        ]
        disagreement = sum(first != second for first, second in pairs) / len(cases)
        self.audit.wavering = disagreement
        self.board.samples = 2 if disagreement > WAVERING else 1
        yield NoiseMeasured(totals=self.inputs.totals(), cases=len(cases), disagreement=disagreement)

    async def steps(self) -> AsyncIterator[AnyEvent]:
        """Propose and race, step by step, until a rule says stop."""
        for step in range(1, self.inputs.options.steps + 1):
            before = self.best
            children: list[Candidate] = []
            for parent in self._beam():
                async for event in self._expand(parent, step, children):
                    yield event
            if children:
                async for event in self._select(children, step):
                    yield event
            yield self._counted(step)
            if (screened := self._screen(step)) is not None:
                yield screened
                yield self._answers_on_dev(step)
                if (measured := self.watch.measure(step, self.finishers.values())) is not None:
                    yield measured
            moved = self._move(step, children, before)
            self.stop = self.stop or self._stop_rule(step, children, before, climbed=moved is not None)
            if moved is not None and self.stop is None:
                yield moved
            if self.stop is not None:
                yield self.stop
                return

    async def _expand(
        self, parent: Candidate, step: int, children: list[Candidate]
    ) -> AsyncIterator[AnyEvent]:
        wanted = ERRORS_WANTED * self.proposals.more_failures(step)
        outcomes = await mine(self.board, parent, self.train, wanted, self.affordable)
        yield Progress(
            totals=self.inputs.totals(),
            phase="mine",
            step=step,
            done=len(outcomes),
            total=len(self.train),
            best=self._best_mean(),
            outcomes=self.told.new([parent], [outcome.case for outcome in outcomes if not outcome.right]),
        )
        if not self.affordable(self.proposals.calls) or not outcomes:
            self.stop = self._stopped("budget")
            return
        if all(outcome.right for outcome in outcomes):
            return
        events, made = await self.proposals.gather(parent, outcomes, step)
        self.judge.take(events)
        self.proposed += [event for event in events if isinstance(event, CandidateProposed)]
        for event in events:
            yield event
        if made and not self.probed:
            async for event in self._probe(outcomes, made, step):
                yield event
            if self.stop is not None:
                return
        payable = partial(self._can_screen, len(made), 0)
        if (audited := await self.audit.run(parent, outcomes, events, step, payable)) is not None:
            yield audited
        screening = Screening(self.board, payable, self.inputs.totals)
        if (screened := await screening.run(parent, outcomes, made, step)) is not None:
            self.screened_out.update(screened.dropped)
            yield screened
        children += [child for child in made if child.id not in self.screened_out]
        if self.optimizer.out_of_budget:
            self.stop = self._stopped("budget")

    async def _probe(
        self, outcomes: Sequence[Outcome], made: Sequence[Candidate], step: int
    ) -> AsyncIterator[AnyEvent]:
        """Once, before any race: whether there is headroom, and if so, how far answers waver."""
        self.probed = True
        floor = 2 * min(NOISE_CASES, len(self.dev))
        if not self.inputs.options.persist:
            payable = partial(self._can_screen, len(made), floor)
            least = self.inputs.options.min_effect
            probe = HeadroomProbe(self.board, self.seed, probes_of(made), least, payable)
            async for block in probe.run(as_screened(outcomes), self.dev):
                yield Progress(
                    totals=self.inputs.totals(),
                    phase="headroom",
                    step=step,
                    done=probe.looked_at,
                    total=len(outcomes) + len(self.dev),
                    best=None,
                    outcomes=self.told.new([self.seed], block),
                )
            if probe.reason is not None:
                self.stop = self._stopped("no-headroom", probe.reason)
                return
        if not self.affordable(floor):
            self.stop = self._stopped("budget")
            return
        async for event in self._noise():
            yield event

    def _can_screen(self, candidates: int, owed: int, calls: int) -> bool:
        """Whether so many calls leave enough for what is owed, a block of the race by each, and all of dev by two."""
        block = min(BLOCK, len(self.dev)) * (candidates + 1) + 2 * len(self.dev)
        return self.affordable(calls + owed + block * self.board.samples)

    def _counted(self, step: int) -> ProposalsCounted:
        """What came of all proposals so far."""
        take_stock(self.admission, self.board, self.seed, self.dev, self.screened_out)
        return self.admission.tally.event(self.inputs.totals(), step)

    async def _select(self, children: list[Candidate], step: int) -> AsyncIterator[AnyEvent]:
        options = self.inputs.options
        entrants = {candidate.id: candidate for candidate in (self.seed, *self._beam(), *children)}
        contest = Contest(
            self.board,
            self.dev,
            incumbent=self.best,
            entrants=list(entrants.values()),
            # After the last step nobody is a parent any more: only the best matters, so one place is to be had.
            beam=1 if step == options.steps else options.beam,
            step=step,
            affordable=self.affordable,
            totals=self.inputs.totals,
        )
        async for event in selection_named(options.select).run(contest):
            yield event
        self.finishers |= {candidate.id: candidate for candidate in contest.finishers}
        if contest.out_of_budget:
            self.stop = self._stopped("budget")

    def _screen(self, step: int) -> StepScreened | None:
        """The best candidate against chance, all candidates with full dev scores taken together."""
        dev = self._best_mean()
        rivals = [candidate for candidate in self.finishers.values() if candidate.id != self.seed.id]
        if dev is None or not rivals or self.board.missing([self.seed, *rivals], self.dev):
            return None
        base = self.board.vector(self.seed, self.dev)
        differences = [
            [new - old for new, old in zip(self.board.vector(rival, self.dev), base, strict=True)]
            for rival in rivals
        ]
        p = max_t_p(differences, seed=self.inputs.options.seed)
        self.promising = p <= CHANCE and self.best.id != self.seed.id
        return StepScreened(totals=self.inputs.totals(), step=step, best=self.best.id, dev=dev, p_max_t=p)

    def _answers_on_dev(self, step: int) -> Progress:
        """What the seed and the best candidate answered on dev."""
        return Progress(
            totals=self.inputs.totals(),
            phase="screen",
            step=step,
            done=len(self.dev),
            total=len(self.dev),
            best=self._best_mean(),
            outcomes=self.told.new([self.seed, self.best], self.dev),
        )

    def _move(self, step: int, children: list[Candidate], before: Candidate) -> LevelChanged | None:
        """Let the next step change more words, or fewer, if there is one that asks the model and this one says so."""
        if step == self.inputs.options.steps or self.admission.tally.mode == "none":
            return None
        return self.judge.move(
            step,
            before,
            children,
            {one.id: one for one in (self.seed, *self.proposals.children)},
            self.inputs.totals(),
            accepted=self.best.id != before.id and self.promising,
            luck=not self.promising,
            errors=self._failures(self.dev),
        )

    def _stop_rule(
        self, step: int, children: list[Candidate], before: Candidate, *, climbed: bool
    ) -> SearchStopped | None:
        """Why the search ends, if it does; a step that brought nothing is not the last when the next may change more."""
        options = self.inputs.options
        if not children and not (climbed or (options.persist and self._failures(self.train))):
            return self._nothing_proposed()
        # Where the screen takes the best for luck, there is nothing that was fitted: the step brought nothing.
        if children and self.promising and not options.persist:
            gap = self.watch.too_wide(step)
            if gap is not None:
                return self._stopped("overfit", stop_message(gap))
        reason = self._enough(step, before)
        if reason == "patience" and (climbed or options.persist):
            reason = "steps" if step == options.steps else None
        return None if reason is None else self._stopped(reason)

    def _enough(self, step: int, before: Candidate) -> str | None:
        """Why another step is not worth its calls."""
        best = self._best_mean()
        if best is not None and best >= CEILING:
            return "ceiling"
        if self.best.id == before.id or not self.promising:
            return "patience"
        return "steps" if step == self.inputs.options.steps else None

    def _nothing_proposed(self) -> SearchStopped:
        if self._failures(self.train):
            return self._stopped("no-candidate", self.admission.tally.nothing_useful)
        return self._stopped("no-failures")

    def _failures(self, cases: Sequence[Case]) -> int:
        """How many mistakes the best prompt made on those of the cases it was run on."""
        best = self.best
        run = [case for case in cases if not self.board.missing([best], [case])]
        return sum(not self.board.outcome(best, case).right for case in run)

    @property
    def best(self) -> Candidate:
        """The candidate with the best full dev score; ties go to fewer changed words, then to the shorter text."""
        return self._ranked()[0]

    def _ranked(self) -> list[Candidate]:
        def rank(candidate: Candidate) -> tuple[float, int, int, int]:
            mean = self.board.mean(candidate, self.dev) or 0.0
            return -mean, candidate.changed_words, len(candidate.text), candidate.id

        return sorted(self.finishers.values(), key=rank)

    def _beam(self) -> list[Candidate]:
        return self._ranked()[: self.inputs.options.beam]

    def _best_mean(self) -> float | None:
        return self.board.mean(self.best, self.dev)

    def _stopped(self, reason: str, message: str = "") -> SearchStopped:
        return SearchStopped(
            totals=self.inputs.totals(), reason=reason, message=message or STOP_MESSAGES[reason]
        )

    async def claim(self) -> AsyncIterator[AnyEvent]:
        """Open the gate for the champion, prune it, and say what was found."""
        champion = self.champion
        # Of the search alone, and so the same for each of the verdicts that anytime mode gives.
        closing = partial(replace, **self._told_of(champion))
        if not self._worth_a_gate(champion):
            yield closing(no_gate(self.inputs, self.board, champion, self.dev, self.stop))
            return
        claim = Claim(self.inputs, self.board, self.gate, self.dev, self.guard)
        next_id = len(self.proposals.children) + 1
        async for event in claim.run(self.seed, champion, next_id):
            yield closing(event) if isinstance(event, GateSummary) else event

    @property
    def champion(self) -> Candidate:
        """The best on dev, or where the search fits its dev cases, the latest prompt that shows no sign of it."""
        if self.stop is not None and self.stop.reason == "overfit":
            return self.watch.sound(self.finishers.values())
        return self.best

    def _worth_a_gate(self, champion: Candidate) -> bool:
        """Whether a prompt may be claimed for: the best if the screen lets it, one gone back to if it gained on dev."""
        if champion.id == self.seed.id:
            return False
        if champion.id == self.best.id:
            return self.promising
        mean, seed = (self.board.mean(one, self.dev) or 0.0 for one in (champion, self.seed))
        return mean > seed

    def _told_of(self, champion: Candidate) -> dict[str, Any]:
        """What a verdict says of the run's own marks, and of how many words had to be changed for it."""
        candidates = {candidate.id: candidate for candidate in self.proposals.children}
        lift = localisation(self.board, self.dev, self.proposed, candidates, self.inputs.options.seed)
        level = next((one.level for one in self.proposed if one.candidate == champion.id), "")
        return {"localisation": lift, "level": level}
