"""The verdict: what the gate says, in a word, in a sentence, and in figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motjuste.evals.case import Split
from motjuste.optimize.candidate import seed_candidate
from motjuste.optimize.events import GateSummary
from motjuste.optimize.gate import Paired, gate_p
from motjuste.optimize.openings import next_alpha
from motjuste.stats.power import cases_needed, mde

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from motjuste.evals.case import Case
    from motjuste.optimize.candidate import Candidate
    from motjuste.optimize.events import SearchStopped, VerdictWord
    from motjuste.optimize.gate import GateRun
    from motjuste.optimize.openings import Opening
    from motjuste.optimize.plan import SearchInputs
    from motjuste.optimize.scoreboard import Scoreboard


def no_gate(
    inputs: SearchInputs,
    board: Scoreboard,
    champion: Candidate,
    dev: Sequence[Case],
    stop: SearchStopped | None,
) -> GateSummary:
    """The summary of a run whose gate stayed closed: nothing was tried, or nothing on dev looked better than chance."""
    seed = seed_candidate(inputs.document)
    why = f" {stop.message}" if stop else ""
    found = _FOUND.get(stop.reason if stop else "", "No edit looked better than chance on dev")
    if not board.tried:
        found = "No edit was tried"
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
        mde=mde(
            len(inputs.eval_set.part(Split.GATE)), alpha=next_alpha(inputs), anytime=inputs.options.anytime
        ),
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
    pruned: bool = False,
    final: bool = True,
) -> GateSummary:
    """The summary of a gate; its figures are those of the prompt that is offered, pruned or not.

    Args:
        inputs: What the run works on.
        board: Where scores are kept.
        gate: The gate, closed again or, in anytime mode, still open.
        offered: The champion, without the edits that pruning took back.
        dev: The dev cases.
        pruned: Whether pruning took edits back.
        final: False while the gate is still open.
    """
    seed, opening = seed_candidate(inputs.document), gate.opening if gate.looks else None
    paired = Paired(*(tuple(board.vector(one, gate.seen)) for one in (seed, offered)))
    interval = paired.interval(gate.confidence) if gate.seen else None
    reach = mde(len(gate.cases), alpha=gate.opening.alpha, anytime=gate.by_evidence)
    word = _word(gate, weak=reach > inputs.options.min_effect)
    return GateSummary(
        totals=inputs.totals(),
        verdict=word,
        message=" ".join(_sentences(inputs, gate, word, paired, interval, pruned=pruned, final=final)),
        n=len(gate.seen),
        wins=paired.wins,
        losses=paired.losses,
        p=_p(gate, paired, pruned=pruned),
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
        opening=opening.number if opening else None,
        alpha=opening.alpha if opening else None,
        by_evidence=gate.by_evidence,
        final=final,
    )


_FOUND = {
    "budget": "No edit looked better than chance on dev before the budget ended",
    "overfit": "No edit gained as much on the dev cases that did not choose it",
}
"""What a closed gate says, by why the search ended."""


def _word(gate: GateRun, *, weak: bool) -> VerdictWord:
    """The gate's word; a gate too weak to show the smallest gain worth having says that, not that it found none."""
    return "UNDERPOWERED" if weak and gate.word == "NO EVIDENCE" else gate.word


def _p(gate: GateRun, paired: Paired, *, pruned: bool) -> float | None:
    """The p-value of the prompt that is offered: after pruning the larger of the champion's and its own."""
    own = None
    if pruned:
        own = gate_p(paired, len(gate.cases), gate.opening.alpha, by_evidence=gate.by_evidence)
    return gate.p if own is None else max(gate.p or 0.0, own)


def _sentences(
    inputs: SearchInputs,
    gate: GateRun,
    word: VerdictWord,
    paired: Paired,
    interval: tuple[float, float] | None,
    *,
    pruned: bool,
    final: bool,
) -> Iterator[str]:
    cases = f"{len(paired.seed)} held-out cases"
    change = f"{100 * paired.gain:+.1f} points"
    if word == "HELPS":
        yield f"The edits gain {change} on {cases} that no step had seen."
        if interval and interval[0] <= 0:
            yield "The conservative interval still touches 0."
    elif word == "HARMS":
        yield f"The edits lose {-100 * paired.gain:.1f} points on {cases}; the prompt is better as it is."
    elif not final:
        yield f"After {len(paired.seed)} of {len(gate.cases)} held-out cases there is no evidence yet ({change})."
    elif gate.out_of_budget:
        yield f"The call budget ended after {cases}, without evidence that the edits help."
    elif word == "UNDERPOWERED":
        yield f"No evidence on {cases} ({change}), but so few can hardly show less. {_cases_wanted(inputs, gate)}"
    else:
        yield f"No evidence on {cases} that the edits help ({change}); the prompt stays as it is."
    if gate.looks:
        yield _opened(gate.opening, proved=word == "HELPS")
    if pruned:
        yield "Edits without evidence of their own were taken back on these same cases."


def _cases_wanted(inputs: SearchInputs, gate: GateRun) -> str:
    """How many cases the smallest gain worth having would take, beside how many there are and where."""
    evalset, gain = inputs.eval_set, inputs.options.min_effect
    wanted = cases_needed(gain, alpha=gate.opening.alpha, anytime=gate.by_evidence)
    rows = -(-wanted * len(evalset.cases) // len(gate.cases))
    reach = mde(len(gate.cases), alpha=gate.opening.alpha, anytime=gate.by_evidence)
    return (
        f"These {len(gate.cases)} gate cases find gains from {100 * reach:.0f} points; to find one of "
        f"{100 * gain:.0f} takes about {wanted}, that is some {rows:,} cases in {evalset.path}, which has "
        f"{len(evalset.cases):,}."
    )


def _opened(opening: Opening, *, proved: bool) -> str:
    """Which opening of the gate it was, and what that left of its error rate."""
    rate = f"{100 * opening.alpha:.2g} %"
    if opening.number == 1:
        return f"The gate was opened for the first time, at an error rate of {rate}."
    ordinal = f"{opening.number}{ENDINGS.get(opening.number % 100, ENDINGS.get(opening.number % 10, 'th'))}"
    told = (
        f"The gate was opened for the {ordinal} time for this prompt, which leaves an error rate of {rate}."
    )
    return told if proved else f"{told} New gate cases start afresh."


ENDINGS = {11: "th", 12: "th", 13: "th", 1: "st", 2: "nd", 3: "rd"}
