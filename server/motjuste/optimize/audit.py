"""Do answers depend on the marked words? They are left out, and as a control as many random words (method.md 7, signature 2)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import TYPE_CHECKING

from motjuste.document.protect import merged
from motjuste.optimize.candidate import Origin, derive, grown, plain
from motjuste.optimize.event_parts import AuditedMark
from motjuste.optimize.events import MarksAudited, MarksFound
from motjuste.optimize.evidence import stream
from motjuste.optimize.numbered import number_words
from motjuste.optimize.placebo import random_spans
from motjuste.optimize.themes import spread
from motjuste.text.edit import Edit
from motjuste.text.span import Span
from motjuste.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from motjuste.document.model import Document
    from motjuste.evals.case import Case
    from motjuste.evals.run import Outcome
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import AnyEvent, Mark
    from motjuste.optimize.plan import SearchInputs
    from motjuste.optimize.scoreboard import Scoreboard

FAILING, PASSING = 4, 4
"""Train cases that a prompt is run on without some of its words."""
TRIES = 20
"""Draws of random words before those that touch a mark are given up."""


def audit_calls(max_spans: int) -> int:
    """Most calls that auditing one prompt takes."""
    return 2 * max_spans * (FAILING + PASSING)


@dataclass(slots=True)
class Audit:
    """Runs prompts without the words that were marked in them, on train cases. A figure about marks, never a claim.

    Args:
        inputs: What the run works on.
        board: Where scores are kept.
    """

    inputs: SearchInputs
    board: Scoreboard
    wavering: float = 0.0
    """The A/A floor, 0..1: so many outcomes change by themselves."""
    _made: int = 0
    _inert: dict[tuple[int, int], list[Span]] = field(default_factory=dict)
    """Places that make no difference, by the step that found it and the prompt."""

    async def run(
        self,
        parent: Candidate,
        outcomes: Sequence[Outcome],
        events: Sequence[AnyEvent],
        step: int,
        affordable: Callable[[int], bool],
    ) -> MarksAudited | None:
        """Leave out each of the first marks, and for each as many random words that nobody marked.

        Args:
            parent: The prompt that was marked.
            outcomes: Its outcomes on train cases.
            events: What its proposals were told with, marks among them; a place counts once.
            step: The search step, from 1.
            affordable: Whether so many more calls may be made.

        Returns:
            None where it was not asked for, and without marks, cases or calls for it.

        Raises:
            motjuste.llm.errors.ModelError: The task model's endpoint failed.
        """
        if not self.inputs.options.audit:
            return None
        marks = [mark for event in events if isinstance(event, MarksFound) for mark in event.marks]
        most = self.inputs.options.max_spans
        places = list({(mark.start, mark.end): mark for mark in marks}.values())[:most]
        cases = _cases(outcomes)
        if not places or not cases or not affordable(audit_calls(most)):
            return None
        before = {outcome.case.id: outcome.right for outcome in outcomes}
        flips = [await self._flips(parent, Span(one.start, one.end), cases, before) for one in places]
        audited = tuple(
            AuditedMark(one.start, one.end, one.text, share, inert=share <= self.wavering)
            for one, share in zip(places, flips, strict=True)
            if share is not None
        )
        drawn = self._controls(parent.document, places, marks, step)
        controls = [await self._flips(parent, span, cases, before) for span in drawn]
        known = [share for share in controls if share is not None]
        self._inert[step, parent.id] = [Span(one.start, one.end) for one in audited if one.inert]
        return MarksAudited(
            totals=self.inputs.totals(),
            step=step,
            candidate=parent.id,
            cases=len(cases),
            marks=audited,
            control=fmean(known) if known else None,
        )

    def markable(self, parent: Candidate, step: int) -> Document:
        """A prompt as it may be marked in a step: places that the step before found to make no difference are left alone.

        Those of the seed are found again in any prompt; those of another one only in that prompt itself.
        """
        inert = list(self._inert.get((step - 1, parent.id), ()))
        if parent.id:
            inert += [grown(span, plain(parent.edits)) for span in self._inert.get((step - 1, 0), ())]
        document = parent.document
        if not inert:
            return document
        held = replace(document, protected=merged((*document.protected, *inert)))
        return held if number_words(held).spans else document

    def _controls(
        self, document: Document, places: Sequence[Mark], marks: Sequence[Mark], step: int
    ) -> list[Span]:
        """A span of random words for each place, as long as it and outside all marks; fewer where there is no room."""
        random = stream(self.inputs.options.seed, "audit", step)
        marked = [Span(mark.start, mark.end) for mark in marks]
        found: list[Span] = []
        for place in places:
            length = max(1, count_words(place.text))
            for _ in range(TRIES):
                drawn = random_spans(document, [length], random)
                if drawn and not any(drawn[0].overlaps(other) for other in (*marked, *found)):
                    found.append(drawn[0])
                    break
        return found

    async def _flips(
        self, parent: Candidate, span: Span, cases: Sequence[Case], before: dict[str, bool]
    ) -> float | None:
        """The share of cases (0..1) whose outcome changes without some words; None where the file cannot do without."""
        self._made += 1
        # Below 0, where no candidate is: this prompt is in no race.
        shorter = derive(self.inputs.document, parent, [Edit(span, "")], Origin("random"), -self._made)
        if not shorter.writable:
            return None
        await self.board.run_sample([shorter], cases, 0)
        return fmean(self.board.outcome(shorter, case).right != before[case.id] for case in cases)


def _cases(outcomes: Sequence[Outcome]) -> list[Case]:
    """Some cases that the prompt fails, of different kinds, and some that it solves."""
    wrong = [outcome for outcome in outcomes if not outcome.right]
    right = [outcome for outcome in outcomes if outcome.right]
    return [outcome.case for outcome in (*spread(wrong, FAILING), *right[:PASSING])]
