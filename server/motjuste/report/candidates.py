"""The prompts the search tried: who came from whom, what was changed, and how far each got in the race."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motjuste.report.run import SEED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from motjuste.optimize.events import CandidateProposed, PlannedEdit, ProposalRejected, RaceBlock
    from motjuste.report.run import Run


@dataclass(frozen=True, slots=True)
class Node:
    """One prompt of the tree."""

    id: int
    parent: int | None
    """None for the seed."""
    step: int
    """The step it was proposed in; 0 for the seed."""
    depth: int
    origin: str
    """Who proposed it, in words."""
    edits: tuple[PlannedEdit, ...]
    """What it changes beyond its parent."""
    mean: float | None
    """Mean dev score (0..1) over the cases it ran; None when it never raced."""
    cases: int
    """Dev cases it ran."""
    out_in: int | None
    """The step in whose race it fell out; None when it ran to the end or never raced."""
    screened_out: bool
    """It did worse than others on train cases, so that it never raced."""
    best: bool
    """The search ended with it."""
    line: bool
    """It is the best prompt or one of its ancestors."""


@dataclass(frozen=True, slots=True)
class Yield:
    """What one source of proposals brought."""

    origin: str
    proposed: int
    refused: tuple[tuple[str, int], ...]
    """Reason and number, the commonest first."""
    finished: int
    """Ran all dev cases."""
    better: int
    """Of these, scored above the prompt as it was."""
    useful: int | None
    """Were better on dev than the prompts they were made from, or likely so; None in runs that do not tell."""


def tree(run: Run) -> tuple[Node, ...]:
    """All prompts, each before its children; only the seed when nothing was proposed."""
    children: dict[int, list[CandidateProposed]] = defaultdict(list)
    for proposed in run.proposed:
        children[proposed.parent].append(proposed)
    known = {one.candidate: one for one in run.proposed}
    best = best_candidate(run)
    line = set(_ancestors(best, known))
    raced = _raced(run)
    out = {number for event in run.screened for number in event.dropped}
    fell = {number: block.step for block in run.races for number in block.dropped}

    def node(number: int, depth: int) -> Node:
        told = known.get(number)
        above = known.get(told.parent) if told else None
        mean, cases = raced.get(number, (None, 0))
        return Node(
            id=number,
            parent=told.parent if told else None,
            step=told.step if told else 0,
            depth=depth,
            origin=origin(told.source, told.operator) if told else "the prompt as it was",
            edits=tuple(edit for edit in told.edits if not above or edit not in above.edits) if told else (),
            mean=mean,
            cases=cases,
            out_in=fell.get(number),
            screened_out=number in out,
            best=number == best,
            line=number in line,
        )

    nodes, waiting = [], [(SEED, 0)]
    while waiting:
        number, depth = waiting.pop()
        nodes.append(node(number, depth))
        # Taken out, so that a damaged file which names a prompt as its own ancestor comes to an end.
        waiting += [(child.candidate, depth + 1) for child in reversed(children.pop(number, []))]
    return tuple(nodes)


def best_candidate(run: Run) -> int:
    """The prompt the search ended with: the last screen's best, or the last race's."""
    if run.screens:
        return run.screens[-1].best
    whole = [means_of(block) for block in run.races if block.cases == run.cases("dev")]
    if not whole or not whole[-1]:
        return SEED
    means = whole[-1]
    return max(means, key=lambda number: (means[number], -number))


def means_of(block: RaceBlock) -> dict[int, float]:
    """A block's means by the prompt's number."""
    return {int(name): mean for name, mean in block.means.items() if name.isascii() and name.isdigit()}


def yields(run: Run) -> tuple[Yield, ...]:
    """What each source of proposals brought, in the order they first appear."""
    proposals: tuple[CandidateProposed | ProposalRejected, ...] = (*run.proposed, *run.rejected)
    origins = [origin(one.source, one.operator) for one in proposals]
    nodes = [node for node in tree(run) if node.id != SEED]
    seed, _ = _raced(run).get(SEED, (None, 0))
    total = run.cases("dev")
    useful = _useful(run)
    found = []
    for name in dict.fromkeys(origins):
        own = [node for node in nodes if node.origin == name]
        refused = Counter(one.reason for one in run.rejected if origin(one.source, one.operator) == name)
        finished = [node for node in own if node.cases and node.cases == total and node.out_in is None]
        better = [
            node for node in finished if node.mean is not None and seed is not None and node.mean > seed
        ]
        found.append(
            Yield(
                name,
                len(own) + refused.total(),
                tuple(sorted(refused.items(), key=lambda item: (-item[1], item[0]))),
                len(finished),
                len(better),
                useful.get(name),
            )
        )
    return tuple(found)


def _useful(run: Run) -> dict[str, int]:
    """How many candidates of each origin were of use, as the run counted them."""
    if run.counted is None:
        return {}
    sources = {origin(one.source, ""): one.useful for one in run.counted.sources if one.source != "operator"}
    return sources | {origin("operator", one.operator): one.useful for one in run.counted.operators}


def origin(source: str, operator: str) -> str:
    """Who proposed something, in words."""
    names = {"model": "optimizer model", "random": "random span (control)", "seed": "the prompt itself"}
    return f"operator {operator}" if source == "operator" else names.get(source, source)


def _raced(run: Run) -> dict[int, tuple[float | None, int]]:
    """The latest mean of each prompt, over the most cases it ran."""
    raced: dict[int, tuple[float | None, int]] = {}
    for block in run.races:
        for number, mean in means_of(block).items():
            if block.cases >= raced.get(number, (None, 0))[1]:
                raced[number] = (mean, block.cases)
    return raced


def _ancestors(number: int, known: Mapping[int, CandidateProposed]) -> Iterator[int]:
    seen: set[int] = set()
    while number not in seen:
        seen.add(number)
        yield number
        if number == SEED or number not in known:
            return
        number = known[number].parent
