"""How well a run's proposals could be used, in a few lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.cli.terminal import many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from motjuste.optimize.events import ProposalsCounted, SourceYield

_NAMES = {
    "model": "the optimizer model",
    "operator": "edit operators",
    "random": "random spans, the control",
    "seed": "the prompt itself",
}


def proposal_lines(counted: ProposalsCounted) -> Iterator[str]:
    """One line a source, one for the operators that were of use, and one for what the model's replies took to read."""
    for one in counted.sources:
        yield f"{many(one.proposed, 'proposal')} by {_NAMES[one.source]}: {_fate(one)}"
    useful = [one for one in counted.operators if one.useful]
    if useful:
        told = ", ".join(f"{one.operator} {one.useful} of {one.proposed}" for one in useful)
        yield f"operators of use: {told}"
    if counted.outside_edit_rate is not None:
        share = _percent(counted.outside_edit_rate)
        yield f"{share} of the model's whole prompts changed unmarked words, which were put back"
    if counted.leak_rate is not None:
        yield f"{_percent(counted.leak_rate)} of the model's replies held tags, which were taken off"
    if counted.mode == "none":
        yield "nothing it said could be used, so it was asked no more"


def _fate(one: SourceYield) -> str:
    told = [f"{one.admitted} tried", f"{one.useful} of use"]
    if one.screened_out:
        told.append(f"{one.screened_out} worse on train")
    if one.repaired:
        told.append(f"{one.repaired} mended first")
    if one.rejected:
        commonest = sorted(one.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        reasons = ", ".join(f"{count} {reason}" for reason, count in commonest[:3])
        told.append(f"{one.rejected} refused ({reasons})")
    return ", ".join(told)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
