"""The first thing the page says: how the run ended, in a word, a sentence and the figures behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from motjuste.report.curves import dev_curve
from motjuste.report.figures import chance, gain, many, points
from motjuste.stats.interval import wilson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.optimize.events import GateSummary, PromptScored, RunFailed
    from motjuste.report.run import Run

Tone = Literal["good", "bad", "open", "plain"]
"""Proven, harmful or failed, undecided, and nothing to decide."""

_TONES: dict[str, Tone] = {"HELPS": "good", "HARMS": "bad"}
_KEPT = "What it had found by then is below; answers it paid for are kept, so the same command goes on from there."

_NO_CLAIM = "candidates competed here, so this is no claim"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its name."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """How a run ended."""

    word: str
    tone: Tone
    sentence: str
    figures: tuple[Figure, ...] = ()
    remedy: str = ""


def headline(run: Run) -> Headline:
    """How the run ended, or that it did not."""
    if run.failed is not None:
        return _failed(run.failed, _so_far(run))
    if run.verdict is not None:
        told = run.verdict
        return Headline(
            told.verdict, _TONES.get(told.verdict, "open"), told.message, tuple(_gate_figures(told))
        )
    if run.finished is None:
        sentence = "This run is still under way, or was ended from outside. " + _KEPT
        return Headline("UNFINISHED", "open", sentence, _so_far(run))
    if run.finished.status == "cancelled":
        sentence = "The run was ended before it came to a result. " + _KEPT
        return Headline("CANCELLED", "open", sentence, _so_far(run))
    return _marked(run) if run.job == "mark" else _evaluated(run)


def _so_far(run: Run) -> tuple[Figure, ...]:
    """What a run that did not come to its end had found."""
    curve = dev_curve(run)
    if len(curve) < 2:
        return tuple(map(_scored, run.scored))
    score = f"{points(curve[0].mean)} → {points(curve[-1].mean)}"
    return (Figure("dev score so far, before → after", score, _NO_CLAIM),)


def _failed(failed: RunFailed, figures: tuple[Figure, ...]) -> Headline:
    place = failed.path or ""
    place += f", line {failed.line}" if place and failed.line is not None else ""
    sentence = failed.message.rstrip(".") + (f" ({place})." if place else ".")
    remedy = f"{failed.remedy.rstrip('.')}." if failed.remedy else ""
    return Headline("FAILED", "bad", sentence, figures, remedy)


def _gate_figures(told: GateSummary) -> Iterator[Figure]:
    if not told.n:
        if told.seed_dev is not None and told.best_dev is not None:
            score = f"{points(told.seed_dev)} → {points(told.best_dev)}"
            yield Figure("dev score, before → after", score, _NO_CLAIM)
        return
    yield Figure(
        "gate score, before → after",
        f"{points(told.seed_gate)} → {points(told.best_gate)}",
        f"{many(told.n, 'case')} that no step of the search had seen",
    )
    if told.seed_gate is not None and told.best_gate is not None:
        low, high = told.interval or (None, None)
        note = "" if low is None else f"95 % interval {gain(low)} to {gain(high)}"
        yield Figure("gain, in points", gain(told.best_gate - told.seed_gate), note)
    yield Figure(
        "wins and losses",
        f"{told.wins} : {told.losses}",
        f"{told.n - told.wins - told.losses} gate cases came out the same",
    )
    if told.p is not None:
        yield Figure(
            "chance", chance(told.p), f"of such a result without any effect; {many(told.looks, 'look')}"
        )
    if told.opening is not None and told.alpha is not None:
        note = "what the openings of this gate before it left" if told.opening > 1 else "of the first opening"
        yield Figure("error rate", f"{100 * told.alpha:.2g} %", f"{note}; a claim takes a chance of no more")


def _scored(part: PromptScored) -> Figure:
    low, high = wilson(part.mean, part.cases)
    note = f"{many(part.cases, 'case')}, 95 % interval {points(low)} to {points(high)}"
    return Figure(f"{part.split} score", points(part.mean), note)


def _marked(run: Run) -> Headline:
    places = {(mark.start, mark.end) for found in run.marks if found.candidate == 0 for mark in found.marks}
    if not places:
        word, sentence = "NO MARKS", "No words were found behind wrong answers on the cases that were read."
    else:
        word = many(len(places), "mark").upper()
        stand = "stands" if len(places) == 1 else "stand"
        sentence = f"{many(len(places), 'passage')} of the prompt {stand} behind its wrong answers."
    return Headline(word, "plain", sentence, tuple(map(_scored, run.scored)))


def _evaluated(run: Run) -> Headline:
    cases = sum(part.cases for part in run.scored)
    if not cases:
        return Headline("NO SCORE", "open", "No case was scored.")
    mean = sum(part.mean * part.cases for part in run.scored) / cases
    wrong = sum(len(part.failures) for part in run.scored)
    sentence = f"The prompt scored {points(mean)} of 100 on {many(cases, 'case')}; {wrong:,} wrong."
    return Headline(points(mean), "plain", sentence, tuple(map(_scored, run.scored)))
