"""Two scores of a prompt on the cases both have: which fell, which rose, and which score the prompt is held to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import fmean
from typing import TYPE_CHECKING

from motjuste.workspace.scores import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from motjuste.evals.case import EvalSet
    from motjuste.workspace.scores import PromptScore

TOLERANCE = 1e-6
"""Scores in the file are rounded to six places, so that a difference this small is none."""
_RIGHT_OR_WRONG = frozenset({0.0, 1.0})


@dataclass(frozen=True, slots=True)
class Change:
    """A paired comparison."""

    pairs: tuple[tuple[str, float, float], ...]
    """Case id, score before, score now; at least one, sorted by id."""

    @property
    def shared(self) -> int:
        """How many cases both have."""
        return len(self.pairs)

    @property
    def before(self) -> float:
        """The mean before, over those cases."""
        return fmean(before for _, before, _ in self.pairs)

    @property
    def now(self) -> float:
        """The mean now, over those cases."""
        return fmean(now for _, _, now in self.pairs)

    @property
    def drop(self) -> float:
        """How much lower the mean is now, -1 to 1."""
        return self.before - self.now

    @property
    def fallen(self) -> tuple[str, ...]:
        """Cases that scored less now, the worst first."""
        return self._moved(lambda before, now: before - now)

    @property
    def risen(self) -> tuple[str, ...]:
        """Cases that score more now, the best first."""
        return self._moved(lambda before, now: now - before)

    def exceeds(self, allowed: float) -> bool:
        """Whether the mean fell by more than is allowed, 0 to 1."""
        return self.drop > allowed + TOLERANCE

    def interval(self) -> tuple[float, float]:
        """95 % interval of the gain (now - before), -1 to 1: Newcombe's for right or wrong, by betting for shares."""
        from motjuste.stats.interval import betting_interval, newcombe_paired

        values = {value for _, *scores in self.pairs for value in scores}
        if values <= _RIGHT_OR_WRONG:
            cells = [(before, now) for _, before, now in self.pairs]
            counted = [cells.count(cell) for cell in ((1.0, 1.0), (0.0, 1.0), (1.0, 0.0), (0.0, 0.0))]
            return newcombe_paired(*counted)
        return betting_interval([now - before for _, before, now in self.pairs])

    def _moved(self, by: Callable[[float, float], float]) -> tuple[str, ...]:
        found = [(by(before, now), case) for case, before, now in self.pairs]
        return tuple(case for moved, case in sorted(found, key=_furthest) if moved > TOLERANCE)


def _furthest(moved: tuple[float, str]) -> tuple[float, str]:
    return -moved[0], moved[1]


def compare(before: Mapping[str, float], now: Mapping[str, float]) -> Change | None:
    """Scores by case id held against each other; None when no case has both."""
    shared = sorted(before.keys() & now.keys())
    return Change(tuple((case, before[case], now[case]) for case in shared)) if shared else None


def mean_interval(scores: Sequence[float]) -> tuple[float, float]:
    """95 % interval of the mean of scores, 0 to 1: exact for right or wrong (Clopper-Pearson), by betting for shares."""
    from motjuste.stats.interval import betting_interval, clopper_pearson

    if set(scores) <= _RIGHT_OR_WRONG:
        return clopper_pearson(sum(score == 1 for score in scores), len(scores))
    low, high = betting_interval(scores)
    return max(0.0, low), min(1.0, high)


def entry_after(old: Entry | None, new: PromptScore, *, accept: bool) -> Entry:
    """What the file is to hold after a prompt was scored anew.

    A score below the one the prompt is held to, over the cases both have, is written beside it; any other takes its
    place. A score that says nothing new keeps the day it was first written down.

    Args:
        old: What the file holds.
        new: The new score.
        accept: Hold the prompt to the new score from now on, even if it is lower.
    """
    if old is None:
        return Entry(new)
    held_to = old.baseline or old.score
    score = old.score if _says_the_same(old.score, new) else new
    change = compare(held_to.cases, new.cases)
    if accept or change is None or not change.exceeds(0.0):
        return replace(old, score=score, baseline=None)
    return replace(old, score=score, baseline=held_to)


def _says_the_same(old: PromptScore, new: PromptScore) -> bool:
    """Whether two scores differ in day and version alone."""
    return replace(new, date=old.date, motjuste=old.motjuste) == old


def case_names(cases: Sequence[str], eval_set: EvalSet | None) -> tuple[str, ...]:
    """Cases as people find them: `line 12` of the eval set, `more.csv:12` of a file it reads, in the order of the files.

    Those that the eval set no longer has come last, by their ids.
    """
    known = {case.id: (case.path, case.line) for case in eval_set.cases} if eval_set is not None else {}
    present = sorted((*known[case], case) for case in cases if case in known)
    named = (f"{path}:{line}" if path else f"line {line}" for path, line, _ in present)
    return (*named, *(case for case in cases if case not in known))
