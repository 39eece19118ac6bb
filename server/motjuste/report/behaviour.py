"""How the search behaved: the failure signatures it watches for, each as a figure with its reading (method.md 7)."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from motjuste.report.figures import gain, many, points
from motjuste.report.headline import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.optimize.events import (
        LevelChanged,
        Localisation,
        MarksAudited,
        OverfitMeasured,
        ProposalsCounted,
        SourceYield,
    )
    from motjuste.report.run import Run

_SOURCES = {
    "model": "optimizer model",
    "operator": "edit operators",
    "random": "random spans (control)",
    "seed": "the prompt itself",
}
_FINDINGS = {
    "tags better than chance": "edits of marked words gain more than edits of random words",
    "tags no better than chance": "edits of marked words gain no more than edits of random words",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How the proposals of one source could be read."""

    origin: str
    proposed: int
    parsed: int
    repaired: int
    refused: int
    admitted: int
    repairs: tuple[tuple[str, int], ...]
    """Kind of repair and number, the commonest first."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a run tells of its own search."""

    gaps: tuple[OverfitMeasured, ...]
    figures: tuple[Figure, ...]
    levels: tuple[LevelChanged, ...]
    readings: tuple[Reading, ...]

    def __bool__(self) -> bool:
        return bool(self.gaps or self.figures or self.levels or self.readings)


def behaviour(run: Run) -> Behaviour:
    """The signatures of a run, as far as it came."""
    readings = tuple(_reading(one) for one in run.counted.sources) if run.counted else ()
    return Behaviour(run.gaps, tuple(_figures(run)), run.levels, readings)


def _figures(run: Run) -> Iterator[Figure]:
    if run.gaps:
        yield _gap(run.gaps[-1])
    if run.verdict is not None and run.verdict.localisation is not None:
        yield _lift(run.verdict.localisation)
    if run.compared:
        mean = fmean(one.jaccard for one in run.compared)
        shaky = sum(one.unstable for one in run.compared)
        note = (
            f"words that two readings of other failures both marked; {shaky} of {len(run.compared)} unstable"
        )
        yield Figure("tag agreement", f"{points(mean)} %", note)
    for one in run.audits:
        yield _audit(one)
    if run.verdict is not None and run.verdict.level:
        note = "how much the proposal that led to the best prompt was free to change"
        yield Figure("level of the best prompt", run.verdict.level, note)
    if run.counted is not None:
        yield from _rates(run.counted)


def _gap(told: OverfitMeasured) -> Figure:
    low, high = told.interval
    note = (
        f"80 % interval {gain(low)} to {gain(high)}: {gain(told.chosen)} on the half of dev that chose it, "
        f"{gain(told.watched)} on the other"
    )
    return Figure(f"overfit gap after step {told.step}, in points", gain(told.gap), note)


def _lift(told: Localisation) -> Figure:
    low, high = told.interval
    meaning = _FINDINGS.get(told.finding, f"nothing is known yet: {told.finding}")
    if told.finding == "not known":
        meaning = "nothing shows that it matters which words are edited, or that it does not"
    note = (
        f"95 % interval {gain(low)} to {gain(high)}, {many(told.pairs, 'pair')} with "
        f"{many(told.controls, 'control')}; {meaning}"
    )
    return Figure("localisation lift, in points", gain(told.lift), note)


def _audit(told: MarksAudited) -> Figure:
    inert = [one.text for one in told.marks if one.inert]
    control = "" if told.control is None else f"; without random words {points(told.control)} % do"
    words = f"; no difference without {', '.join(f'“{text}”' for text in inert)}" if inert else ""
    note = f"the most for one mark, of {many(told.cases, 'case')} on train{control}{words}"
    most = max(one.flips for one in told.marks)
    return Figure(f"answers that change without marked words, step {told.step}", f"{points(most)} %", note)


def _rates(counted: ProposalsCounted) -> Iterator[Figure]:
    if counted.leak_rate is not None:
        yield Figure(
            "replies with tags or numbers left in",
            f"{points(counted.leak_rate)} %",
            "before repair; none gets into a prompt",
        )
    if counted.outside_edit_rate is not None:
        yield Figure(
            "whole prompts that changed unmarked words",
            f"{points(counted.outside_edit_rate)} %",
            "before repair; what stands outside the marks is put back",
        )


def _reading(one: SourceYield) -> Reading:
    repairs = sorted(one.repairs.items(), key=lambda pair: (-pair[1], pair[0]))
    return Reading(
        origin=_SOURCES.get(one.source, one.source),
        proposed=one.proposed,
        parsed=one.parsed,
        repaired=one.repaired,
        refused=one.rejected,
        admitted=one.admitted,
        repairs=tuple(repairs),
    )
