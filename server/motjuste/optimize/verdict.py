"""The verdict: what the gate says, in a word, in a sentence, and in figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.evals.case import Split
from motjuste.optimize.candidate import seed_candidate
from motjuste.optimize.events import GateSummary
from motjuste.optimize.gate import Paired, gate_p
from motjuste.stats.power import mde

if TYPE_CHECKING:
    from collections.abc import Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import SearchStopped, VerdictWord
    from motjuste.optimize.gate import GateRun
    from motjuste.optimize.plan import SearchInputs
    from motjuste.optimize.scoreboard import Scoreboard


def no_gate(
    inputs: SearchInputs,
    board: Scoreboard,
    champion: Candidate,
    dev: Sequence[Case],
    stop: SearchStopped | None,
) -> GateSummary:
    """The summary of a run whose gate stayed closed: nothing on dev looked better than chance."""
    seed = seed_candidate(inputs.document)
    why = f" {stop.message}" if stop else ""
    found = _FOUND.get(stop.reason if stop else "", "No edit looked better than chance on dev")
    return GateSummary(
        totals=inputs.totals(),
        verdict="NO EVIDENCE",
        message=f"{found}, so the gate stayed closed.{why}",
        n=0,
        wins=0,
        losses=0,
        p=None,
        interval=None,
        looks=0,
        mde=mde(len(inputs.eval_set.part(Split.GATE))),
        seed_dev=board.mean(seed, dev),
        seed_gate=None,
        best_dev=board.mean(champion, dev),
        best_gate=None,
        edits=champion.edits,
        text=champion.document.source,
        candidate=champion.id,
    )


def summarize(
    inputs: SearchInputs,
    board: Scoreboard,
    gate: GateRun,
    offered: Candidate,
    dev: Sequence[Case],
    *,
    pruned: bool,
) -> GateSummary:
    """The summary of a gate; its figures are those of the prompt that is offered, pruned or not.

    Args:
        inputs: What the run works on.
        board: Where scores are kept.
        gate: The gate, closed again.
        offered: The champion, without the edits that pruning took back.
        dev: The dev cases.
        pruned: Whether pruning took edits back.
    """
    seed = seed_candidate(inputs.document)
    base, best = board.vector(seed, gate.seen), board.vector(offered, gate.seen)
    paired = Paired(tuple(base), tuple(best))
    early = len(gate.seen) < len(gate.cases)
    interval = paired.interval(stopped_early=early) if gate.seen else None
    reach = mde(len(gate.cases))
    word = gate.word
    if word == "NO EVIDENCE" and reach > inputs.options.min_effect:
        word = "UNDERPOWERED"
    own = gate_p(paired, len(gate.cases), inputs.options.alpha) if pruned else None
    p = gate.p if own is None else max(gate.p or 0.0, own)
    return GateSummary(
        totals=inputs.totals(),
        verdict=word,
        message=_sentence(word, paired, interval, reach, out_of_budget=gate.out_of_budget)
        + (PRUNED if pruned else ""),
        n=len(gate.seen),
        wins=paired.wins,
        losses=paired.losses,
        p=p,
        interval=interval,
        looks=gate.looks,
        mde=reach,
        seed_dev=board.mean(seed, dev),
        seed_gate=board.mean(seed, gate.seen),
        best_dev=board.mean(offered, dev),
        best_gate=board.mean(offered, gate.seen),
        edits=offered.edits,
        text=offered.document.source,
        candidate=offered.id,
    )


_FOUND = {
    "budget": "No edit could be tried on all dev cases",
    "overfit": "No edit gained as much on the dev cases that did not choose it",
}
"""What a closed gate says, by why the search ended."""
PRUNED = " Edits without evidence of their own were taken back on these same cases."


def _sentence(
    word: VerdictWord,
    paired: Paired,
    interval: tuple[float, float] | None,
    reach: float,
    *,
    out_of_budget: bool,
) -> str:
    cases = f"{len(paired.seed)} held-out cases"
    change = 100 * sum(paired.differences) / max(1, len(paired.differences))
    if word == "HELPS":
        touching = " The conservative interval still touches 0." if interval and interval[0] <= 0 else ""
        return f"The edits gain {change:+.1f} points on {cases} that no step had seen.{touching}"
    if word == "HARMS":
        return f"The edits lose {-change:.1f} points on {cases}; the prompt is better as it is."
    if out_of_budget:
        return f"The call budget ended after {cases}, without evidence that the edits help."
    if word == "UNDERPOWERED":
        return (
            f"No evidence on {cases} ({change:+.1f} points), but so few can only show gains of "
            f"{100 * reach:.0f} points or more; add cases to find smaller ones."
        )
    return f"No evidence on {cases} that the edits help ({change:+.1f} points); the prompt stays as it is."
