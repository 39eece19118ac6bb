"""What a run says of its own search, in a few lines for people: whether its marks matter, and whether it fits its dev cases."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING

from motjuste.cli.terminal import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.cli.record import Record
    from motjuste.optimize.events import Localisation, MarksAudited, OverfitMeasured, TagsCompared


def signature_lines(record: Record) -> Iterator[str]:
    """One line a signature that the run could measure (method.md section 7)."""
    if record.verdict is not None and record.verdict.localisation is not None:
        yield _lift(record.verdict.localisation)
    if record.compared:
        yield _agreement(record.compared)
    yield from map(_audit, record.audits)
    if record.gaps:
        yield _gap(record.gaps[-1])
    for one in record.levels:
        yield f"after step {one.step} proposals were free to change {_reach(one.level)}: {one.reason}"
    if record.verdict is not None and record.verdict.level and record.levels:
        yield f"the best prompt came of proposals that were free to change {_reach(record.verdict.level)}"


def _reach(level: str) -> str:
    """A level in words."""
    names = {"sentence": "a sentence at a time, or put one in", "global": "the whole prompt"}
    return names.get(level, f"{level} at a time")


def _lift(told: Localisation) -> str:
    low, high = told.interval
    return (
        f"marked words gained {100 * told.lift:+.1f} points over random words on dev "
        f"(95 % interval {100 * low:+.1f} to {100 * high:+.1f}, {many(told.pairs, 'pair')}): {told.finding}"
    )


def _agreement(told: Sequence[TagsCompared]) -> str:
    shaky = sum(one.unstable for one in told)
    line = f"marks from different failures agreed on {100 * fmean(one.jaccard for one in told):.0f} % of their words"
    return f"{line}; {shaky} of {len(told)} comparisons unstable" if shaky else line


def _audit(told: MarksAudited) -> str:
    words = ", ".join(
        f"`{one.text}` {100 * one.flips:.0f} %{' (inert)' if one.inert else ''}" for one in told.marks
    )
    line = f"answers that change without marked words, of {told.cases} on train in step {told.step}: {words}"
    return line if told.control is None else f"{line}; without random words {100 * told.control:.0f} %"


def _gap(told: OverfitMeasured) -> str:
    low, high = told.interval
    return (
        f"overfit gap after step {told.step}: {100 * told.gap:+.1f} points between the halves of dev "
        f"(80 % interval {100 * low:+.1f} to {100 * high:+.1f})"
    )
