"""How much of the prompt a proposal may change: a few words first, more only when few are not enough (method.md 7.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.optimize.events import LevelChanged
from motjuste.optimize.numbered import readable
from motjuste.text.sentences import longest_sentence
from motjuste.text.words import count_words

if TYPE_CHECKING:
    from motjuste.document.model import Document
    from motjuste.optimize.events import Scope, Totals
    from motjuste.optimize.plan import SearchOptions

WIDER = (10, 20)
"""Caps of the levels after the first, words."""
ERRORS_LEFT = 3
"""With fewer failures left there is nothing to reach for with more words."""
SAME_WORDS = 0.7
"""Marks that agree this much with those of the step before have nothing new to point at."""
MOSTLY_WASTED = 0.5
"""Share of proposals that were no change or were there already."""


@dataclass(frozen=True, slots=True)
class Level:
    """One rung."""

    name: str
    """`5 words`, `sentence`, `global`."""
    max_words: int
    """Longest mark."""
    scope: Scope = "local"
    anchors: bool = False
    """Whether a new sentence may be put in at sentence ends."""


@dataclass(frozen=True, slots=True)
class StepSigns:
    """What a step says of its level."""

    accepted: bool
    """A new best prompt came of it."""
    hopeful: bool
    """Some candidate is better than the best before with a chance above 0.8."""
    errors: int
    """Failures of the best prompt on the dev cases it was run on."""
    agreement: float | None
    """Of its marks with those of the step before, 0..1; None without either."""
    wasted: float
    """Share of the model's proposals that were duplicates or changed nothing, 0..1."""
    missing: bool
    """The optimizer model says that an instruction is missing."""


class Ladder:
    """The levels of a run, and on which it stands.

    Args:
        document: The seed prompt: its longest sentence is the cap of the level of sentences.
        options: The first cap; one level is all there is in global scope, where the user chose the words, and where
            the ladder was refused.
    """

    def __init__(self, document: Document, options: SearchOptions) -> None:
        first = options.max_words
        fixed = options.scope == "global" or bool(options.spans) or not options.ladder
        if options.scope == "global":
            self.levels: tuple[Level, ...] = (Level("global", first, "global"),)
        elif fixed:
            self.levels = (Level(_words(first), first),)
        else:
            caps = [first, *(cap for cap in WIDER if cap > first)]
            sentence = max(caps[-1], count_words(longest_sentence(readable(document))))
            self.levels = (
                *(Level(_words(cap), cap, anchors=rung > 0) for rung, cap in enumerate(caps)),
                Level("sentence", sentence, anchors=True),
                Level("global", sentence, "global", anchors=True),
            )
        self._rung = 0

    @property
    def level(self) -> Level:
        """Where the next step's proposals stand."""
        return self.levels[self._rung]

    def for_sample(self, sample: int) -> Level:
        """The level of one of a parent's proposals: in global scope the first stays local, if the ladder led there."""
        beneath = self.levels[self._rung - 1]
        return beneath if self._rung and self.level.scope == "global" and sample == 0 else self.level

    def move(self, step: int, signs: StepSigns, totals: Totals) -> LevelChanged | None:
        """Go up or down by one level at most, and say so.

        Args:
            step: The step that the signs are from.
            signs: What it says.
            totals: What has been spent so far.
        """
        if signs.accepted:
            if not self._rung:
                return None
            self._rung -= 1
            return self._told(step, "an edit was accepted", totals)
        reason = _why_up(signs)
        if reason is None or self._rung == len(self.levels) - 1:
            return None
        self._rung += 1
        return self._told(step, reason, totals)

    def _told(self, step: int, reason: str, totals: Totals) -> LevelChanged:
        return LevelChanged(totals=totals, step=step, level=self.level.name, reason=reason)


def _words(cap: int) -> str:
    return "1 word" if cap == 1 else f"{cap} words"


def _why_up(signs: StepSigns) -> str | None:
    """Why more words are called for; None when they are not."""
    if signs.hopeful or signs.errors < ERRORS_LEFT:
        return None
    if signs.missing:
        return "an instruction is missing"
    if signs.agreement is not None and signs.agreement >= SAME_WORDS:
        return "the same words were marked again"
    if signs.wasted >= MOSTLY_WASTED:
        return "most proposals were there already"
    return None
